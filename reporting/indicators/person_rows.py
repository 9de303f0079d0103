"""People in their areas: a row a person in each area that a referral of theirs lies in, for the figures that count
people and not referrals. They are put together once for all of those.
"""

from __future__ import annotations

from reporting.indicators import groups

# What a row is made of, from the rows of ``night_referral``. A referral that says nothing of any of this makes no row.
ROWS = f"""
    select
        level,
        code,
        person_id,
        {", ".join(f"any_value({column}) as {column}" for column in groups.BREAKDOWNS)},
        bool_or(contacts_in_year >= 1) as had_contact,
        bool_or(access_exclusion = '' and contacts_in_year >= 2) as seen_twice,
        bool_or(access_exclusion = '' and contacts_in_year >= 1) as seen,
        bool_or(access_exclusion = '' and contacts_transformed >= 2) as seen_twice_transformed,
        bool_or(access_exclusion in ('under 18', 'outside England') and contacts_in_year >= 2) as left_out,
        bool_or(access_exclusion = 'no birth date' and contacts_in_year >= 2) as without_birth_date,
        bool_or(is_open and contacts_ever >= 1) as on_caseload,
        coalesce(sum(contacts_in_month) filter (where is_open), 0) as contacts_in_month,
        any_value(plan_state) as plan_state,
        bool_or(crisis_plan_on is not null) as has_crisis_plan,
        bool_or(had_ips) as had_ips,
        bool_or(access_exclusion = '' and contacts_in_year >= 1 and therapies_in_year >= 1) as seen_with_therapy,
        bool_or(seen_cen) as cen,
        bool_or(seen_cen and therapies_in_year >= 1) as cen_with_therapy,
        bool_or(seen_eating_disorder) as eating_disorder,
        bool_or(seen_eating_disorder and therapies_in_year >= 1) as eating_disorder_with_therapy
    from night_referral
    {groups.TO_LEVELS}
        and (contacts_in_year >= 1 or (is_open and contacts_ever >= 1) or seen_cen or seen_eating_disorder)
    group by level, code, person_id
"""
LISTS = {"night_person_area": f"create temporary table night_person_area on commit drop as {ROWS}"}


def of(columns: str, where: str) -> str:
    """The rows of one family: some of the columns, of the people that fulfil ``where``."""
    return (
        f"select level, code, person_id, {', '.join(groups.BREAKDOWNS)}, {columns}"
        f" from night_person_area where {where}"
    )
