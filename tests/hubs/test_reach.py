"""Who comes to see somebody's record: a worker whose hubs hold them, and whoever else works with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from careplans.models import PlanAction, PlanReview
from hubs.models import Hub, RoleAssignment, StaffMember, Team, TeamMembership, Tenant
from hubs.rules.roles import Role
from hubs.selectors.staff import actor_of
from hubs.serving import served
from hubs.tenancy import in_tenant
from referrals.models import AccessOverride, Contact, Involvement, Referral, ReferralTeam
from tests.factories import ground, health, meetings, plans, record
from tests.hubs.workers import count, login, sql, worker
from tests.referrals.lists_of_people import leaves_nothing_out


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.ADMINISTRATOR])
def test_roles_that_see_nobody_reach_nobody(tenant: Tenant, role: Role) -> None:
    with in_tenant(tenant.pk):
        hub = ground.hub()
        team = ground.team(hub=hub)
        contact = record.contact(referral=record.referral(team=team))
    assert count(worker(tenant, role=role), Contact, contact) == 0
    assert count(worker(tenant, role=role, team=team), Contact, contact) == 0, "in the team, as well"
    assert count(worker(tenant, hub=hub), Contact, contact) == 1


def test_who_has_left_reaches_nobody(tenant: Tenant) -> None:
    left = worker(tenant)
    with in_tenant(tenant.pk):
        record.contact()
        StaffMember.objects.update(is_active=False)
    with served(left) as actor:
        assert actor is None
        assert sql("select count(*) from referrals_contact") == [(0,)]


@pytest.mark.parametrize(("since", "until"), [(0, None), (0, 0), (1, None), (-9, -1), (-9, 0)])
def test_teams_in_reach_are_those_that_they_are_in_today(
    tenant: Tenant, since: int, until: int | None
) -> None:
    """The database and ``Actor`` each say which those are."""
    today, user = timezone.localdate(), worker(tenant, hub=None)
    with in_tenant(tenant.pk):
        member, team = StaffMember.objects.get(user=user), ground.team()
        RoleAssignment.objects.filter(staff=member).update(hub=ground.hub())
        ends_on = None if until is None else today + timedelta(days=until)
        starts_on = today + timedelta(days=since)
        TeamMembership.objects.create(staff=member, team=team, starts_on=starts_on, ends_on=ends_on)
    with served(user) as by:
        assert by is not None
        assert sql("select app_teams()") == [(list(by.team_ids),)]


# Why a worker reaches somebody whom no hub of theirs holds: each is given the worker, a team of theirs of no hub, their
# hub, and the referral.
Reason = Callable[[StaffMember, Team, Hub, Referral], object]


def _opened(member: StaffMember, referral: Referral, *, for_hours: int) -> AccessOverride:
    until = timezone.now() + timedelta(hours=for_hours)
    return AccessOverride.objects.create(
        person=referral.person, staff=member, reason="At our door", expires_at=until
    )


def _changed(referral: Referral, **values: Any) -> None:
    Referral.objects.filter(pk=referral.pk).update(**values)


REASONS: dict[str, tuple[Reason, int]] = {
    "none": (lambda member, team, hub, referral: None, 0),
    "the hub": (lambda member, team, hub, referral: _changed(referral, hub=hub), 1),
    "opened": (lambda member, team, hub, referral: _opened(member, referral, for_hours=8), 1),
    "opened yesterday": (lambda member, team, hub, referral: _opened(member, referral, for_hours=-1), 0),
    "opened by another": (
        lambda member, team, hub, referral: _opened(ground.staff_member(), referral, for_hours=8),
        0,
    ),
    "their team": (lambda member, team, hub, referral: _changed(referral, team=team), 1),
    "their name": (lambda member, team, hub, referral: _changed(referral, named_worker=member), 1),
    "a team beside": (
        lambda member, team, hub, referral: ReferralTeam.objects.create(referral=referral, team=team),
        1,
    ),
    "another team beside": (
        lambda member, team, hub, referral: ReferralTeam.objects.create(
            referral=referral, team=ground.team()
        ),
        0,
    ),
    "involved": (
        lambda member, team, hub, referral: Involvement.objects.create(
            referral=referral, staff=member, what="Help with debts", starts_on=referral.received_on
        ),
        1,
    ),
    "a group of their team": (
        lambda member, team, hub, referral: record.member(record.group(team=team), referral),
        1,
    ),
    "a group of their hub": (
        lambda member, team, hub, referral: record.member(record.group(team=ground.team(hub=hub)), referral),
        1,
    ),
    "a group elsewhere": (lambda member, team, hub, referral: record.member(record.group(), referral), 0),
}


@pytest.mark.parametrize("reason", REASONS)
def test_whoever_works_with_somebody_reaches_them(tenant: Tenant, reason: str) -> None:
    because, seen = REASONS[reason]
    with in_tenant(tenant.pk):
        hub, team, contact = ground.hub(), ground.team(), record.contact()
        member = ground.staff_member(role=Role.CLINICIAN, hub=hub, team=team)
        because(member, team, hub, contact.referral)
    assert count(login(member), Contact, contact) == seen


@pytest.mark.parametrize("reason", [reason for reason, (_, seen) in REASONS.items() if seen])
def test_what_is_on_their_lists_is_told_whole(tenant: Tenant, reason: str) -> None:
    """Or a wait would seem to go on, and an action not to be there, because row security hides what ended it."""
    because, _ = REASONS[reason]
    with in_tenant(tenant.pk):
        hub, team = ground.hub(), ground.team()
        member = ground.staff_member(role=Role.CLINICIAN, hub=hub, team=team)
        referral = record.contact(occurred_on=timezone.localdate() - timedelta(days=3)).referral
        _much_to_do(referral, member)
        because(member, team, hub, referral)
        by = actor_of(login(member))
    assert by is not None
    assert leaves_nothing_out(by)


def _much_to_do(referral: Referral, member: StaffMember) -> None:
    """Tomorrow, by the member or by whoever holds the person."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    plan = plans.started(referral.person)
    PlanAction.objects.create(plan=plan, what="Ring her", doer="worker", staff=member, due_on=tomorrow)
    PlanReview.objects.create(plan=plan, due_on=tomorrow, chosen_by_person=False)
    health.to_follow_up(person=referral.person, follow_up_due_on=tomorrow, follow_up_staff=member)
    health.on_register(person=referral.person)
    meetings.next_step(referral=referral, staff=member, due_on=tomorrow)


def test_a_reason_of_a_referral_that_was_taken_back_is_none(tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        hub, contact = ground.hub(), record.contact()
        member = ground.staff_member(role=Role.CLINICIAN, hub=hub)
        _changed(contact.referral, named_worker=member, voided_at=timezone.now(), void_reason="Wrong person")
    assert count(login(member), Contact, contact) == 0


def test_the_login_steps_down_for_the_block_and_no_longer(tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        hub = ground.hub()
    clinician = worker(tenant, hub=hub)

    def acts_as() -> object:
        return sql("select current_user::text")[0][0]

    with in_tenant(tenant.pk):
        with served(clinician):
            assert acts_as() == "chub_hub"
            with in_tenant(tenant.pk):
                assert acts_as() == "chub_hub", "a block inside of it reaches no more"
            assert acts_as() == "chub_hub"
        assert acts_as() == "chub_app"
        with pytest.raises(ZeroDivisionError), served(clinician):
            raise ZeroDivisionError
        assert acts_as() == "chub_app"
        with pytest.raises(DatabaseError), served(clinician):
            sql("select 1 / 0")
        assert acts_as() == "chub_app"
    assert acts_as() == "chub_app"
