-- The first and the latest rating of each area of DIALOG, and the first and the latest mean of each group of areas, for
-- each person of some referrals.
--
-- As outcomes.rules.pairing and outcomes.rules.scales say it in Python, which the tests hold beside it: the first rating
-- of an area in a referral, and only if it is one; the latest one of a later day; a mean only of a scale on which every
-- area of the group was rated. A person with two referrals is counted once, by the one that was rated last.
with area as (
    select * from unnest(%(codes)s::text[], %(items)s::text[], %(groups)s::text[]) as area (code, item, of_group)
),

size as (
    select of_group, count(distinct item) as items from area group by of_group
),

-- A value outside the scale is no rating; the row stays, because a first score that is none leaves no pair.
score as (
    select
        score.referral_id, score.id, score.taken_on, score.completed_at, area.item, area.of_group,
        case when score.value between %(lowest)s and %(highest)s then score.value end as value
    from outcomes_codedscore score
    join area on area.code = score.tool_code
    where score.tenant_id = %(tenant)s and score.referral_id = any(%(referrals)s::bigint[])
        and score.taken_on <= %(as_at)s and score.voided_at is null
),

first_score as (
    select distinct on (referral_id, item) referral_id, item, value, taken_on
    from score
    order by referral_id, item, taken_on, completed_at nulls first, id
),

latest_score as (
    select distinct on (score.referral_id, score.item) score.referral_id, score.item, score.value, score.taken_on
    from score
    join first_score first on first.referral_id = score.referral_id and first.item = score.item
    where first.value is not null and score.value is not null and score.taken_on > first.taken_on
    order by
        score.referral_id, score.item, score.taken_on desc, score.completed_at desc nulls last, score.id desc
),

-- Where an area was rated twice on a day, the last rating stands.
rating as (
    select distinct on (referral_id, taken_on, item) referral_id, taken_on, item, of_group, value
    from score
    where value is not null
    order by referral_id, taken_on, item, completed_at desc nulls last, id desc
),

scale as (
    select rating.referral_id, rating.taken_on, rating.of_group as item, avg(rating.value) as value
    from rating
    join size on size.of_group = rating.of_group
    group by rating.referral_id, rating.taken_on, rating.of_group, size.items
    having count(*) = size.items
),

first_scale as (
    select distinct on (referral_id, item) referral_id, item, value, taken_on
    from scale
    order by referral_id, item, taken_on
),

latest_scale as (
    select distinct on (scale.referral_id, scale.item) scale.referral_id, scale.item, scale.value, scale.taken_on
    from scale
    join first_scale first on first.referral_id = scale.referral_id and first.item = scale.item
    where scale.taken_on > first.taken_on
    order by scale.referral_id, scale.item, scale.taken_on desc
),

pair as (
    select first.referral_id, first.item, first.value as first, first.taken_on as first_on,
        latest.value as latest, latest.taken_on as latest_on
    from first_score first
    left join latest_score latest on latest.referral_id = first.referral_id and latest.item = first.item
    where first.value is not null
    union all
    select first.referral_id, first.item, first.value, first.taken_on, latest.value, latest.taken_on
    from first_scale first
    left join latest_scale latest on latest.referral_id = first.referral_id and latest.item = first.item
)

select distinct on (referral.person_id, pair.item)
    referral.person_id, pair.item, pair.first, pair.first_on, pair.latest, pair.latest_on
from pair
join referrals_referral referral on referral.tenant_id = %(tenant)s and referral.id = pair.referral_id
order by referral.person_id, pair.item, coalesce(pair.latest_on, pair.first_on) desc, pair.referral_id
