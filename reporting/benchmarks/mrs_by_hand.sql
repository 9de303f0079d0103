-- MRS01 to MRS03 of one month for the whole tenant, written by hand as one pass for nothing else: what the night is
-- measured against. The rules are those of the clock, for data whose record sets are all current.
-- %(as_at)s is the last day of the month, %(quarter_start)s the first day of its three months.
with referral as materialized (
    select r.id, r.person_id, r.provider_id, r.received_on,
        least(coalesce(r.discharged_on, r.rejected_on, 'infinity'), %(as_at)s::date) as ended_on
    from referrals_referral r
    join referrals_person p on p.id = r.person_id
    join hubs_team team on team.id = r.team_id
    left join hubs_postcode postcode on postcode.postcode = p.postcode
    where r.received_on <= %(as_at)s
        and r.voided_at is null
        and p.birth_date <= r.received_on - interval '18 years'
        and (postcode.local_authority is null or postcode.local_authority = '' or postcode.local_authority like 'E%%')
        and team.team_type in ('A05', 'A06', 'A08', 'A09', 'A12', 'A13', 'A16', 'C03', 'C10')
        and not exists (
            select from referrals_hospitalspell h
            where h.referral_id = r.id and h.starts_on <= %(as_at)s and h.voided_at is null
        )
),
spell as materialized (
    select row_number() over () as id, person_id, provider_id, min(received_on) as started_on, max(ended_on) as ended_on
    from (
        select *, sum(step) over (partition by person_id, provider_id order by received_on, id) as island
        from (
            select *,
                (received_on > 5 + max(ended_on) over (
                    partition by person_id, provider_id order by received_on, id
                    rows between unbounded preceding and 1 preceding
                ))::int as step
            from referral
        ) stepped
    ) islands
    group by person_id, provider_id, island
    having min(received_on) >= '2016-01-01'
),
contact as (
    select s.id, min(c.occurred_on) as first_on, count(*) as number
    from referrals_contact c
    join referral r on r.id = c.referral_id
    join spell s on s.person_id = r.person_id and s.provider_id = r.provider_id
        and c.occurred_on between s.started_on and s.ended_on
    where c.voided_at is null and c.attendance in ('5', '6')
        and (c.mechanism in ('01', '02', '04', '11')
            or (c.occurred_on < '2021-10-01' and c.mechanism not in ('05', '06', '')))
    group by s.id
),
outcome as (
    select s.id, min(o.taken_on) as first_on
    from outcomes_codedscore o
    join hubs_assessmenttool t on t.code = o.tool_code and t.is_baseline_outcome
    join referral r on r.id = o.referral_id
    join spell s on s.person_id = r.person_id and s.provider_id = r.provider_id
        and o.taken_on between s.started_on and s.ended_on
    where o.voided_at is null
    group by s.id
),
done as (
    select s.id,
        min(d.done_on) filter (where m.refset_id = '1853441000000109') as assessed_on,
        min(d.done_on) filter (where m.refset_id <> '1853441000000109') as helped_on
    from (
        select c.referral_id, c.occurred_on as done_on, a.concept
        from referrals_careactivity a join referrals_contact c on c.id = a.contact_id
        where a.concept <> '' and a.voided_at is null and c.voided_at is null
        union all
        select i.referral_id, i.occurred_on, i.concept
        from referrals_indirectactivity i
        where i.concept <> '' and i.voided_at is null
    ) d
    join hubs_refsetmember m on m.concept_id = d.concept
        and m.refset_id in ('1853441000000109', '1853461000000105', '1853481000000101', '1853451000000107')
        and d.done_on between m.active_from and coalesce(m.active_to, 'infinity')
    join referral r on r.id = d.referral_id
    join spell s on s.person_id = r.person_id and s.provider_id = r.provider_id
        and d.done_on between s.started_on and s.ended_on
    where d.concept not in ('11429006', '975131000000104', '2386021000000108')
    group by s.id
),
planned as (
    select s.id, min(case when u.created_on >= s.started_on then u.created_on else u.updated_on end) as first_on
    from careplans_careplan p
    join careplans_careplanupdate u on u.plan_id = p.id
    join spell s on s.person_id = p.person_id and s.provider_id = p.provider_id
        and u.updated_on between s.started_on and s.ended_on
    where p.voided_at is null and u.voided_at is null
        and exists (select from careplans_careplanagreement a where a.plan_id = p.id and a.voided_at is null)
    group by s.id
),
clock as (
    select s.started_on, s.ended_on >= %(as_at)s::date - 5 as is_open, coalesce(contact.number, 0) as contacts,
        case when contact.first_on is not null and outcome.first_on is not null
                and coalesce(planned.first_on, done.helped_on) is not null
                and (done.assessed_on is not null
                    or (s.started_on < '2024-04-01' and contact.first_on < '2024-04-01'))
            then greatest(contact.first_on, outcome.first_on, least(planned.first_on, done.helped_on),
                case when s.started_on >= '2024-04-01' or contact.first_on >= '2024-04-01' then done.assessed_on end)
        end as stopped_on
    from spell s
    left join contact using (id)
    left join outcome using (id)
    left join done using (id)
    left join planned using (id)
)
select
    count(*) filter (where stopped_on >= %(quarter_start)s) as mrs01,
    count(*) filter (where stopped_on >= %(quarter_start)s and stopped_on - started_on <= 28) as mrs01a,
    count(*) filter (where is_open and stopped_on is null) as mrs02,
    count(*) filter (where is_open and stopped_on is null and %(as_at)s::date - started_on > 728) as mrs02a,
    count(*) filter (where is_open and stopped_on is null and %(as_at)s::date - started_on > 546) as mrs02c,
    count(*) filter (where is_open and stopped_on is null and %(as_at)s::date - started_on > 364) as mrs02e,
    count(*) filter (where is_open and contacts < 2) as mrs03,
    percentile_cont(0.5) within group (order by %(as_at)s::date - started_on) filter (where is_open and contacts < 2)
        as mrs03a,
    percentile_cont(0.9) within group (order by %(as_at)s::date - started_on) filter (where is_open and contacts < 2)
        as mrs03b
from clock
