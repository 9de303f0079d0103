from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


def file(name: str) -> str:
    return (SQL / name).read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("careplans", "0003_words_and_pauses"),
        ("outcomes", "0002_measures"),
        ("referrals", "0004_pathway_ends_are_whole"),
    ]

    operations = [
        migrations.RunSQL(file("timeline_entry.sql"), "drop type careplans_timeline_entry cascade"),
        migrations.RunSQL(file("timeline.sql"), migrations.RunSQL.noop),
    ]
