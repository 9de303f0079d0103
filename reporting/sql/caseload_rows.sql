-- What a caseload shows of each of these referrals, in their order: when somebody last met the person and when somebody
-- will, and whether the day has gone by on which their plan was to be looked at again.
--
-- Planning takes longer than reading a page, so each connection plans once and keeps the plan. Whose rows are seen is
-- asked each time it runs.
create or replace function reporting_caseload_rows(asked bigint[], today date) returns setof reporting_caseload_row
language plpgsql stable parallel safe
set plan_cache_mode = force_generic_plan
as $$
begin
    return query
    select
        referral.id,
        referral.person_id,
        referral.provider_id,
        referral.reference::text,
        referral.received_on,
        referral.first_requested_on,
        team.name::text,
        worker.name::text,
        (
            select max(contact.occurred_on)
            from referrals_contact contact
            where contact.tenant_id = referral.tenant_id and contact.referral_id = referral.id
                and contact.voided_at is null and contact.attendance in ('5', '6') and contact.occurred_on <= today
        ),
        (
            select min(contact.occurred_on)
            from referrals_contact contact
            where contact.tenant_id = referral.tenant_id and contact.referral_id = referral.id
                and contact.voided_at is null and contact.occurred_on > today
        ),
        exists (
            select
            from careplans_plan plan
            join careplans_planreview review on review.tenant_id = plan.tenant_id and review.plan_id = plan.id
            where plan.tenant_id = referral.tenant_id and plan.person_id = referral.person_id
                and plan.voided_at is null and plan.beside_reason = ''
                and review.voided_at is null and review.reviewed_on is null and review.due_on < today
        ),
        person.reference::text,
        person.family_name::text,
        person.given_name::text,
        person.birth_date,
        person.nhs_number::text
    from unnest(asked) with ordinality as wanted (id, place)
    join referrals_referral referral on referral.tenant_id = app_tenant() and referral.id = wanted.id
    join referrals_person person on person.tenant_id = referral.tenant_id and person.id = referral.person_id
    left join hubs_team team on team.tenant_id = referral.tenant_id and team.id = referral.team_id
    left join hubs_staffmember worker
        on worker.tenant_id = referral.tenant_id and worker.id = referral.named_worker_id
    order by wanted.place;
end
$$;
