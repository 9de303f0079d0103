"""Plans, employment support and therapies as they stood at the end of a month: a row a person, or a referral.

Sources: NHS England, mental health monthly statistics (MHS19: crisis plans; MHS116: employment support, by team or by
procedure); NHS England, community mental health dashboard (psychological therapies for severe mental illness).
"""

from __future__ import annotations

from reporting.indicators.national import (
    CARE_PLAN,
    CEN_TEAMS,
    CRISIS_PLAN,
    EATING_DISORDER_TEAMS,
    IPS_PROCEDURES,
    IPS_TEAM,
    REFUSED,
    THE_PERSON,
    THERAPIES,
    THERAPY_REFSET,
    listed,
)

# A plan is agreed with the person on the day they agreed it, else on the day it was made. It is current until the day
# by which it was to be looked at again has gone by without that; plans of record sets carry no such day. A review is
# voided when another day is chosen in its place: until then it stood. Nationally a crisis plan is one that is recorded,
# agreed or not.
PLANS = f"""
    create temporary table night_plan on commit drop as
    select
        plan.person_id,
        max(coalesce(agreement.agreed_on, plan.created_on))
            filter (where plan.plan_type = '{CARE_PLAN}' and agreement.id is not null and late.plan_id is null)
            as agreed_on,
        bool_or(plan.plan_type = '{CARE_PLAN}' and agreement.id is not null) as was_agreed,
        bool_or(plan.plan_type = '{CARE_PLAN}') as has_plan,
        max(plan.created_on) filter (where plan.plan_type = '{CRISIS_PLAN}') as crisis_plan_on
    from careplans_careplan plan
    left join careplans_careplanagreement agreement
        on agreement.plan_id = plan.id
        and agreement.agreed_by = '{THE_PERSON}'
        and agreement.voided_at is null
        and coalesce(agreement.agreed_on, plan.created_on) <= %(as_at)s
    left join (
        select distinct review.plan_id
        from careplans_planreview review
        where review.due_on < %(as_at)s
            and coalesce(review.reviewed_on, 'infinity') > %(as_at)s
            and (review.voided_at is null or review.voided_at > %(as_at_time)s)
    ) late on late.plan_id = plan.of_plan_id
    where plan.created_on <= %(as_at)s
        and plan.voided_at is null
        and plan.plan_type in ('{CARE_PLAN}', '{CRISIS_PLAN}')
    group by plan.person_id
"""

# What a team of some type takes part in, its own referral or another's.
TEAM_TYPES = f"""
    create temporary table night_team_type on commit drop as
    select
        part.referral_id,
        bool_or(team.team_type = '{IPS_TEAM}') as employment,
        bool_or(team.team_type in ({listed(CEN_TEAMS)})) as cen,
        bool_or(team.team_type in ({listed(EATING_DISORDER_TEAMS)})) as eating_disorder
    from (
        select held.referral_id, held.team_id from night_held held
        union all
        select other.referral_id, other.team_id from referrals_referralteam other where other.voided_at is null
    ) part
    join hubs_team team on team.id = part.team_id
    where team.team_type in ('{IPS_TEAM}', {listed((*CEN_TEAMS, *EATING_DISORDER_TEAMS))})
    group by part.referral_id
"""

# Which pathway a referral was on in the year: the one that was recorded for it; where none was, that of its team.
PATHWAYS = """
    create temporary table night_pathway on commit drop as
    with recorded as (
        select
            episode.referral_id,
            bool_or(episode.kind = 'cen' and coalesce(episode.ended_on, 'infinity') >= %(year_start)s) as cen,
            bool_or(episode.kind = 'eating_disorder' and coalesce(episode.ended_on, 'infinity') >= %(year_start)s)
                as eating_disorder
        from referrals_pathwayepisode episode
        where episode.started_on <= %(as_at)s and episode.voided_at is null
        group by episode.referral_id
    )
    select
        coalesce(recorded.referral_id, teams.referral_id) as referral_id,
        coalesce(recorded.cen, teams.cen) as cen,
        coalesce(recorded.eating_disorder, teams.eating_disorder) as eating_disorder
    from recorded
    full join night_team_type teams on teams.referral_id = recorded.referral_id
"""

