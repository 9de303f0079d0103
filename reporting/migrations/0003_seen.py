from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql" / "seen.sql"
DROP = """
drop trigger reporting_seen_changed on referrals_contact;
drop trigger reporting_seen_new on referrals_contact;
drop function reporting_keep_seen();
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_clock"), ("referrals", "0001_initial")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), DROP)]
