from django.db import migrations

from hubs.tenancy.migrations import across_tenants

# Each row of the tables that a month in force sent, with the days that the month speaks for: until the next.
SENT = """
from (
    select months.*, lead(months.month) over (partition by months.tenant_id, months.provider_id order by months.month) as next
    from reporting_recordset months
    where months.state = 'taken'
) months
join reporting_recordchunk chunk on chunk.tenant_id = months.tenant_id and chunk.record_set_id = months.id
cross join lateral jsonb_array_elements(chunk.rows) sent(row)
cross join lateral (select daterange(months.month, months.next) as days) speaks
"""
TOLD = f"""
insert into hubs_teamtypetime (tenant_id, team_id, team_type, days)
select team.tenant_id, team.id, sent.row ->> 'ServTeamTypeMH', range_agg(speaks.days)
{SENT}
join hubs_team team
    on team.tenant_id = months.tenant_id
    and team.organisation_id = months.provider_id
    and team.local_id = sent.row ->> 'CareProfTeamLocalID'
where chunk."table" = 'MHS902ServiceTeamDetails'
group by 1, 2, 3;

update careplans_careplanupdate told
set days = found.days
from (
    select plan.tenant_id, plan.id, (sent.row ->> 'CarePlanCreatDate')::date as created_on,
        (sent.row ->> 'CarePlanLastUpdateDate')::date as updated_on, range_agg(speaks.days) as days
    {SENT}
    join careplans_careplan plan
        on plan.tenant_id = months.tenant_id
        and plan.provider_id = months.provider_id
        and plan.local_id = sent.row ->> 'CarePlanID'
    where chunk."table" = 'MHS008CarePlanType'
    group by 1, 2, 3, 4
) found
where told.tenant_id = found.tenant_id
    and told.plan_id = found.id
    and told.created_on = found.created_on
    and told.updated_on = found.updated_on
    and told.source_month is not null;

update careplans_careplanagreement agreement
set days = found.days
from (
    select plan.tenant_id, plan.id, sent.row ->> 'CarePlanContentAgreedBy' as agreed_by,
        (sent.row ->> 'CarePlanContentAgreedDate')::date as agreed_on, range_agg(speaks.days) as days
    {SENT}
    join careplans_careplan plan
        on plan.tenant_id = months.tenant_id
        and plan.provider_id = months.provider_id
        and plan.local_id = sent.row ->> 'CarePlanID'
    where chunk."table" = 'MHS009CarePlanAgreement'
    group by 1, 2, 3, 4
) found
where agreement.tenant_id = found.tenant_id
    and agreement.plan_id = found.id
    and agreement.agreed_by = found.agreed_by
    and agreement.agreed_on is not distinct from found.agreed_on
    and agreement.source_month is not null;

-- What no month in force sends any more was told on no day.
update careplans_careplanupdate set days = '{{}}' where source_month is not null and days is null;
update careplans_careplanagreement set days = '{{}}' where source_month is not null and days is null;
"""
TABLES = (
    "reporting_recordset",
    "reporting_recordchunk",
    "hubs_team",
    "hubs_teamtypetime",
    "careplans_careplan",
    "careplans_careplanupdate",
    "careplans_careplanagreement",
)


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0010_rejections_of_teams"),
        ("referrals", "0007_teams_that_passed_referrals_on"),
        ("careplans", "0009_months_of_plans"),
        ("hubs", "0003_teamtypetime"),
    ]

    operations = [
        migrations.RunSQL(across_tenants(TOLD, *TABLES), migrations.RunSQL.noop),
    ]
