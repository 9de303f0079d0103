from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql" / "wait_referrals.sql"


class Migration(migrations.Migration):
    dependencies = [("reporting", "0009_updates_of_plans")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
