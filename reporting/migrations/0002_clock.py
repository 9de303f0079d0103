from pathlib import Path

from django.db import migrations

from reporting.sql import national_lists

SQL = Path(__file__).resolve().parents[1] / "sql"


def file(name: str) -> str:
    return (SQL / name).read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_initial"),
        ("careplans", "0001_initial"),
        ("outcomes", "0001_initial"),
        ("referrals", "0001_initial"),
        ("hubs", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(national_lists.create(), national_lists.drop()),
        migrations.RunSQL(
            file("contact_counts.sql"), "drop function reporting_contact_counts(text, text, date)"
        ),
        migrations.RunSQL(
            file("wait_referrals.sql"), "drop function reporting_wait_referrals(date, bigint[], boolean)"
        ),
        migrations.RunSQL(file("spell.sql"), "drop type reporting_spell cascade"),
        migrations.RunSQL(file("clock.sql"), migrations.RunSQL.noop),
    ]
