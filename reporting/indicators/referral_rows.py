"""Referrals as they stood at the end of a month: the rows that access, second contacts and the caseload count.

They are put together from temporary lists that are analysed one by one, so that the plan is good also on the night
after a first great import, when the planner knows nothing yet of the tables themselves.

Sources: NHS England, mental health monthly statistics (MHS108, MHS124 to MHS129: cohort, contacts and hospital rule);
NHS England, community mental health dashboard (rejected referrals, caseload).
"""

from __future__ import annotations

from reporting.indicators import care_rows, groups

# What the month that is known by then told of the days of a referral, where a later one has come since.
TOLD = """
    create temporary table night_told on commit drop as
    select *
    from (
        select distinct on (told.referral_id) told.referral_id, told.received_on, told.discharged_on, told.rejected_on,
            told.days @> referral.latest_month as is_newest
        from referrals_referral referral
        join referrals_referralteamtime told on told.referral_id = referral.id
        cross join lateral (
            select upper(told.days * datemultirange(daterange(null, %(as_at)s, '[]'))) as until
        ) known
        where referral.latest_month > %(as_at)s
            and told.received_on is not null
            and not told.is_other
            and known.until is not null
        order by told.referral_id, known.until desc
    ) told
    -- The newest is what the record itself says, with whatever was put right here.
    where not told.is_newest
"""

# Whatever ended before the year began is counted by no figure of the month.
HELD = """
    create temporary table night_held on commit drop as
    select
        referral.id as referral_id,
        referral.person_id,
        referral.provider_id,
        referral.team_id,
        dated.received_on,
        -- Before the first month that it was sent in, nothing of it is known nationally.
        greatest(dated.received_on, referral.source_month) as known_since,
        referral.source,
        case when dated.rejected_on <= %(as_at)s then dated.rejected_on end as rejected_on,
        referral.rejection_reason,
        referral.primary_reason,
        standing.ended_on,
        standing.ended_on is null and standing.is_current as is_open,
        standing.is_undischarged
    from referrals_referral referral
    left join (
        select months.provider_id, max(months.month) as newest
        from reporting_recordset months
        where months.state = 'taken' and months.month <= %(as_at)s
        group by months.provider_id
    ) sets on sets.provider_id = referral.provider_id
    left join night_told told on told.referral_id = referral.id
    cross join lateral (
        select
            coalesce(told.received_on, referral.received_on) as received_on,
            case when told.referral_id is null then referral.discharged_on else told.discharged_on end as discharged_on,
            case when told.referral_id is null then referral.rejected_on else told.rejected_on end as rejected_on
    ) dated
    cross join lateral (
        select
            referral.latest_month is null or sets.newest is null or referral.latest_month >= sets.newest
                as is_current
    ) current
    cross join lateral (
        select
            case when least(dated.discharged_on, dated.rejected_on) <= %(as_at)s
                then least(dated.discharged_on, dated.rejected_on) end as ended_on,
            current.is_current,
            current.is_current and coalesce(dated.discharged_on, 'infinity') > %(as_at)s as is_undischarged
    ) standing
    where dated.received_on <= %(as_at)s
        and referral.voided_at is null
        and (standing.is_undischarged or coalesce(standing.ended_on, 'infinity') >= %(year_start)s)
        and (standing.is_current or referral.latest_month >= %(year_start)s)
"""

# Referrals that a team in scope took part in during the year, and the days on which one did while the person was not
# known to live outside England, or where they did all year, any day; for MHS108 those teams depend on the month.
TEAMS = """
    create temporary table night_team on commit drop as
    select
        named.referral_id,
        all_year.is_abroad,
        case when all_year.is_abroad then named.days else named.in_england end as days
    from (
        select part.referral_id, range_agg(part.days) as days, range_agg(part.in_england) as in_england
        from reporting_referral_parts(null, true) part
        where reporting_in_access_scope(part.team_type, %(as_at)s)
            and part.days && datemultirange(daterange(%(year_start)s, %(as_at)s, '[]'))
        group by part.referral_id
    ) named
    cross join lateral (
        select not named.in_england && datemultirange(daterange(%(year_start)s, %(as_at)s, '[]')) as is_abroad
    ) all_year
"""

