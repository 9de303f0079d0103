from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


def file(name: str) -> str:
    return (SQL / name).read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("referrals", "0004_pathway_ends_are_whole")]

    operations = [
        migrations.RunSQL(
            file("contact_counts.sql"), "drop function referrals_contact_counts(text, text, date) cascade"
        ),
        migrations.RunSQL(
            file("queue_rows.sql"), "drop function referrals_queue_rows(bigint[], date, timestamptz)"
        ),
        migrations.RunSQL(
            file("queue_choices.sql"), "drop function referrals_queue_choices(bigint, bigint[])"
        ),
    ]
