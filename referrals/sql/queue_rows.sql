-- What the queue shows of each of these referrals, in their order: the person, who holds them, and what happened and
-- will happen. Of each kind of event it is the one that a meeting asks for: the first contact that counts, the last
-- that took place, the last decision, the handover that waits, the next step and appointment.
--
-- Planning takes longer than reading a page, so each connection plans once and keeps the plan. Whose rows are seen is
-- asked each time it runs.
create or replace function referrals_queue_rows(asked bigint[], today date, moment timestamptz) returns jsonb[]
language plpgsql stable parallel safe
set plan_cache_mode = force_generic_plan
as $$
begin
    return array(
        select jsonb_build_object(
            'pk', referral.id,
            'person_id', referral.person_id,
            'provider_id', referral.provider_id,
            'reference', referral.reference,
            'received_on', referral.received_on,
            'first_requested_on', referral.first_requested_on,
            'priority', referral.priority,
            'level', referral.level,
            'source', referral.source,
            'source_month', referral.source_month,
            'person_reference', person.reference,
            'person_family_name', person.family_name,
            'person_given_name', person.given_name,
            'person_birth_date', person.birth_date,
            'person_nhs_number', person.nhs_number,
            'hub', hub.name,
            'team', team.name,
            'worker', worker.name,
            'way', (
                select request.way
                from referrals_request request
                where request.tenant_id = referral.tenant_id and request.referral_id = referral.id
                    and request.voided_at is null
                order by request.asked_at desc, request.id desc
                limit 1
            ),
            'first_contact_on', (
                select contact.occurred_on
                from referrals_contact contact
                where contact.tenant_id = referral.tenant_id and contact.referral_id = referral.id
                    and contact.voided_at is null and contact.occurred_on <= today
                    and referrals_contact_counts(contact.attendance, contact.mechanism, contact.occurred_on)
                order by contact.occurred_on
                limit 1
            ),
            'last_contact_on', (
                select contact.occurred_on
                from referrals_contact contact
                where contact.tenant_id = referral.tenant_id and contact.referral_id = referral.id
                    and contact.voided_at is null and contact.occurred_on <= today
                    and contact.attendance in ('5', '6')
                order by contact.occurred_on desc
                limit 1
            ),
            'discussed', (
                select jsonb_build_object('at', discussion.decided_at, 'outcome', discussion.outcome)
                from referrals_discussion discussion
                where discussion.tenant_id = referral.tenant_id and discussion.referral_id = referral.id
                    and discussion.voided_at is null and discussion.decided_at is not null
                order by discussion.decided_at desc
                limit 1
            ),
            'passing', (
                select jsonb_build_object('to', coalesce(receiver.name, handover.to_name), 'state', handover.state)
                from referrals_handover handover
                left join hubs_team receiver
                    on receiver.tenant_id = handover.tenant_id and receiver.id = handover.to_team_id
                where handover.tenant_id = referral.tenant_id and handover.referral_id = referral.id
                    and handover.voided_at is null and handover.state in ('waiting', 'questioned')
                limit 1
            ),
            'beside', (
                select jsonb_build_object(
                    'reference', other.reference, 'team', their.name, 'received_on', other.received_on
                )
                from referrals_referral other
                left join hubs_team their on their.tenant_id = other.tenant_id and their.id = other.team_id
                where other.tenant_id = referral.tenant_id and other.person_id = referral.person_id
                    and other.id <> referral.id and other.source_month is null
                    and other.discharged_on is null and other.rejected_on is null and other.voided_at is null
                order by other.received_on, other.id
                limit 1
            ),
            'step', (
                select jsonb_build_object('on', step.due_on, 'kind', step.kind, 'who', staff.name)
                from referrals_nextstep step
                join hubs_staffmember staff on staff.tenant_id = step.tenant_id and staff.id = step.staff_id
                where step.tenant_id = referral.tenant_id and step.referral_id = referral.id
                    and step.voided_at is null and step.done_at is null
                order by step.due_on, step.id
                limit 1
            ),
            'appointment', (
                select jsonb_build_object('at', appointment.starts_at, 'who', staff.name)
                from referrals_appointment appointment
                join hubs_staffmember staff
                    on staff.tenant_id = appointment.tenant_id and staff.id = appointment.staff_id
                where appointment.tenant_id = referral.tenant_id and appointment.referral_id = referral.id
                    and appointment.voided_at is null and appointment.cancelled_at is null
                    and appointment.starts_at >= moment
                order by appointment.starts_at
                limit 1
            )
        )
        from unnest(asked) with ordinality as wanted (id, place)
        join referrals_referral referral on referral.tenant_id = app_tenant() and referral.id = wanted.id
        join referrals_person person on person.tenant_id = referral.tenant_id and person.id = referral.person_id
        left join hubs_hub hub on hub.tenant_id = referral.tenant_id and hub.id = referral.hub_id
        left join hubs_team team on team.tenant_id = referral.tenant_id and team.id = referral.team_id
        left join hubs_staffmember worker
            on worker.tenant_id = referral.tenant_id and worker.id = referral.named_worker_id
        order by wanted.place
    );
end
$$;