# Contacts that count nationally, as the clock counts them; those of a year are parted at 1 April. Of a referral that a
# team in scope takes part in, what happened while none did is not of the year.
CONTACTS = """
    create temporary table night_contact on commit drop as
    select
        contact.referral_id,
        count(*) as ever,
        count(*) filter (where contact.occurred_on >= %(month_start)s) as in_month,
        count(*) filter (where contact.occurred_on >= %(year_start)s) as in_year,
        count(*) filter (
            where scope.holds and contact.occurred_on between %(year_start)s and %(financial_year_start)s::date - 1
        ) as before_april,
        count(*) filter (
            where scope.holds and contact.occurred_on >= greatest(%(year_start)s::date, %(financial_year_start)s)
        ) as since_april,
        count(*) filter (
            where scope.holds and contact.occurred_on >= greatest(%(year_start)s::date, person.transformed_from)
        ) as transformed,
        (array_agg(contact.occurred_on order by contact.occurred_on))[2] as second_on
    from referrals_contact contact
    join night_held held on held.referral_id = contact.referral_id
    join night_person person on person.person_id = held.person_id
    left join night_team team on team.referral_id = contact.referral_id
    cross join lateral (select coalesce(team.days @> contact.occurred_on, true) as holds) scope
    where contact.tenant_id = app_tenant()
        and contact.occurred_on <= %(as_at)s
        and contact.voided_at is null
        and reporting_contact_counts(contact.attendance, contact.mechanism, contact.occurred_on)
    group by contact.referral_id
"""

# In which of the two financial years that a year of months touches the referral had a hospital spell, by the months
# that told of it; of one that was recorded here, by its days.
STAYS = """
    create temporary table night_stay on commit drop as
    select
        stay.referral_id,
        bool_or(told.days && datemultirange(daterange(%(financial_year_start)s, null))) as this_year,
        bool_or(told.days && datemultirange(
            daterange((%(financial_year_start)s::date - interval '1 year')::date, %(financial_year_start)s)
        )) as year_before
    from referrals_hospitalspell stay
    cross join lateral (
        select coalesce(stay.days, datemultirange(daterange(stay.starts_on, stay.ends_on, '[]')))
            * datemultirange(daterange(null, %(as_at)s, '[]')) as days
    ) told
    where not isempty(told.days) and stay.voided_at is null
    group by stay.referral_id
"""

WAITS = """
    create temporary table night_wait on commit drop as
    select wait.referral_id, wait.exclusion from reporting_wait_referrals(%(as_at)s, null, true) wait
"""

FACTS = f"""
    create temporary table night_referral on commit drop as
    select
        %(period_end)s::date as period_end,
        listed.person_id,
        {groups.COLUMNS_SQL},
        listed.referral_id,
        listed.received_on,
        listed.source,
        listed.rejected_on,
        listed.rejection_reason,
        listed.is_open,
        -- As its newest record with a team in scope says.
        listed.is_undischarged and coalesce(team_in_scope.days @> %(as_at)s::date, true) as is_undischarged,
        coalesce(wait.exclusion, 'team') as wait_exclusion,
        case
            when team_in_scope.referral_id is null then 'team'
            when person.birth_date is null then 'no birth date'
            when person.birth_date > listed.received_on - interval '18 years' then 'under 18'
            when team_in_scope.is_abroad then 'outside England'
            else ''
        end as access_exclusion,
        coalesce(stays.this_year, false) as in_hospital_this_year,
        -- Some month of the year that the referral ran in, and was sent, lies in a financial year without a stay.
        (
            coalesce(listed.ended_on, 'infinity') >= %(financial_year_start)s
            and not coalesce(stays.this_year, false)
        ) or (
            listed.known_since < %(financial_year_start)s
            and %(year_start)s::date < %(financial_year_start)s
            and not coalesce(stays.year_before, false)
        ) as out_of_hospital,
        coalesce(contacts.ever, 0) as contacts_ever,
        case when stays.year_before then 0 else coalesce(contacts.before_april, 0) end
            + case when stays.this_year then 0 else coalesce(contacts.since_april, 0) end as contacts_in_year,
        coalesce(contacts.in_month, 0) as contacts_in_month,
        case
            when person.transformed_from <= %(as_at)s and not coalesce(stays.this_year or stays.year_before, false)
            then coalesce(contacts.transformed, 0)
            else 0
        end as contacts_transformed,
        contacts.second_on as second_contact_on,
        {care_rows.COLUMNS_SQL}
    from night_held listed
    {groups.joins(person="listed.person_id", referral="listed.referral_id", provider="listed.provider_id")}
    left join night_wait wait on wait.referral_id = listed.referral_id
    left join night_team team_in_scope on team_in_scope.referral_id = listed.referral_id
    left join night_stay stays on stays.referral_id = listed.referral_id
    left join night_contact contacts on contacts.referral_id = listed.referral_id
    {care_rows.JOINS}
"""
LISTS = {
    "night_told": TOLD,
    "night_held": HELD,
    "night_team": TEAMS,
    "night_contact": CONTACTS,
    "night_stay": STAYS,
    "night_wait": WAITS,
    **care_rows.LISTS,
    "night_referral": FACTS,
}
