-- Who is served from here on to the end of the transaction, and what they reach: with a role that sees records, the hubs
-- of such roles and of today's teams, with those teams; or every record, where such a role is held in the whole tenant.
-- Returns what it has told: the hubs, the teams, and the role that the login goes on as.
--
-- Asked at every request, in the query that reads who it is. See hubs.tenancy.reach.
create or replace function hubs_serve(asked bigint, sees text[], today date) returns text[]
language plpgsql
as $$
declare
    works bigint[] := '{}';
    hubs bigint[];
    becomes text := 'chub_hub';
begin
    select array_agg(held.hub_id) into hubs
    from hubs_roleassignment held
    where held.tenant_id = app_tenant() and held.staff_id = asked and held.role = any (sees);
    if hubs is not null then
        if array_position(hubs, null) is not null then
            becomes := 'none';
        end if;
        select coalesce(array_agg(team.id), '{}'), hubs || coalesce(array_agg(team.hub_id), '{}')
        into works, hubs
        from hubs_teammembership member
        join hubs_team team on team.tenant_id = member.tenant_id and team.id = member.team_id
        where member.tenant_id = app_tenant() and member.staff_id = asked
            and member.starts_on <= today and (member.ends_on is null or member.ends_on >= today);
    end if;
    return array[
        set_config('app.hub_ids', coalesce(array_to_string(hubs, ','), ''), true),
        set_config('app.team_ids', array_to_string(works, ','), true),
        set_config('role', becomes, true),
        set_config('app.staff_id', asked::text, true),
        -- What history triggers write beside a changed row: see hubs.tenancy.history.
        set_config('pghistory.context_metadata', jsonb_build_object('staff', asked)::text, true)
    ];
end
$$;
