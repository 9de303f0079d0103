"""Which hubs may see a person, worked out from the record for many people at once."""

from __future__ import annotations

from django.db import connection, transaction

from hubs.rules.ods import DEFAULT_PRACTICES
from hubs.rules.roles import Actor

# Why a hub sees a person (PersonHub.source): a team of the hub holds or held a referral; the hub covers the PCN of
# a practice that the person is or was registered with.
BY_TEAM = "team"
BY_PCN = "pcn"

_DEFAULTS = ", ".join(f"'{code}'" for code in sorted(DEFAULT_PRACTICES))
_RIGHT = f"""
create temporary table hub_right on commit drop as
select held.person_id, held.hub_id, '{BY_TEAM}' as source from (
    select r.person_id, coalesce(r.hub_id, t.hub_id) as hub_id
    from referrals_referral r left join hubs_team t on t.tenant_id = r.tenant_id and t.id = r.team_id
    where r.tenant_id = app_tenant() and r.voided_at is null
    union
    select r.person_id, t.hub_id
    from referrals_referralteam o
    join referrals_referral r on r.tenant_id = o.tenant_id and r.id = o.referral_id and r.voided_at is null
    join hubs_team t on t.tenant_id = o.tenant_id and t.id = o.team_id
    where o.tenant_id = app_tenant() and o.voided_at is null
) held
where held.hub_id is not null
union
select g.person_id, c.hub_id, '{BY_PCN}'
from referrals_gpregistration g
join hubs_pcnpractice p on p.practice_code = g.practice_code and p.ends_on is null
join hubs_organisation o on o.tenant_id = g.tenant_id and o.ods_code = p.pcn_code and o.kind = 'pcn'
join hubs_hubcoverage c on c.tenant_id = o.tenant_id and c.pcn_id = o.id and c.ends_on is null
where g.tenant_id = app_tenant() and g.voided_at is null and g.practice_code not in ({_DEFAULTS})
"""
_ADD = """
insert into referrals_personhub (tenant_id, person_id, hub_id, source)
select app_tenant(), h.person_id, h.hub_id, h.source from hub_right h
on conflict do nothing
"""
_REMOVE = f"""
delete from referrals_personhub h
where h.tenant_id = app_tenant() and h.source in ('{BY_TEAM}', '{BY_PCN}') and not exists (
    select from hub_right r where r.person_id = h.person_id and r.hub_id = h.hub_id and r.source = h.source)
"""


@transaction.atomic
def refresh(*, by: Actor) -> int:
    """Bring what hubs may see in the tenant in force into line with referrals, teams, practices and coverage.

    To be called when many of those have changed: after a record set was read, teams were given to hubs, or a hub's
    PCNs were changed. What was granted one by one (``referrals.actions.referrals.let_see``) stays. Returns how many
    grants were added or removed.
    """
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists pg_temp.hub_right")
        cursor.execute(_RIGHT)
        cursor.execute("analyze hub_right")
        cursor.execute(_ADD)
        changed: int = cursor.rowcount
        cursor.execute(_REMOVE)
        return changed + int(cursor.rowcount)
