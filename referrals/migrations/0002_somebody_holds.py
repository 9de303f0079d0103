from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql" / "somebody_holds.sql"
DROP = """
drop trigger referrals_team_is_empty on hubs_team;
drop trigger referrals_holding_agrees on referrals_holding;
drop trigger referrals_somebody_holds on referrals_referral;
drop trigger referrals_somebody_holds_new on referrals_referral;
drop function referrals_check_team_is_empty();
drop function referrals_check_holding();
drop function referrals_check_referral_held();
drop function referrals_person_is_held(bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("hubs", "0001_initial")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), DROP)]
