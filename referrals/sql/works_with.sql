-- Whether the worker in force, or a team of theirs, works with somebody whom another hub holds, or has opened the record
-- with a reason that still stands. What no hub of theirs says: see hubs.tenancy.constraints.REACHED.
--
-- Whoever is on a caseload, in a group's session or named beside others is looked after there, and must not seem to have
-- had no contact. Asked of one row after another, so that each connection plans once and keeps the plan.
create or replace function referrals_works_with(asked bigint) returns boolean
language plpgsql stable parallel safe
set plan_cache_mode = force_generic_plan
as $$
begin
    return exists (
        select from referrals_accessoverride opened
        where opened.tenant_id = app_tenant() and opened.person_id = asked
            and opened.staff_id = app_staff() and opened.expires_at > now()
    ) or exists (
        select from referrals_referral referral
        where referral.tenant_id = app_tenant() and referral.person_id = asked and referral.voided_at is null
            and (
                referral.hub_id = any (app_hubs())
                or referral.named_worker_id = app_staff()
                or referral.team_id = any (app_teams())
                or exists (
                    select from referrals_referralteam beside
                    where beside.tenant_id = referral.tenant_id and beside.referral_id = referral.id
                        and beside.voided_at is null
                        and beside.team_id = any (app_teams())
                )
                or exists (
                    select from referrals_involvement involved
                    where involved.tenant_id = referral.tenant_id and involved.referral_id = referral.id
                        and involved.voided_at is null
                        and involved.staff_id = app_staff()
                )
                or exists (
                    select from referrals_groupmember member
                    join referrals_group the_group
                        on the_group.tenant_id = member.tenant_id and the_group.id = member.group_id
                    join hubs_team team on team.tenant_id = the_group.tenant_id and team.id = the_group.team_id
                    where member.tenant_id = referral.tenant_id and member.referral_id = referral.id
                        and member.voided_at is null
                        and (team.id = any (app_teams()) or team.hub_id = any (app_hubs()))
                )
            )
    );
end
$$;
