-- The four-week clock: referral spells of adults as they stood at the end of a day, and what has happened in each.
--
-- The one definition that a person's page, the queue, the caseload and the night read. Source: NHS England's metrics
-- MRS01 to MRS22 (referral spells of adult community mental health). Nothing dated after `as_at` counts.
-- `people` narrows the answer to some persons, and the work to index scans, unless `everybody` is asked for. That is a
-- parameter of its own, not a null, because a plan that is kept knows no values but those that are written out.
create or replace function reporting_spells(as_at date, people bigint[], everybody boolean)
returns setof reporting_spell
language sql stable parallel safe
as $$
    with referral as materialized (
        select * from reporting_wait_referrals(as_at, people, everybody) found where found.counts
    ),
    -- A referral joins the spell before it when it starts at most 5 days after all of that has ended.
    stepped as (
        select
            referral.*,
            referral.received_on > 5 + max(referral.ended_on) over (
                partition by referral.tenant_id, referral.person_id, referral.provider_id
                order by referral.received_on, referral.referral_id
                rows between unbounded preceding and 1 preceding
            ) as starts_anew
        from referral
    ),
    numbered as (
        select
            stepped.*,
            count(*) filter (where stepped.starts_anew) over (
                partition by stepped.tenant_id, stepped.person_id, stepped.provider_id
                order by stepped.received_on, stepped.referral_id
            ) as number
        from stepped
    ),
    spell as (
        select
            numbered.tenant_id,
            numbered.person_id,
            numbered.provider_id,
            min(numbered.received_on) as started_on,
            max(numbered.ended_on) as ended_on,
            -- Open spells run to the day itself; what ended in the last 5 days may yet go on.
            max(numbered.ended_on) >= as_at - 5 and bool_or(numbered.is_current) as is_open,
            bool_or(numbered.is_undischarged) as is_undischarged,
            (array_agg(numbered.referral_id order by numbered.received_on desc, numbered.referral_id desc))[1]
                as latest_referral_id,
            count(*)::integer as referral_count
        from numbered
        group by numbered.tenant_id, numbered.person_id, numbered.provider_id, numbered.number
        having min(numbered.received_on) >= date '2016-01-01'
    ),
    -- What happened in a month counts where that month's record named a team in scope.
    event as (
        select referral.tenant_id, referral.person_id, referral.provider_id, 'contact' as kind, contact.occurred_on as happened_on,
            null::date as created_on
        from referral
        join referrals_contact contact
            on contact.tenant_id = referral.tenant_id and contact.referral_id = referral.referral_id
        where contact.occurred_on <= as_at
            and (contact.occurred_on >= referral.steady_since or referral.days @> contact.occurred_on)
            and contact.voided_at is null
            and reporting_contact_counts(contact.attendance, contact.mechanism, contact.occurred_on)
        union all
        -- One session gives a dozen scores of the same day, which say the same here. "Is true" has the tools read once
        -- and hashed, where a join would look one up for each score.
        select distinct referral.tenant_id, referral.person_id, referral.provider_id, 'outcome', score.taken_on, null::date
        from referral
        join outcomes_codedscore score
            on score.tenant_id = referral.tenant_id and score.referral_id = referral.referral_id
        where score.taken_on <= as_at and (score.taken_on >= referral.steady_since or referral.days @> score.taken_on) and score.voided_at is null
            and (score.tool_code in (select tool.code from hubs_assessmenttool tool where tool.is_baseline_outcome)) is true
        union all
        select activity.tenant_id, activity.person_id, activity.provider_id, reporting_component(member.refset_id), activity.done_on, null
        from (
            select referral.tenant_id, referral.person_id, referral.provider_id, contact.occurred_on as done_on, done.concept
            from referral
            join referrals_contact contact
                on contact.tenant_id = referral.tenant_id and contact.referral_id = referral.referral_id
            join referrals_careactivity done on done.tenant_id = contact.tenant_id and done.contact_id = contact.id
            -- Attended or not: a procedure recorded on a missed appointment counts nationally.
            where contact.occurred_on <= as_at
                and (contact.occurred_on >= referral.steady_since or referral.days @> contact.occurred_on)
                and contact.voided_at is null
                and done.voided_at is null
                and done.concept <> ''
            union all
            select referral.tenant_id, referral.person_id, referral.provider_id, done.occurred_on, done.concept
            from referral
            join referrals_indirectactivity done
                on done.tenant_id = referral.tenant_id and done.referral_id = referral.referral_id
            where done.occurred_on <= as_at
                and (done.occurred_on >= referral.steady_since or referral.days @> done.occurred_on)
                and done.voided_at is null
                and done.concept <> ''
        ) activity
        join hubs_refsetmember member
            on member.concept_id = activity.concept
            and activity.done_on between member.active_from and coalesce(member.active_to, 'infinity')
        where reporting_component(member.refset_id) <> '' and reporting_is_meaningful(activity.concept)
        union all
        -- A plan counts on each day that it was told of as last updated, in a month that told of an agreement, too. What
        -- only a later month told is not known yet, nor are updates after the day: of a plan of which nothing older was
        -- told, the day it was made is. One that was never updated has no day that counts, nationally as here.
        select plan.tenant_id, plan.person_id, plan.provider_id, 'plan',
            case when told.updated_on <= as_at then told.updated_on else told.created_on end,
            told.created_on
        from careplans_careplan plan
        join careplans_careplanupdate told
            on told.tenant_id = plan.tenant_id and told.plan_id = plan.id and told.voided_at is null
        where told.created_on <= as_at
            and coalesce(lower(told.days), '-infinity') <= as_at
            and plan.voided_at is null
            and (everybody or plan.person_id = any (people))
            and (
                told.updated_on <= as_at
                or not exists (
                    select
                    from careplans_careplanupdate known
                    where known.tenant_id = told.tenant_id
                        and known.plan_id = told.plan_id
                        and known.updated_on <= as_at
                        and known.voided_at is null
                )
            )
            and exists (
                select
                from careplans_careplanagreement agreement
                where agreement.tenant_id = plan.tenant_id
                    and agreement.plan_id = plan.id
                    and coalesce(agreement.agreed_on, told.created_on) <= as_at
                    and coalesce(lower(agreement.days * told.days), '-infinity') <= as_at
                    and (agreement.days && told.days) is not false
                    and agreement.voided_at is null
            )
    ),
    -- Spells and events of a person and provider in the order of their days, so that each event meets its spell without
    -- a join whose cost would hang on what the planner believes of the rows above.
    line as (
        select spell.tenant_id, spell.person_id, spell.provider_id, spell.started_on as day, 0 as place, 'spell' as kind,
            null::date as created_on, spell.ended_on, spell.is_open, spell.is_undischarged, spell.latest_referral_id,
            spell.referral_count
        from spell
        union all
        select event.tenant_id, event.person_id, event.provider_id, event.happened_on, 1, event.kind, event.created_on,
            null, null, null, null, null
        from event
    ),
    placed as (
        select
            line.*,
            max(line.day) filter (where line.kind = 'spell') over so_far as started_on,
            max(line.ended_on) over so_far as until
        from line
        window so_far as (
            partition by line.tenant_id, line.person_id, line.provider_id
            order by line.day, line.place
        )
    ),
    dated as (
        select
            placed.tenant_id,
            placed.person_id,
            placed.provider_id,
            placed.started_on,
            max(placed.until) as ended_on,
            bool_or(placed.is_open) as is_open,
            bool_or(placed.is_undischarged) as is_undischarged,
            max(placed.latest_referral_id) as latest_referral_id,
            max(placed.referral_count) as referral_count,
            (array_agg(placed.day order by placed.day) filter (where placed.kind = 'contact'))[1:2] as contacts,
            min(placed.day) filter (where placed.kind = 'outcome') as outcome_on,
            min(placed.day) filter (where placed.kind = 'assessment') as assessment_on,
            -- A plan made in the spell counts from the day it was made, an older one from its updates in the spell.
            min(case when placed.created_on >= placed.started_on then placed.created_on else placed.day end)
                filter (where placed.kind in ('plan', 'intervention')) as help_on
        from placed
        where placed.day <= placed.until
        group by placed.tenant_id, placed.person_id, placed.provider_id, placed.started_on
    )
    select
        dated.tenant_id,
        dated.person_id,
        dated.provider_id,
        dated.started_on,
        dated.ended_on,
        dated.is_open,
        dated.latest_referral_id,
        dated.referral_count,
        dated.contacts[1],
        dated.contacts[2],
        dated.outcome_on,
        dated.assessment_on,
        dated.help_on,
        needed.assessment,
        stop.stopped_on,
        coalesce(stop.stopped_on, case when dated.is_open then as_at else dated.ended_on end) - dated.started_on,
        dated.is_undischarged
    from dated
    -- Spells that began and had their first contact before April 2024 were not expected to carry an assessment.
    cross join lateral (
        select dated.started_on >= date '2024-04-01'
            or coalesce(dated.contacts[1], 'infinity') >= date '2024-04-01' as assessment
    ) needed
    -- The clock stops on the latest of the first dates of what is needed, once there is one of each.
    cross join lateral (
        select case
            when dated.contacts[1] is not null
                and dated.outcome_on is not null
                and dated.help_on is not null
                and (dated.assessment_on is not null or not needed.assessment)
            then greatest(
                dated.contacts[1],
                dated.outcome_on,
                dated.help_on,
                case when needed.assessment then dated.assessment_on end
            )
        end as stopped_on
    ) stop
$$;

-- The same of these people; null means everybody.
create or replace function reporting_clock(as_at date, people bigint[] default null) returns setof reporting_spell
language sql stable parallel safe
as $$
    select * from reporting_spells(as_at, people, people is null)
$$;

-- The same of some few people, for a page: planning takes longer than finding them, so each connection plans once and
-- keeps the plan. It holds no rows and no tenant: whose rows are seen is asked each time it runs. PostgreSQL plans anew
-- by itself when a table, its policies or its statistics have changed, or another login asks.
create or replace function reporting_clock_of(as_at date, people bigint[]) returns setof reporting_spell
language plpgsql stable parallel safe
set plan_cache_mode = force_generic_plan
as $$
begin
    return query select * from reporting_spells(as_at, people, false);
end
$$;
