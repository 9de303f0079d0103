-- Referrals as the adult four-week wait sees them on a day: MHSDS metrics MRS*, cohort and end of a referral.
--
-- One row for each referral, received by the day, that any team in scope had taken part in by then. `counts` says whether
-- it is in the cohort, and `exclusion` why it is not. `ended_on` is the day itself while nothing has ended the referral.
-- `is_undischarged` says that it is still sent without a discharge date, although it may have been rejected or closed.
-- `days` are those on which a team in scope was on it: nothing that happened on other days counts. `steady_since` is the
-- first of them where they go on without a break until the day itself: most do, and that is sooner asked than a range.
-- `people` narrows the answer to some persons, unless `everybody` is asked for. Only the tenant in force is seen.
create or replace function reporting_wait_referrals(as_at date, people bigint[], everybody boolean)
returns table (
    tenant_id bigint,
    referral_id bigint,
    person_id bigint,
    provider_id bigint,
    received_on date,
    ended_on date,
    is_current boolean,
    is_undischarged boolean,
    days datemultirange,
    steady_since date,
    counts boolean,
    exclusion text
)
language sql stable parallel safe
as $$
    -- A part ends by the first that is known of discharge, rejection and closure, and the referral with the last part of
    -- those that were in scope latest: with a team in scope, and the person not known to live outside England.
    with held as (
        select
            part.tenant_id,
            part.referral_id,
            (array_agg(part.received_on order by known.last_on desc nulls last, ending.ended_on desc))[1] as received_on,
            (array_agg(part.discharged_on order by known.last_on desc nulls last, ending.ended_on desc))[1] as discharged_on,
            (array_agg(ending.ended_on order by known.last_on desc nulls last, ending.ended_on desc))[1] as ended_on,
            max(known.last_on) as last_on,
            range_agg(part.in_england) as days
        from reporting_referral_parts(people, everybody) part
        cross join lateral (
            select
                case when part.in_england @> as_at then as_at
                    else upper(part.in_england * datemultirange(daterange(null, as_at, '(]'))) - 1 end as last_on
        ) known
        -- What only a later record says was not known by the last that its team was on.
        cross join lateral (
            select case when part.is_told or part.latest_month <= known.last_on then 'infinity' else known.last_on end as until
        ) record
        cross join lateral (
            select
                coalesce(
                    case when part.discharged_on <= record.until then part.discharged_on end,
                    case when part.rejected_on <= record.until then part.rejected_on end,
                    case when part.closed_on <= record.until then part.closed_on end,
                    'infinity'
                ) as ended_on
        ) ending
        where reporting_in_wait_scope(part.team_type) and part.days && datemultirange(daterange(null, as_at, '[]'))
        group by part.tenant_id, part.referral_id
    )
    select
        r.tenant_id,
        r.id,
        r.person_id,
        r.provider_id,
        held.received_on,
        least(
            held.ended_on,
            -- Nobody has sent it since, with a team in scope: nationally its last record stops at the end of that month.
            case when not sent.is_current
                then least((r.latest_month + interval '1 month' - interval '1 day')::date, held.last_on) end,
            as_at
        ),
        sent.is_current,
        sent.is_current and coalesce(held.discharged_on, 'infinity') > as_at,
        held.days,
        case when held.days @> daterange(lower(held.days), as_at, '[]') then coalesce(lower(held.days), '-infinity') end,
        -- IS NOT TRUE, of which the planner believes what is so of most people: that they are adults, and in England.
        p.birth_date is not null
            and out.age is not true
            and out.residence is not true
            and not (out.provider or out.hospital),
        case
            when p.birth_date is null then 'no birth date'
            when out.age then 'under 18'
            when out.residence then 'outside England'
            when out.provider then 'provider'
            when out.hospital then 'hospital spell'
            else ''
        end
    from referrals_referral r
    -- An outer join, though whoever has no such team is left out below: the planner takes a group of many rows for few.
    left join held on held.tenant_id = r.tenant_id and held.referral_id = r.id
    join referrals_person p on p.tenant_id = r.tenant_id and p.id = r.person_id and p.voided_at is null
    join hubs_organisation provider on provider.tenant_id = r.tenant_id and provider.id = r.provider_id
    -- The newest month that the provider has sent by the day: a referral missing from it is no longer current.
    left join (
        select months.tenant_id, months.provider_id, max(months.month) as newest
        from reporting_recordset months
        where months.state = 'taken' and months.month <= as_at
        group by months.tenant_id, months.provider_id
    ) sets on sets.tenant_id = r.tenant_id and sets.provider_id = r.provider_id
    cross join lateral (
        select coalesce(held.last_on = as_at, false)
            and (r.latest_month is null or sets.newest is null or r.latest_month >= sets.newest) as is_current
    ) sent
    cross join lateral (
        select
            p.birth_date > held.received_on - interval '18 years' as age,
            held.last_on is null as residence,
            -- Kooth and TellMi, whose online services are published apart.
            provider.ods_code in ('DFC', 'S9X2N') as provider,
            exists (
                select
                from referrals_hospitalspell stay
                where stay.tenant_id = r.tenant_id
                    and stay.referral_id = r.id
                    and stay.starts_on <= as_at
                    -- Nor was it known before the first month that told of it.
                    and coalesce(stay.source_month, '-infinity') <= as_at
                    and stay.voided_at is null
            ) as hospital
    ) out
    where (coalesce(held.received_on, 'infinity') > coalesce(held.last_on, as_at)) is not true
        and r.voided_at is null
        and (everybody or r.person_id = any (people))
$$;
