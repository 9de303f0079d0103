from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql" / "timeline.sql"


class Migration(migrations.Migration):
    dependencies = [("careplans", "0007_no_last_update")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
