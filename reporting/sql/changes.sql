-- Since when a person may be in a figure: from their first referral, or the day they came on the register of severe
-- mental illness, on which somebody may stand without a referral. Null for whoever is in none.
create or replace function reporting_known_since(tenant bigint, person bigint) returns date
language sql stable
as $$
    select least(
        (
            select min(referral.received_on)
            from referrals_referral referral
            where referral.tenant_id = tenant and referral.person_id = person
        ),
        (
            select min(entry.starts_on)
            from outcomes_smiregister entry
            where entry.tenant_id = tenant and entry.person_id = person
        )
    )
$$;

-- The earliest day that anything recorded, corrected or voided since a moment is about, for the tenant in force.
-- A figure of a month that ended before that day cannot have changed.
--
-- New and voided rows tell by themselves when they came, and what a record set no longer carried and carries again has
-- come anew. Corrections are seen in the histories, which keep each row as it was. What is not tracked there (activities,
-- other teams, updates of plans, agreements) is never corrected, only made and voided; what comes with record sets lies
-- in their months.
create or replace function reporting_changed_from(since timestamptz) returns date
language sql stable
as $$
    select min(found.day)
    from (
        select min(months.month) as day
        from reporting_recordset months
        where months.finished_at >= since
        union all
        select min(referral.received_on)
        from referrals_referral referral
        where referral.created_at >= since or referral.voided_at >= since
        union all
        select min(contact.occurred_on)
        from referrals_contact contact
        where contact.created_at >= since or contact.voided_at >= since
        union all
        select min(contact.occurred_on)
        from referrals_careactivity activity
        join referrals_contact contact on contact.tenant_id = activity.tenant_id and contact.id = activity.contact_id
        where activity.created_at >= since or activity.voided_at >= since
        union all
        select min(activity.occurred_on)
        from referrals_indirectactivity activity
        where activity.created_at >= since or activity.voided_at >= since
        union all
        select min(score.taken_on)
        from outcomes_codedscore score
        where score.created_at >= since or score.voided_at >= since
        union all
        select min(plan.created_on)
        from careplans_careplan plan
        where plan.created_at >= since or plan.voided_at >= since
        union all
        -- The first that is known of a plan's updates counts since the plan was made, a further one since its own day.
        select min(
            case when exists (
                    select
                    from careplans_careplanupdate older
                    where older.tenant_id = told.tenant_id
                        and older.plan_id = told.plan_id
                        and older.updated_on <= told.updated_on
                        and older.created_at < since
                        and older.voided_at is null
                )
                then told.updated_on else told.created_on end
        )
        from careplans_careplanupdate told
        where told.created_at >= since or told.voided_at >= since
        union all
        select min(plan.created_on)
        from careplans_careplanagreement agreement
        join careplans_careplan plan on plan.tenant_id = agreement.tenant_id and plan.id = agreement.plan_id
        where agreement.created_at >= since or agreement.voided_at >= since
        union all
        -- Another day, or a review that was done, opens a new row: it tells of the one before, too.
        select min(least(review.due_on, previous.due_on))
        from careplans_planreview review
        left join lateral (
            select older.due_on
            from careplans_planreview older
            where older.tenant_id = review.tenant_id and older.plan_id = review.plan_id and older.id < review.id
            order by older.id desc
            limit 1
        ) previous on true
        where review.created_at >= since or review.voided_at >= since
        union all
        select min(action.due_on)
        from careplans_planaction action
        where action.created_at >= since or action.voided_at >= since
        union all
        select min(least(action.due_on, old.due_on))
        from careplans_planactionevent old
        join careplans_planaction action on action.tenant_id = old.tenant_id and action.id = old.pgh_obj_id
        where old.pgh_created_at >= since
            and (action.due_on, action.doer, action.state, action.settled_on, action.plan_id)
                is distinct from (old.due_on, old.doer, old.state, old.settled_on, old.plan_id)
        union all
        select min(plan.started_on)
        from careplans_planevent old
        join careplans_plan plan on plan.tenant_id = old.tenant_id and plan.id = old.pgh_obj_id
        where old.pgh_created_at >= since and (plan.person_id, plan.voided_at) is distinct from (old.person_id, old.voided_at)
        union all
        select min(entry.starts_on)
        from outcomes_smiregister entry
        where entry.created_at >= since or entry.voided_at >= since
        union all
        -- An entry that was only ended, or went into remission, changes nothing before that day.
        select min(
            case when (entry.starts_on, entry.person_id) is distinct from (old.starts_on, old.person_id)
                then least(entry.starts_on, old.starts_on)
                else least(
                    case when entry.ends_on is distinct from old.ends_on then least(entry.ends_on, old.ends_on) end,
                    case when entry.remission_on is distinct from old.remission_on
                        then least(entry.remission_on, old.remission_on) end
                )
            end
        )
        from outcomes_smiregisterevent old
        join outcomes_smiregister entry on entry.tenant_id = old.tenant_id and entry.id = old.pgh_obj_id
        where old.pgh_created_at >= since
        union all
        select min(recorded.checked_on)
        from outcomes_healthcheck recorded
        where recorded.created_at >= since or recorded.voided_at >= since
        union all
        select min(least(recorded.checked_on, old.checked_on))
        from outcomes_healthcheckevent old
        join outcomes_healthcheck recorded on recorded.tenant_id = old.tenant_id and recorded.id = old.pgh_obj_id
        where old.pgh_created_at >= since
            and (recorded.checked_on, recorded.kind, recorded.state, recorded.person_id)
                is distinct from (old.checked_on, old.kind, old.state, old.person_id)
        union all
        select min(job.started_on)
        from outcomes_jobstart job
        join outcomes_employmentsupport support on support.tenant_id = job.tenant_id and support.id = job.support_id
        where job.created_at >= since or job.voided_at >= since or support.voided_at >= since
        union all
        select min(least(job.started_on, old.started_on))
        from outcomes_jobstartevent old
        join outcomes_jobstart job on job.tenant_id = old.tenant_id and job.id = old.pgh_obj_id
        where old.pgh_created_at >= since
            and (job.started_on, job.is_paid, job.support_id) is distinct from (old.started_on, old.is_paid, old.support_id)
        union all
        select min(episode.started_on)
        from referrals_pathwayepisode episode
        where episode.created_at >= since or episode.voided_at >= since
        union all
        select min(
            case when (episode.started_on, episode.kind, episode.referral_id)
                    is distinct from (old.started_on, old.kind, old.referral_id)
                then least(episode.started_on, old.started_on)
                else least(episode.ended_on, old.ended_on)
            end
        )
        from referrals_pathwayepisodeevent old
        join referrals_pathwayepisode episode on episode.tenant_id = old.tenant_id and episode.id = old.pgh_obj_id
        where old.pgh_created_at >= since
        union all
        select min(referral.received_on)
        from referrals_referralteam part
        join referrals_referral referral on referral.tenant_id = part.tenant_id and referral.id = part.referral_id
        where part.created_at >= since or part.voided_at >= since
        union all
        select min(stay.starts_on)
        from referrals_hospitalspell stay
        where stay.created_at >= since or stay.voided_at >= since
        union all
        select min(stay.starts_on)
        from referrals_wardstay stay
        where stay.created_at >= since or stay.voided_at >= since
        union all
        -- A registration moves a person to another PCN while it lasts, and no figure before they were known.
        select min(greatest(coalesce(registration.starts_on, '-infinity'), known.first_day))
        from referrals_gpregistration registration
        cross join lateral reporting_known_since(registration.tenant_id, registration.person_id) known(first_day)
        where known.first_day is not null and (registration.created_at >= since or registration.voided_at >= since)
        union all
        select min(
            case when (registration.starts_on, registration.practice_code, registration.person_id)
                    is distinct from (old.starts_on, old.practice_code, old.person_id)
                then greatest(coalesce(least(registration.starts_on, old.starts_on), '-infinity'), known.first_day)
                else least(registration.ends_on, old.ends_on)
            end
        )
        from referrals_gpregistrationevent old
        join referrals_gpregistration registration
            on registration.tenant_id = old.tenant_id and registration.id = old.pgh_obj_id
        cross join lateral reporting_known_since(registration.tenant_id, registration.person_id) known(first_day)
        where known.first_day is not null and old.pgh_created_at >= since
        union all
        select min(least(contact.occurred_on, old.occurred_on))
        from referrals_contactevent old
        join referrals_contact contact on contact.tenant_id = old.tenant_id and contact.id = old.pgh_obj_id
        where old.pgh_created_at >= since
        union all
        select min(least(score.taken_on, old.taken_on))
        from outcomes_codedscoreevent old
        join outcomes_codedscore score on score.tenant_id = old.tenant_id and score.id = old.pgh_obj_id
        where old.pgh_created_at >= since
        union all
        select min(least(stay.starts_on, old.starts_on))
        from referrals_hospitalspellevent old
        join referrals_hospitalspell stay on stay.tenant_id = old.tenant_id and stay.id = old.pgh_obj_id
        where old.pgh_created_at >= since
        union all
        select min(least(plan.created_on, old.created_on))
        from careplans_careplanevent old
        join careplans_careplan plan on plan.tenant_id = old.tenant_id and plan.id = old.pgh_obj_id
        where old.pgh_created_at >= since
        union all
        -- What is known of a person is not dated: it changes every month since they were known. A death is.
        select min(
            case when (
                    person.birth_date, person.postcode, person.gender_identity, person.stated_gender,
                    person.ethnic_category, person.merged_into_id, person.voided_at
                ) is distinct from (
                    old.birth_date, old.postcode, old.gender_identity, old.stated_gender, old.ethnic_category,
                    old.merged_into_id, old.voided_at
                )
                then known.first_day
                when person.death_date is distinct from old.death_date then least(person.death_date, old.death_date)
            end
        )
        from referrals_personevent old
        join referrals_person person on person.tenant_id = old.tenant_id and person.id = old.pgh_obj_id
        cross join lateral reporting_known_since(person.tenant_id, person.id) known(first_day)
        where known.first_day is not null and old.pgh_created_at >= since
        union all
        -- A referral that was only ended, opened again or sent once more changes nothing before that day.
        select min(
            case when (
                    referral.received_on, referral.person_id, referral.provider_id, referral.team_id, referral.hub_id,
                    referral.source, referral.rejection_reason, referral.primary_reason
                ) is distinct from (
                    old.received_on, old.person_id, old.provider_id, old.team_id, old.hub_id, old.source,
                    old.rejection_reason, old.primary_reason
                )
                then least(referral.received_on, old.received_on)
                else least(
                    case when referral.discharged_on is distinct from old.discharged_on
                        then least(referral.discharged_on, old.discharged_on) end,
                    case when referral.rejected_on is distinct from old.rejected_on
                        then least(referral.rejected_on, old.rejected_on) end,
                    case when referral.latest_month is distinct from old.latest_month
                        then (least(referral.latest_month, old.latest_month) + interval '1 month')::date end
                )
            end
        )
        from referrals_referralevent old
        join referrals_referral referral on referral.tenant_id = old.tenant_id and referral.id = old.pgh_obj_id
        where old.pgh_created_at >= since
    ) found
$$;
