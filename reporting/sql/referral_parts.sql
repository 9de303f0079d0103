-- The teams on referrals, the days on which each was on the record and of a type, and what ended its part. A team without
-- a time of its own is on the referral all along, and of the type that it has now on days for which record sets told of
-- no other. A discharge ends the parts of all teams, a rejection that of the team that it names: nationally MHS101 is the
-- row of its own team and MHS102 of each other one.
-- `people` narrows the answer to some persons, unless `everybody` is asked for. Only the tenant in force is seen.
create or replace function reporting_referral_parts(people bigint[], everybody boolean)
returns table (
    tenant_id bigint,
    referral_id bigint,
    team_type text,
    days datemultirange,
    discharged_on date,
    rejected_on date,
    closed_on date,
    latest_month date
)
language sql stable parallel safe
as $$
    with kind as (
        select team.tenant_id, team.id as team_id, team.team_type, '{(,)}' - other.days as days
        from hubs_team team
        left join lateral (
            select range_agg(time.days) as days
            from hubs_teamtypetime time
            where time.tenant_id = team.tenant_id and time.team_id = team.id and time.team_type <> team.team_type
        ) other on true
        union all
        select time.tenant_id, time.team_id, time.team_type, time.days
        from hubs_teamtypetime time
        join hubs_team team on team.tenant_id = time.tenant_id and team.id = time.team_id
        where time.team_type <> team.team_type
    ),
    referral as (
        select r.tenant_id, r.id, r.team_id, r.discharged_on, r.rejected_on, r.latest_month
        from referrals_referral r
        where r.voided_at is null and (everybody or r.person_id = any (people))
    ),
    other as (
        select part.tenant_id, part.referral_id, part.team_id, r.discharged_on, part.rejected_on, part.closed_on,
            r.latest_month
        from referral r
        join referrals_referralteam part on part.tenant_id = r.tenant_id and part.referral_id = r.id
        where part.voided_at is null
    ),
    named as (
        select r.tenant_id, r.id as referral_id, r.team_id, r.discharged_on, r.rejected_on, null::date as closed_on,
            r.latest_month
        from referral r
        union all
        select * from other
    ),
    part as (
        select named.*, coalesce(time.days, '{(,)}') as days
        from named
        left join referrals_referralteamtime time
            on time.tenant_id = named.tenant_id
            and time.referral_id = named.referral_id
            and time.team_id = named.team_id
        union all
        -- Teams that only older records name.
        select r.tenant_id, r.id, time.team_id, r.discharged_on, null, null, r.latest_month, time.days
        from referral r
        join referrals_referralteamtime time on time.tenant_id = r.tenant_id and time.referral_id = r.id
        where time.team_id is distinct from r.team_id
            and (time.tenant_id, time.referral_id, time.team_id) not in (
                select other.tenant_id, other.referral_id, other.team_id from other
            )
    )
    select part.tenant_id, part.referral_id, kind.team_type, coalesce(part.days * kind.days, part.days),
        part.discharged_on, part.rejected_on, part.closed_on, part.latest_month
    from part
    join kind on kind.tenant_id = part.tenant_id and kind.team_id = part.team_id
$$;
