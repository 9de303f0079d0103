-- What happened to one person, the newest first: one page of it, with how much there is in all.
--
-- `day` and `at` are local. Voided contacts stay, marked; what else was voided is left out. Scores taken in a contact
-- are told with the contact, the others once for each day, and so are physical health checks. A step is a change of the
-- level or the team of a referral of ours: each row of its history is the referral as it was before a change.
--
-- Planning takes far longer than reading a page, so each connection plans once and keeps the plan, as it does for
-- reporting_clock_of. Whose rows are seen is asked each time it runs.
create or replace function careplans_timeline(of_person bigint, page_size integer, skipped integer)
returns setof careplans_timeline_entry
language plpgsql stable parallel safe
set plan_cache_mode = force_generic_plan
as $$
begin
    return query
    with referral as (
        select * from referrals_referral where tenant_id = app_tenant() and person_id = of_person and voided_at is null
    ),
    step as (
        select
            event.pgh_id as id,
            event.pgh_created_at as made_at,
            event.pgh_context as context,
            event.level as level_before,
            event.team_id as team_before,
            coalesce(lead(event.level) over later, referral.level) as level,
            coalesce(lead(event.team_id) over later, referral.team_id) as team_id
        from referrals_referralevent event
        join referral on referral.tenant_id = event.tenant_id and referral.id = event.pgh_obj_id
        where referral.source_month is null
        window later as (partition by event.pgh_obj_id order by event.pgh_id)
    ),
    entry as (
        select 'referral' as kind, id, received_on as day, received_time as at from referral
        union all
        select 'closure', id, coalesce(discharged_on, rejected_on), null::time
        from referral
        where coalesce(discharged_on, rejected_on) is not null
        union all
        select 'contact', contact.id, contact.occurred_on, contact.occurred_time
        from referrals_contact contact
        join referral on referral.tenant_id = contact.tenant_id and referral.id = contact.referral_id
        union all
        select 'score', min(score.id), score.taken_on, null
        from outcomes_codedscore score
        join referral on referral.tenant_id = score.tenant_id and referral.id = score.referral_id
        where score.activity_id is null and score.voided_at is null
        group by score.referral_id, score.taken_on
        union all
        select 'indirect', work.id, work.occurred_on, work.occurred_time
        from referrals_indirectactivity work
        join referral on referral.tenant_id = work.tenant_id and referral.id = work.referral_id
        where work.voided_at is null
        union all
        select 'admission', stay.id, stay.starts_on, null
        from referrals_hospitalspell stay
        join referral on referral.tenant_id = stay.tenant_id and referral.id = stay.referral_id
        where stay.voided_at is null
        union all
        select 'plan', plan.id, plan.created_on, null
        from careplans_careplan plan
        where plan.tenant_id = app_tenant() and plan.person_id = of_person and plan.voided_at is null
        union all
        select 'agreement', agreement.id, coalesce(agreement.agreed_on, plan.created_on), null
        from careplans_careplanagreement agreement
        join careplans_careplan plan on plan.tenant_id = agreement.tenant_id and plan.id = agreement.plan_id
        where plan.tenant_id = app_tenant() and plan.person_id = of_person
            and agreement.voided_at is null and plan.voided_at is null
        union all
        select 'health', min(health.id), health.checked_on, null
        from outcomes_healthcheck health
        where health.tenant_id = app_tenant() and health.person_id = of_person and health.voided_at is null
        group by health.checked_on
        union all
        select 'outreach', attempt.id, attempt.tried_on, null
        from outcomes_outreachattempt attempt
        where attempt.tenant_id = app_tenant() and attempt.person_id = of_person and attempt.voided_at is null
        union all
        select 'step', step.id, (step.made_at at time zone 'Europe/London')::date,
            (step.made_at at time zone 'Europe/London')::time(0)
        from step
        where step.level_before <> step.level or step.team_before <> step.team_id
        union all
        select 'request', request.id, (request.asked_at at time zone 'Europe/London')::date,
            (request.asked_at at time zone 'Europe/London')::time(0)
        from referrals_request request
        where request.tenant_id = app_tenant() and request.person_id = of_person and request.voided_at is null
        union all
        select 'discussion', discussion.id, (discussion.decided_at at time zone 'Europe/London')::date,
            (discussion.decided_at at time zone 'Europe/London')::time(0)
        from referrals_discussion discussion
        join referral on referral.tenant_id = discussion.tenant_id and referral.id = discussion.referral_id
        where discussion.decided_at is not null and discussion.voided_at is null
        union all
        select 'handover', handover.id, (handover.sent_at at time zone 'Europe/London')::date,
            (handover.sent_at at time zone 'Europe/London')::time(0)
        from referrals_handover handover
        join referral on referral.tenant_id = handover.tenant_id and referral.id = handover.referral_id
        where handover.voided_at is null
    ),
    page as (
        select entry.*, count(*) over () as total
        from entry
        order by day desc, at desc nulls last, kind, id desc
        limit page_size offset skipped
    )
    select
        page.kind,
        page.day,
        page.at,
        page.total,
        case page.kind
            when 'contact' then (
                select jsonb_build_object(
                    'reference', contact.local_id,
                    'recorded_here', contact.source_month is null,
                    'attendance', contact.attendance,
                    'mechanism', contact.mechanism,
                    'minutes', contact.duration_minutes,
                    'place', contact.location_type,
                    'note', contact.note,
                    'worker', worker.name,
                    'team', team.name,
                    'others', (
                        select coalesce(
                            jsonb_agg(
                                jsonb_build_object('worker', person.name, 'team', their.name) order by other.id
                            ),
                            '[]'
                        )
                        from referrals_contactstaff other
                        join hubs_staffmember person
                            on person.tenant_id = other.tenant_id and person.id = other.staff_id
                        join hubs_team their on their.tenant_id = other.tenant_id and their.id = other.team_id
                        where other.tenant_id = contact.tenant_id and other.contact_id = contact.id
                            and (other.voided_at is null or other.voided_at = contact.voided_at)
                    ),
                    'voided', contact.void_reason,
                    'voided_by', voider.name,
                    'voided_at', contact.voided_at,
                    'activities', (
                        select coalesce(jsonb_agg(activity.procedure order by activity.id), '[]')
                        from referrals_careactivity activity
                        where activity.tenant_id = contact.tenant_id and activity.contact_id = contact.id
                            and activity.procedure <> ''
                            and (activity.voided_at is null or contact.voided_at is not null)
                    ),
                    'scores', (
                        select coalesce(
                            jsonb_agg(
                                jsonb_build_object('tool', score.tool_code, 'score', score.score) order by score.id
                            ),
                            '[]'
                        )
                        from referrals_careactivity activity
                        join outcomes_codedscore score
                            on score.tenant_id = activity.tenant_id and score.activity_id = activity.id
                        where activity.tenant_id = contact.tenant_id and activity.contact_id = contact.id
                            and (score.voided_at is null or contact.voided_at is not null)
                    ),
                    'corrections', (
                        select coalesce(
                            jsonb_agg(
                                jsonb_build_object('at', made.at, 'by', made.by, 'reason', made.reason) order by made.at
                            ),
                            '[]'
                        )
                        from (
                            -- Each row of the history is the contact as it was before a change; the last change of a
                            -- voided one is the voiding itself.
                            select
                                event.pgh_created_at as at,
                                coalesce(changer.name, 'the system') as by,
                                coalesce(event.pgh_context ->> 'reason', '') as reason,
                                row_number() over (order by event.pgh_id desc) as latest
                            from referrals_contactevent event
                            left join hubs_staffmember changer
                                on changer.tenant_id = event.tenant_id
                                and changer.id = (event.pgh_context ->> 'staff')::bigint
                            where event.tenant_id = contact.tenant_id and event.pgh_obj_id = contact.id
                                and contact.source_month is null
                        ) made
                        where contact.voided_at is null or made.latest > 1
                    )
                )
                from referrals_contact contact
                left join hubs_staffmember worker
                    on worker.tenant_id = contact.tenant_id and worker.id = contact.staff_id
                left join hubs_staffmember voider
                    on voider.tenant_id = contact.tenant_id and voider.id = contact.voided_by_id
                left join hubs_team team on team.tenant_id = contact.tenant_id and team.id = contact.team_id
                where contact.tenant_id = app_tenant() and contact.id = page.id
            )
            when 'score' then (
                select jsonb_build_object(
                    'worker', min(worker.name),
                    'scores', jsonb_agg(
                        jsonb_build_object('tool', score.tool_code, 'score', score.score) order by score.id
                    )
                )
                from outcomes_codedscore first
                join outcomes_codedscore score
                    on score.tenant_id = first.tenant_id and score.referral_id = first.referral_id
                    and score.taken_on = first.taken_on and score.activity_id is null and score.voided_at is null
                left join hubs_staffmember worker on worker.tenant_id = score.tenant_id and worker.id = score.staff_id
                where first.tenant_id = app_tenant() and first.id = page.id
            )
            when 'indirect' then (
                select jsonb_build_object('procedure', work.procedure, 'worker', worker.name, 'team', team.name)
                from referrals_indirectactivity work
                left join hubs_staffmember worker on worker.tenant_id = work.tenant_id and worker.id = work.staff_id
                left join hubs_team team on team.tenant_id = work.tenant_id and team.id = work.team_id
                where work.tenant_id = app_tenant() and work.id = page.id
            )
            when 'admission' then (
                select jsonb_build_object('until', stay.ends_on, 'provider', provider.name)
                from referrals_hospitalspell stay
                join hubs_organisation provider
                    on provider.tenant_id = stay.tenant_id and provider.id = stay.provider_id
                where stay.tenant_id = app_tenant() and stay.id = page.id
            )
            when 'plan' then (
                select jsonb_build_object(
                    'type', plan.plan_type, 'provider', provider.name, 'updates', (
                        select coalesce(jsonb_agg(distinct told.updated_on order by told.updated_on), '[]')
                        from careplans_careplanupdate told
                        where told.tenant_id = plan.tenant_id and told.plan_id = plan.id
                            and told.updated_on > plan.created_on and told.voided_at is null
                    )
                )
                from careplans_careplan plan
                join hubs_organisation provider
                    on provider.tenant_id = plan.tenant_id and provider.id = plan.provider_id
                where plan.tenant_id = app_tenant() and plan.id = page.id
            )
            when 'agreement' then (
                select jsonb_build_object('agreed_by', agreement.agreed_by)
                from careplans_careplanagreement agreement
                where agreement.tenant_id = app_tenant() and agreement.id = page.id
            )
            when 'health' then (
                select jsonb_build_object(
                    'worker', string_agg(
                        distinct coalesce(worker.name, organisation.name, nullif(health.done_by, '')), ', '
                    ),
                    'checks', jsonb_agg(
                        jsonb_build_object(
                            'kind', health.kind,
                            'state', health.state,
                            'typed', health.typed,
                            'unit', health.unit,
                            'words', health.words,
                            'follow_up', health.follow_up,
                            'follow_up_by', coalesce(follower.name, health.follow_up_who),
                            'follow_up_due', health.follow_up_due_on,
                            'followed_up', health.follow_up_done_on,
                            'result', health.follow_up_result
                        )
                        order by health.id
                    )
                )
                from outcomes_healthcheck first
                join outcomes_healthcheck health
                    on health.tenant_id = first.tenant_id and health.person_id = first.person_id
                    and health.checked_on = first.checked_on and health.voided_at is null
                left join hubs_staffmember worker on worker.tenant_id = health.tenant_id and worker.id = health.staff_id
                left join hubs_organisation organisation
                    on organisation.tenant_id = health.tenant_id and organisation.id = health.organisation_id
                left join hubs_staffmember follower
                    on follower.tenant_id = health.tenant_id and follower.id = health.follow_up_staff_id
                where first.tenant_id = app_tenant() and first.id = page.id
            )
            when 'outreach' then (
                select jsonb_build_object(
                    'worker', coalesce(worker.name, attempt.tried_by),
                    'way', attempt.way,
                    'outcome', attempt.outcome,
                    'booked_for', attempt.booked_for,
                    'words', attempt.words
                )
                from outcomes_outreachattempt attempt
                left join hubs_staffmember worker
                    on worker.tenant_id = attempt.tenant_id and worker.id = attempt.staff_id
                where attempt.tenant_id = app_tenant() and attempt.id = page.id
            )
            when 'step' then (
                select jsonb_build_object(
                    'worker', worker.name,
                    'before', step.level_before,
                    'level', step.level,
                    'team', case when step.team_before <> step.team_id then team.name end,
                    'reason', step.context ->> 'reason'
                )
                from step
                left join hubs_team team on team.tenant_id = app_tenant() and team.id = step.team_id
                left join hubs_staffmember worker
                    on worker.tenant_id = app_tenant() and worker.id = (step.context ->> 'staff')::bigint
                where step.id = page.id
            )
            when 'request' then (
                select jsonb_build_object(
                    'way', request.way,
                    'asker', request.asker_name,
                    'organisation', request.asker_organisation,
                    'story', request.story,
                    'hopes', request.hopes,
                    'urgent', request.is_urgent,
                    'reference', request.reference
                )
                from referrals_request request
                where request.tenant_id = app_tenant() and request.id = page.id
            )
            when 'discussion' then (
                select jsonb_build_object(
                    'outcome', discussion.outcome,
                    'minutes', discussion.minutes,
                    'hub', hub.name,
                    'to', team.name,
                    'named', worker.name,
                    'what', next_step.what,
                    'due', next_step.due_on
                )
                from referrals_discussion discussion
                join referrals_meeting meeting
                    on meeting.tenant_id = discussion.tenant_id and meeting.id = discussion.meeting_id
                join hubs_hub hub on hub.tenant_id = meeting.tenant_id and hub.id = meeting.hub_id
                left join hubs_team team on team.tenant_id = discussion.tenant_id and team.id = discussion.team_id
                left join hubs_staffmember worker
                    on worker.tenant_id = discussion.tenant_id and worker.id = discussion.worker_id
                left join referrals_nextstep next_step
                    on next_step.tenant_id = discussion.tenant_id and next_step.id = discussion.next_step_id
                where discussion.tenant_id = app_tenant() and discussion.id = page.id
            )
            when 'handover' then (
                select jsonb_build_object(
                    'from', sender.name,
                    'to', coalesce(receiver.name, handover.to_name),
                    'state', handover.state,
                    'reason', handover.reason,
                    'said', handover.person_said,
                    'confirmed_at', handover.confirmed_at,
                    'confirmed_by', handover.confirmed_name
                )
                from referrals_handover handover
                join hubs_team sender on sender.tenant_id = handover.tenant_id and sender.id = handover.from_team_id
                left join hubs_team receiver
                    on receiver.tenant_id = handover.tenant_id and receiver.id = handover.to_team_id
                where handover.tenant_id = app_tenant() and handover.id = page.id
            )
            else (
                select jsonb_build_object(
                    'reference', referral.reference,
                    'ours', referral.source_month is null,
                    'closed_with', referral.closed_with,
                    'words', referral.closing_words,
                    'team', team.name,
                    'provider', provider.name,
                    'source', referral.source,
                    'reason', referral.primary_reason,
                    'closure', referral.closure_reason,
                    'rejected', referral.rejected_on is not null
                )
                from referral
                join hubs_organisation provider
                    on provider.tenant_id = referral.tenant_id and provider.id = referral.provider_id
                -- It was received by the first that held it, whoever has it now; one of a record set has its one team.
                left join hubs_team team on team.tenant_id = referral.tenant_id and team.id = coalesce(
                    case page.kind when 'referral' then (
                        select holding.team_id
                        from referrals_holding holding
                        where holding.tenant_id = referral.tenant_id and holding.referral_id = referral.id
                        order by holding.since, holding.id
                        limit 1
                    ) end,
                    referral.team_id
                )
                where referral.id = page.id
            )
        end as detail
    from page
    order by page.day desc, page.at desc nulls last, page.kind, page.id desc;
end
$$;
