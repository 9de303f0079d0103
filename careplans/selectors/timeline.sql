-- What happened to one person, the newest first: one page of it, with how much there is in all.
--
-- `day` and `at` are local. Voided contacts stay, marked; what else was voided is left out. Scores taken in a contact are
-- told with the contact, the others once for each day.
with referral as (
    select * from referrals_referral where tenant_id = app_tenant() and person_id = %(person)s and voided_at is null
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
    where plan.tenant_id = app_tenant() and plan.person_id = %(person)s and plan.voided_at is null
    union all
    select 'agreement', agreement.id, coalesce(agreement.agreed_on, plan.created_on), null
    from careplans_careplanagreement agreement
    join careplans_careplan plan on plan.tenant_id = agreement.tenant_id and plan.id = agreement.plan_id
    where plan.tenant_id = app_tenant() and plan.person_id = %(person)s
        and agreement.voided_at is null and plan.voided_at is null
),
page as (
    select entry.*, count(*) over () as total
    from entry
    order by day desc, at desc nulls last, kind, id desc
    limit %(size)s offset %(skip)s
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
                        jsonb_agg(jsonb_build_object('tool', score.tool_code, 'score', score.score) order by score.id),
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
                'scores', jsonb_agg(jsonb_build_object('tool', score.tool_code, 'score', score.score) order by score.id)
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
            select jsonb_build_object('type', plan.plan_type, 'updated', plan.last_updated_on, 'provider', provider.name)
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
        else (
            select jsonb_build_object(
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
            left join hubs_team team on team.tenant_id = referral.tenant_id and team.id = referral.team_id
            where referral.id = page.id
        )
    end as detail
from page
order by page.day desc, page.at desc nulls last, page.kind, page.id desc
