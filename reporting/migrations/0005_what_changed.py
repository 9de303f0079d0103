from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql" / "changes.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0004_night_of_care"),
        ("careplans", "0002_plans"),
        ("outcomes", "0002_measures"),
        ("referrals", "0002_somebody_holds"),
    ]

    operations = [
        migrations.RunSQL(
            SQL.read_text(encoding="utf-8"), "drop function if exists reporting_changed_from(timestamptz)"
        )
    ]
