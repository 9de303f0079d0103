from pathlib import Path

from django.db import migrations

from hubs.tenancy.migrations import across_tenants

SQL = Path(__file__).resolve().parents[1] / "sql"
# Each day of update that a month in force told of a plan, from the oldest month that did.
TOLD = """
insert into careplans_careplanupdate (tenant_id, plan_id, created_on, updated_on, source_month, created_at)
select plan.tenant_id, plan.id, told.created_on, told.updated_on, min(months.month), plan.created_at
from reporting_recordset months
join reporting_recordchunk chunk
    on chunk.tenant_id = months.tenant_id and chunk.record_set_id = months.id and chunk."table" = 'MHS008CarePlanType'
cross join lateral jsonb_array_elements(chunk.rows) sent(row)
cross join lateral (
    select
        sent.row ->> 'CarePlanID' as local_id,
        (sent.row ->> 'CarePlanCreatDate')::date as created_on,
        (sent.row ->> 'CarePlanLastUpdateDate')::date as updated_on
) told
join careplans_careplan plan
    on plan.tenant_id = months.tenant_id and plan.provider_id = months.provider_id and plan.local_id = told.local_id
where months.state = 'taken' and plan.source_month is not null and plan.voided_at is null and told.updated_on is not null
group by plan.tenant_id, plan.id, told.created_on, told.updated_on, plan.created_at
on conflict (tenant_id, plan_id, created_on, updated_on) do update set source_month = excluded.source_month;
"""


def file(name: str) -> str:
    return (SQL / name).read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("reporting", "0008_pages_planned_once"), ("careplans", "0006_updates_known_so_far")]

    operations = [
        migrations.RunSQL(
            across_tenants(
                TOLD,
                "reporting_recordset",
                "reporting_recordchunk",
                "careplans_careplan",
                "careplans_careplanupdate",
            ),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(file("changes.sql"), migrations.RunSQL.noop),
    ]
