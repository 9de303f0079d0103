-- Somebody always holds whoever asked: checked when a transaction ends, whatever wrote the rows.
--
-- 1. A person with an open referral of ours has an open holding.
-- 2. An open holding is of an open referral of the same person, and of the team that this referral is with.
-- 3. A record that leads to another, which it was joined with, has no open referral.
-- 4. A referral with a handover that nobody has confirmed is not closed: the sender still holds the person.
--
-- Referrals read from record sets (source_month) are held by their providers, in their own systems.
create function referrals_person_is_held(tenant bigint, person bigint) returns void
language plpgsql as $$
begin
    if exists (
        select from referrals_referral r
        where r.tenant_id = tenant and r.person_id = person
            and r.source_month is null and r.voided_at is null and r.discharged_on is null
    ) and not exists (
        select from referrals_holding h
        where h.tenant_id = tenant and h.person_id = person and h.until is null and h.voided_at is null
    ) then
        raise exception 'Nobody would hold person %', person using errcode = 'check_violation',
            constraint = 'referrals_somebody_holds';
    end if;
    if exists (
        select from referrals_referral r
        join referrals_person p on p.tenant_id = r.tenant_id and p.id = r.person_id
        where r.tenant_id = tenant and r.person_id = person and p.merged_into_id is not null
            and r.source_month is null and r.voided_at is null and r.discharged_on is null
    ) then
        raise exception 'The record of person % leads to another', person using errcode = 'check_violation',
            constraint = 'referrals_record_goes_on';
    end if;
    if exists (
        select from referrals_holding h
        left join referrals_referral r on r.tenant_id = h.tenant_id and r.id = h.referral_id
        where h.tenant_id = tenant and h.person_id = person and h.until is null and h.voided_at is null
            and (r.id is null or r.person_id <> h.person_id or r.team_id is distinct from h.team_id
                or r.discharged_on is not null or r.voided_at is not null)
    ) then
        raise exception 'The holding of person % does not agree with the referral', person
            using errcode = 'check_violation', constraint = 'referrals_holding_agrees';
    end if;
end $$;

create function referrals_check_referral_held() returns trigger
language plpgsql as $$
begin
    perform referrals_person_is_held(new.tenant_id, new.person_id);
    if tg_op = 'UPDATE' and old.person_id <> new.person_id then
        perform referrals_person_is_held(new.tenant_id, old.person_id);
    end if;
    if new.discharged_on is not null and exists (
        select from referrals_handover h
        where h.tenant_id = new.tenant_id and h.referral_id = new.id
            and h.state in ('waiting', 'questioned') and h.voided_at is null
    ) then
        raise exception 'Referral % is being handed over and nobody has confirmed', new.reference
            using errcode = 'check_violation', constraint = 'referrals_handover_unconfirmed';
    end if;
    return null;
end $$;

create function referrals_check_holding() returns trigger
language plpgsql as $$
begin
    perform referrals_person_is_held(new.tenant_id, new.person_id);
    if tg_op = 'UPDATE' and old.person_id <> new.person_id then
        perform referrals_person_is_held(new.tenant_id, old.person_id);
    end if;
    return null;
end $$;

-- A team with people does not close: they are handed on first.
create function referrals_check_team_is_empty() returns trigger
language plpgsql as $$
begin
    if exists (
        select from referrals_holding h
        where h.tenant_id = new.tenant_id and h.team_id = new.id and h.until is null and h.voided_at is null
    ) then
        raise exception 'Team % still holds people', new.name using errcode = 'check_violation',
            constraint = 'referrals_team_holds_people';
    end if;
    return null;
end $$;

create constraint trigger referrals_somebody_holds_new
    after insert on referrals_referral deferrable initially deferred
    for each row when (new.source_month is null)
    execute function referrals_check_referral_held();
create constraint trigger referrals_somebody_holds
    after update on referrals_referral deferrable initially deferred
    for each row when (
        new.source_month is null and (
            old.person_id <> new.person_id or old.team_id is distinct from new.team_id
            or old.discharged_on is distinct from new.discharged_on
            or old.voided_at is distinct from new.voided_at
        )
    )
    execute function referrals_check_referral_held();
create constraint trigger referrals_holding_agrees
    after insert or update on referrals_holding deferrable initially deferred
    for each row execute function referrals_check_holding();
create constraint trigger referrals_team_is_empty
    after update on hubs_team
    for each row when (old.closed_on is null and new.closed_on is not null)
    execute function referrals_check_team_is_empty();
