from django.db import migrations

from hubs.tenancy.migrations import across_tenants

# The teams that had a referral of ours, as its history tells: each from the month that it took it over, the first
# since ever, through the month that it passed it on. Those of record sets are put beside them by reporting.
PASSED_ON = """
with version as (
    select before.tenant_id, before.pgh_obj_id as referral_id, before.team_id, before.pgh_created_at as until, before.pgh_id as place
    from referrals_referralevent before
    union all
    select tenant_id, id, team_id, null, null from referrals_referral
),
followed as (
    select version.*, lead(team_id) over following as next_team, lead(referral_id) over following is null as is_last
    from version
    window following as (partition by tenant_id, referral_id order by place nulls last)
),
had as (
    select followed.*, lag(until) over (partition by tenant_id, referral_id order by place nulls last) as taken_at
    from followed
    where is_last or team_id is distinct from next_team
),
month as (
    select had.tenant_id, had.referral_id, had.team_id,
        date_trunc('month', had.taken_at at time zone 'Europe/London')::date as first_day,
        (date_trunc('month', had.until at time zone 'Europe/London') + interval '1 month')::date as end_day
    from had
)
insert into referrals_referralteamtime (tenant_id, referral_id, team_id, days)
select month.tenant_id, month.referral_id, month.team_id, range_agg(daterange(month.first_day, month.end_day))
from month
join referrals_referral referral on referral.tenant_id = month.tenant_id and referral.id = month.referral_id
where referral.source_month is null and month.team_id is not null
    -- A team that has it all along needs no time.
    and (month.first_day is not null or month.end_day is not null)
group by month.tenant_id, month.referral_id, month.team_id;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0006_referralteamtime")]

    operations = [
        migrations.RunSQL(
            across_tenants(
                PASSED_ON, "referrals_referral", "referrals_referralevent", "referrals_referralteamtime"
            ),
            migrations.RunSQL.noop,
        ),
    ]
