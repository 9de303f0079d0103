from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql" / "clock.sql"


class Migration(migrations.Migration):
    dependencies = [("reporting", "0006_what_changed_of_people")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
