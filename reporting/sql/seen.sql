-- How many contacts of a referral count nationally (reporting_contact_counts), up to two: referrals_referral.seen.
--
-- The queue lists who has not been seen twice, of tens of thousands of open referrals: counting the contacts of each would
-- cost more the more people are in care. Whatever writes contacts, this keeps the count, a statement at a time.
create function reporting_keep_seen() returns trigger
language plpgsql as $$
declare
    touched bigint[];
begin
    if tg_op = 'INSERT' then
        select array_agg(distinct now.referral_id) into touched from now;
    else
        select array_agg(distinct referral_id) into touched
        from (
            select unnest(array[was.referral_id, now.referral_id]) as referral_id
            from was
            join now on now.id = was.id
            where (was.referral_id, was.attendance, was.mechanism, was.occurred_on, was.voided_at is null)
                is distinct from
                (now.referral_id, now.attendance, now.mechanism, now.occurred_on, now.voided_at is null)
        ) moved;
    end if;
    if touched is null then
        return null;
    end if;
    -- Locked before they are counted, so that two contacts written at the same moment are both seen by the later count.
    perform from referrals_referral where id = any (touched) order by id for no key update;
    update referrals_referral referral
    set seen = counted.seen
    from (
        select held.id, (
            select count(*)
            from (
                select
                from referrals_contact contact
                where contact.tenant_id = held.tenant_id
                    and contact.referral_id = held.id
                    and contact.voided_at is null
                    and reporting_contact_counts(contact.attendance, contact.mechanism, contact.occurred_on)
                limit 2
            ) counting
        ) as seen
        from referrals_referral held
        where held.id = any (touched)
    ) counted
    where referral.id = counted.id and referral.seen <> counted.seen;
    return null;
end $$;

create trigger reporting_seen_new
    after insert on referrals_contact referencing new table as now
    for each statement execute function reporting_keep_seen();
create trigger reporting_seen_changed
    after update on referrals_contact referencing old table as was new table as now
    for each statement execute function reporting_keep_seen();
