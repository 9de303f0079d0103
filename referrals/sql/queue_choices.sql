-- What the queue of these hubs may be narrowed to, null meaning all of the tenant: the hubs, their teams and those of
-- no hub that somebody waits with, the workers who are named for somebody that waits, and the filters that the asker
-- saved.
--
-- Who waits is what the partial indexes of referrals hold (models.referral.WAITS). EXISTS would be joined with everybody
-- who waits; the first by an order that an index has is looked up in it. The plan is kept, as for referrals_queue_rows.
create or replace function referrals_queue_choices(asker bigint, hubs bigint[]) returns jsonb
language plpgsql stable parallel safe
set plan_cache_mode = force_generic_plan
as $$
begin
    return jsonb_build_object(
        'hubs', array(
            select jsonb_build_object('value', hub.code, 'name', hub.name)
            from hubs_hub hub
            where hub.tenant_id = app_tenant() and (hubs is null or hub.id = any (hubs))
            order by hub.name
        ),
        'teams', array(
            select jsonb_build_object('value', team.public_id, 'name', team.name)
            from hubs_team team
            where team.tenant_id = app_tenant()
                and (hubs is null or team.hub_id is null or team.hub_id = any (hubs))
                and (
                    select held.id
                    from referrals_referral held
                    where held.tenant_id = team.tenant_id and held.team_id = team.id
                        and held.discharged_on is null and held.rejected_on is null and held.voided_at is null
                        and (held.seen < 2 or (held.named_worker_id is null and held.source_month is null))
                    order by held.received_on, held.id
                    limit 1
                ) is not null
            order by team.name
        ),
        'workers', array(
            select jsonb_build_object('value', worker.public_id, 'name', worker.name)
            from hubs_staffmember worker
            where worker.tenant_id = app_tenant()
                and (
                    select held.id
                    from referrals_referral held
                    where held.tenant_id = worker.tenant_id and held.named_worker_id = worker.id
                        and held.discharged_on is null and held.rejected_on is null and held.voided_at is null
                        and (held.seen < 2 or (held.named_worker_id is null and held.source_month is null))
                        and case when hubs is null then held.hub_id is not null or held.source_month is null
                            else held.hub_id = any (hubs) end
                    order by held.received_on, held.id
                    limit 1
                ) is not null
            order by worker.name
        ),
        'saved', array(
            select jsonb_build_object('id', saved.public_id, 'name', saved.name, 'query', saved.query)
            from hubs_savedfilter saved
            where saved.tenant_id = app_tenant() and saved.staff_id = asker and saved.page = 'queue'
            order by saved.name
        )
    );
end
$$;
