from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


def file(name: str) -> str:
    return (SQL / name).read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0007_undischarged"),
        ("referrals", "0005_queue"),
        ("careplans", "0004_timeline"),
    ]

    operations = [
        migrations.RunSQL(file("contact_counts.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(file("caseload_row.sql"), "drop type reporting_caseload_row cascade"),
        migrations.RunSQL(file("caseload_rows.sql"), migrations.RunSQL.noop),
    ]
