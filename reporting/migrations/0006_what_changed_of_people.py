from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql" / "changes.sql"


class Migration(migrations.Migration):
    dependencies = [("reporting", "0005_what_changed")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
