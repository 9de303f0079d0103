"""Whom figures are counted for: areas and groups of people, as they stood on a day."""

from __future__ import annotations

from hubs.rules import demography
from hubs.rules.ods import DEFAULT_PRACTICES
from hubs.selectors.geography import area_join_sql, pcn_join_sql

# Level, and the column of a row that holds the code of its area.
LEVELS = {"place": "place_code", "hub": "hub_code", "pcn": "pcn_code", "provider": "provider_code"}
BREAKDOWNS = ("age_band", "gender", "ethnic_group", "imd_quintile", "core20")
COLUMNS = (*LEVELS.values(), *BREAKDOWNS)
_LEVEL_ROWS = ", ".join(f"('{level}', {column})" for level, column in LEVELS.items())
# Puts each row into its areas; a row that lies in no area of a level is counted in none.
TO_LEVELS = f"""
    cross join lateral (values ('tenant', ''), {_LEVEL_ROWS}) area(level, code)
    where (area.level = 'tenant' or area.code <> '')
"""

_DEFAULTS = ", ".join(f"'{code}'" for code in sorted(DEFAULT_PRACTICES))

# The PCN of each practice on the day, with the place it lies in and the hub that covers it.
PRACTICES = f"""
    create temporary table night_practice on commit drop as
    select
        practice.code as practice_code,
        pcn.pcn_code,
        place.code as place_code,
        network.transformed_from,
        hub.id as hub_id
    from (
        select distinct registration.practice_code as code
        from referrals_gpregistration registration
        where registration.voided_at is null
    ) practice
    {pcn_join_sql(practice="practice.code", on="%(as_at)s::date")}
    left join hubs_organisation network on network.ods_code = pcn.pcn_code and network.kind = 'pcn'
    left join hubs_place place on place.id = network.place_id
    left join lateral (
        select coverage.hub_id as id
        from hubs_hubcoverage coverage
        where coverage.pcn_id = network.id
            and coverage.starts_on <= %(as_at)s
            and coalesce(coverage.ends_on, 'infinity') >= %(as_at)s
        order by coverage.starts_on desc
        limit 1
    ) hub on true
"""

# The practice that a person is registered with on the day; where several providers have sent one, the newest counts.
REGISTRATIONS = f"""
    create temporary table night_registration on commit drop as
    select distinct on (registration.person_id) registration.person_id, registration.practice_code
    from referrals_gpregistration registration
    where registration.voided_at is null
        and coalesce(registration.starts_on, '-infinity') <= %(as_at)s
        and coalesce(registration.ends_on, 'infinity') >= %(as_at)s
        and registration.practice_code not in ({_DEFAULTS})
    order by registration.person_id, registration.starts_on desc nulls last, registration.id desc
"""

PEOPLE = f"""
    create temporary table night_person on commit drop as
    select
        person.id as person_id,
        coalesce(practice.pcn_code, '') as pcn_code,
        practice.place_code as pcn_place_code,
        practice.transformed_from,
        practice.hub_id as pcn_hub_id,
        {demography.age_band_sql("person.birth_date", "%(as_at)s::date")} as age_band,
        {demography.gender_group_sql("person.gender_identity", "person.stated_gender")} as gender,
        {demography.ethnic_group_sql("person.ethnic_category")} as ethnic_group,
        {demography.imd_quintile_sql("area.decile")} as imd_quintile,
        {demography.core20_sql("area.decile")} as core20,
        person.birth_date,
        coalesce(area.local_authority, '') as local_authority
    from referrals_person person
    left join night_registration registration on registration.person_id = person.id
    left join night_practice practice on practice.practice_code = registration.practice_code
    {area_join_sql(postcode="person.postcode")}
    where person.voided_at is null
"""

# What a list of facts says of each row: the person's groups, and the areas of the person and the referral. A
# referral is its own hub's, else its team's, else that of the person's PCN; a hub lies in a place, and so does a PCN.
COLUMNS_SQL = """
    coalesce(place.code, person.pcn_place_code, '') as place_code,
    coalesce(hub.code, '') as hub_code,
    person.pcn_code,
    coalesce(provider.ods_code, '') as provider_code,
    person.age_band,
    person.gender,
    person.ethnic_group,
    person.imd_quintile,
    person.core20
"""


def joins(*, person: str, referral: str, provider: str) -> str:
    """The joins behind COLUMNS_SQL, from the SQL of a person's, a referral's and a provider's id."""
    return f"""
        join night_person person on person.person_id = {person}
        left join referrals_referral held on held.tenant_id = app_tenant() and held.id = {referral}
        left join hubs_team team on team.tenant_id = app_tenant() and team.id = held.team_id
        left join hubs_hub hub
            on hub.tenant_id = app_tenant() and hub.id = coalesce(held.hub_id, team.hub_id, person.pcn_hub_id)
        left join hubs_place place on place.tenant_id = app_tenant() and place.id = hub.place_id
        left join hubs_organisation provider on provider.tenant_id = app_tenant() and provider.id = {provider}
    """


# Areas that have figures even when they are nought.
AREAS = """
    create temporary table night_area on commit drop as
    select 'tenant' as level, ''::text as code
    union
    select 'place', place.code from hubs_place place
    union
    select 'hub', hub.code from hubs_hub hub
    union
    select 'pcn', network.ods_code from hubs_organisation network where network.kind = 'pcn' and network.ods_code <> ''
    union
    select 'provider', provider.ods_code
    from (select distinct referral.provider_id as id from referrals_referral referral) holding
    join hubs_organisation provider on provider.id = holding.id
    where provider.ods_code <> ''
"""
LISTS = {
    "night_area": AREAS,
    "night_practice": PRACTICES,
    "night_registration": REGISTRATIONS,
    "night_person": PEOPLE,
}
