from django.db import migrations

from hubs.tenancy.migrations import across_tenants

# The latest update of each plan, and of a plan that is made here those before it, which its history holds. What the
# older months of record sets said is put beside them by reporting, which keeps those.
KNOWN = """
insert into careplans_careplanupdate
    (tenant_id, plan_id, created_on, updated_on, source_month, created_at, created_by_id, voided_at, voided_by_id, void_reason)
select tenant_id, id, created_on, last_updated_on, source_month, created_at, created_by_id, voided_at, voided_by_id, void_reason
from careplans_careplan
where last_updated_on is not null;

insert into careplans_careplanupdate (tenant_id, plan_id, created_on, updated_on, created_at, created_by_id)
select distinct plan.tenant_id, plan.id, before.created_on, before.last_updated_on, plan.created_at, plan.created_by_id
from careplans_careplanevent before
join careplans_careplan plan on plan.tenant_id = before.tenant_id and plan.id = before.pgh_obj_id
where plan.source_month is null and before.last_updated_on is not null
on conflict do nothing;
"""


class Migration(migrations.Migration):
    dependencies = [("careplans", "0005_updates_of_plans")]

    operations = [
        migrations.RunSQL(
            across_tenants(
                KNOWN, "careplans_careplan", "careplans_careplanevent", "careplans_careplanupdate"
            ),
            migrations.RunSQL.noop,
        ),
    ]
