-- Whether a local authority lies outside England. Who lives nobody knows where is taken to live in it, as nationally.
create or replace function reporting_outside_england(local_authority text) returns boolean
language sql immutable parallel safe
return local_authority <> '' and local_authority not like 'E%';

-- The teams on referrals, the days on which each was on the record and of a type, and what ended its part. A team without
-- a time of its own is on the referral all along, and of the type that it has now on days for which record sets told of
-- no other. A discharge ends the parts of all teams, a rejection that of the team that it names: nationally MHS101 is the
-- row of its own team and MHS102 of each other one. `is_told` says that the months of these days told the dates, too; the
-- newest month's are those of the record itself. `in_england` are the days but for those on which the person was known
-- to live elsewhere.
-- `people` narrows the answer to some persons, unless `everybody` is asked for. Only the tenant in force is seen.
create or replace function reporting_referral_parts(people bigint[], everybody boolean)
returns table (
    tenant_id bigint,
    referral_id bigint,
    team_type text,
    days datemultirange,
    in_england datemultirange,
    is_told boolean,
    received_on date,
    discharged_on date,
    rejected_on date,
    closed_on date,
    latest_month date
)
language sql stable parallel safe
as $$
    with other_kind as (
        select time.tenant_id, time.team_id, time.team_type, time.days
        from hubs_teamtypetime time
        join hubs_team team on team.tenant_id = time.tenant_id and team.id = time.team_id
        where time.team_type <> team.team_type
    ),
    kind as (
        select team.tenant_id, team.id as team_id, team.team_type, '{(,)}' - other.days as days
        from hubs_team team
        left join (
            select other_kind.tenant_id, other_kind.team_id, range_agg(other_kind.days) as days
            from other_kind
            group by other_kind.tenant_id, other_kind.team_id
        ) other on other.tenant_id = team.tenant_id and other.team_id = team.id
        union all
        select * from other_kind
    ),
    -- Whom a provider told to live outside England, and when.
    abroad as (
        select patient.tenant_id, patient.person_id, patient.provider_id, range_agg(told.days) as days
        from referrals_patientidentifier patient
        join referrals_patientaddress told on told.tenant_id = patient.tenant_id and told.patient_id = patient.id
        join hubs_postcode place
            on place.postcode = told.postcode and reporting_outside_england(place.local_authority)
        where patient.voided_at is null and (everybody or patient.person_id = any (people))
        group by patient.tenant_id, patient.person_id, patient.provider_id
    ),
    referral as (
        select r.tenant_id, r.id, r.team_id, r.received_on, r.discharged_on, r.rejected_on, r.latest_month,
            case when place.postcode is null then abroad.days
                -- On days of which the provider told nothing, the person's own address counts.
                else coalesce(abroad.days, '{}') + ('{(,)}' - coalesce(
                    (
                        select range_agg(told.days)
                        from referrals_patientidentifier patient
                        join referrals_patientaddress told
                            on told.tenant_id = patient.tenant_id and told.patient_id = patient.id
                        where patient.tenant_id = r.tenant_id
                            and patient.person_id = r.person_id
                            and patient.provider_id = r.provider_id
                            and patient.voided_at is null
                    ),
                    '{}'
                ))
            end as abroad
        from referrals_referral r
        join referrals_person p on p.tenant_id = r.tenant_id and p.id = r.person_id
        left join hubs_postcode place
            on place.postcode = p.postcode and reporting_outside_england(place.local_authority)
        left join abroad
            on abroad.tenant_id = r.tenant_id
            and abroad.person_id = r.person_id
            and abroad.provider_id = r.provider_id
        where r.voided_at is null and (everybody or r.person_id = any (people))
    ),
    named as (
        select r.tenant_id, r.id as referral_id, r.team_id, false as is_other, r.rejected_on, null::date as closed_on
        from referral r
        union all
        select part.tenant_id, part.referral_id, part.team_id, true, part.rejected_on, part.closed_on
        from referral r
        join referrals_referralteam part on part.tenant_id = r.tenant_id and part.referral_id = r.id
        where part.voided_at is null
    ),
    -- Of all that was told, the newest month's is what the record itself says, with whatever was put right here.
    told as (
        select time.*, time.received_on is not null and (time.days @> r.latest_month) is not true as is_older
        from referral r
        join referrals_referralteamtime time on time.tenant_id = r.tenant_id and time.referral_id = r.id
    ),
    -- Made once, also where the planner, of a tenant that is new to it, expects one row and would make it again for each.
    part as materialized (
        select
            coalesce(named.referral_id, told.referral_id) as referral_id,
            coalesce(named.team_id, told.team_id) as team_id,
            coalesce(told.days, '{(,)}') as days,
            coalesce(told.is_older, false) as is_older,
            told.received_on,
            told.discharged_on,
            case when told.is_older or named.team_id is null then told.rejected_on else named.rejected_on end as rejected_on,
            case when told.is_older or named.team_id is null then told.closed_on else named.closed_on end as closed_on
        from named
        -- Teams that only older records name stand in the one, those without a time of their own in the other.
        full join told
            on told.tenant_id = named.tenant_id
            and told.referral_id = named.referral_id
            and told.team_id = named.team_id
            and told.is_other = named.is_other
    )
    select
        r.tenant_id,
        r.id,
        kind.team_type,
        found.days,
        case when r.abroad is null then found.days else found.days - r.abroad end,
        part.received_on is not null,
        case when part.is_older then part.received_on else r.received_on end,
        case when part.is_older then part.discharged_on else r.discharged_on end,
        part.rejected_on,
        part.closed_on,
        r.latest_month
    from part
    -- The tenant is the referral's: of what a full join gives the planner would take that it is in force for rare.
    join referral r on r.id = part.referral_id
    join kind on kind.tenant_id = r.tenant_id and kind.team_id = part.team_id
    cross join lateral (select coalesce(part.days * kind.days, part.days) as days) found
$$;