# Contacts that count nationally in which somebody had a psychological therapy, or employment support: the whole work
# of an employment support team, and of others what says so by its procedure. What was refused is neither.
HELP = f"""
    create temporary table night_help on commit drop as
    with done as (
        select
            activity.contact_id,
            activity.concept,
            activity.concept in ({IPS_PROCEDURES}) as employment,
            activity.concept in ({THERAPIES}) as therapy
        from referrals_careactivity activity
        where activity.concept <> ''
            and position('{REFUSED}' in activity.procedure) = 0
            and activity.voided_at is null
            and (
                activity.concept in ({IPS_PROCEDURES}, {THERAPIES})
                or activity.concept in (
                    select member.concept_id from hubs_refsetmember member where member.refset_id = '{THERAPY_REFSET}'
                )
            )
    ),
    met as (
        select contact.referral_id, contact.id, contact.occurred_on, done.employment, done.therapy or exists (
            select
            from hubs_refsetmember member
            where member.refset_id = '{THERAPY_REFSET}'
                and member.concept_id = done.concept
                and contact.occurred_on between member.active_from and coalesce(member.active_to, 'infinity')
        ) as therapy
        from done
        join referrals_contact contact on contact.tenant_id = app_tenant() and contact.id = done.contact_id
        where contact.occurred_on <= %(as_at)s
            and contact.voided_at is null
            and reporting_contact_counts(contact.attendance, contact.mechanism, contact.occurred_on)
        union all
        select contact.referral_id, contact.id, contact.occurred_on, true, false
        from night_team_type teams
        join referrals_contact contact on contact.tenant_id = app_tenant() and contact.referral_id = teams.referral_id
        where teams.employment
            and contact.occurred_on <= %(as_at)s
            and contact.voided_at is null
            and reporting_contact_counts(contact.attendance, contact.mechanism, contact.occurred_on)
    )
    select
        met.referral_id,
        min(met.occurred_on) filter (where met.employment) as ips_first_on,
        count(distinct met.id) filter (where met.employment and met.occurred_on >= %(year_start)s) as ips_in_year,
        count(distinct met.id) filter (where met.therapy and met.occurred_on >= %(year_start)s) as therapies_in_year
    from met
    group by met.referral_id
"""

# Paid work that began in the year while the person was supported, whatever team supports them.
JOBS = """
    create temporary table night_job on commit drop as
    select support.referral_id, count(*) as in_year
    from outcomes_jobstart job
    join outcomes_employmentsupport support
        on support.tenant_id = job.tenant_id and support.id = job.support_id and support.voided_at is null
    where job.started_on between %(year_start)s and %(as_at)s
        and job.is_paid
        and job.voided_at is null
    group by support.referral_id
"""

# Who had employment support in the year, with whatever team and provider.
SUPPORTED = """
    create temporary table night_supported on commit drop as
    select distinct held.person_id
    from night_help help
    join night_held held on held.referral_id = help.referral_id
    where help.ips_in_year > 0
"""
LISTS = {
    "night_plan": PLANS,
    "night_team_type": TEAM_TYPES,
    "night_pathway": PATHWAYS,
    "night_help": HELP,
    "night_job": JOBS,
    "night_supported": SUPPORTED,
}

# What a referral's row says of all this, and the joins that bring it.
COLUMNS_SQL = """
        reporting_outside_england(person.local_authority) as outside_england,
        case
            when plans.agreed_on is not null then 'agreed'
            when plans.was_agreed then 'review past'
            when plans.has_plan then 'not agreed'
            else 'none'
        end as plan_state,
        plans.agreed_on as plan_agreed_on,
        plans.crisis_plan_on,
        help.ips_first_on,
        coalesce(help.ips_in_year, 0) as ips_in_year,
        supported.person_id is not null as had_ips,
        coalesce(jobs.in_year, 0) as jobs_in_year,
        coalesce(pathway.cen and contacts.in_year > 0, false) as seen_cen,
        coalesce(pathway.eating_disorder and contacts.in_year > 0, false) as seen_eating_disorder,
        coalesce(help.therapies_in_year, 0) as therapies_in_year
"""
JOINS = """
    left join night_plan plans on plans.person_id = listed.person_id
    left join night_pathway pathway on pathway.referral_id = listed.referral_id
    left join night_help help on help.referral_id = listed.referral_id
    left join night_job jobs on jobs.referral_id = listed.referral_id
    left join night_supported supported on supported.person_id = listed.person_id
"""
