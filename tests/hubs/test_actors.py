"""Who acts: with the roles they hold and the teams that they are in today."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from hubs.models import RoleAssignment, StaffMember, Team, TeamMembership, Tenant, User
from hubs.rules.roles import ROLE_PERMISSIONS, WHOLE_SYSTEM, Actor, Permission, Role, has_permission
from hubs.selectors.staff import actor_of
from tests.factories import ground

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def member(in_a_tenant: Tenant) -> StaffMember:
    return ground.staff_member()


def acting(member: StaffMember) -> Actor | None:
    assert member.user is not None
    return actor_of(member.user)


@pytest.mark.parametrize(
    ("since", "until", "is_in"),
    [(0, None, True), (0, 0, True), (1, None, False), (-9, -1, False), (-9, 0, True)],
)
def test_teams_are_those_of_today(member: StaffMember, since: int, until: int | None, is_in: bool) -> None:
    team: Team = ground.team()
    TeamMembership.objects.create(
        staff=member,
        team=team,
        starts_on=TODAY + since * DAY,
        ends_on=None if until is None else TODAY + until * DAY,
    )
    by = acting(member)
    assert by is not None
    assert by.team_ids == ((team.pk,) if is_in else ())


def test_roles_are_their_own(member: StaffMember) -> None:
    hub = ground.hub()
    RoleAssignment.objects.create(staff=member, role=Role.CLINICIAN, hub=hub)
    RoleAssignment.objects.create(staff=ground.staff_member(), role=Role.PRIVACY)
    by = acting(member)
    assert by is not None
    assert by.assignments == ((Role.CLINICIAN, hub.pk),)
    assert by.hub_ids == {hub.pk}


def test_who_has_left_or_whose_login_is_closed_acts_no_more(member: StaffMember) -> None:
    User.objects.filter(staff_member=member).update(is_active=False)
    member.refresh_from_db()
    assert acting(member) is None
    User.objects.filter(staff_member=member).update(is_active=True)
    StaffMember.objects.filter(pk=member.pk).update(is_active=False)
    member.refresh_from_db()
    assert acting(member) is None


def test_a_role_holds_in_its_hub_and_a_role_of_the_whole_system_in_all() -> None:
    here = Actor(1, "Priya", 1, assignments=((Role.CLINICIAN, 7), (Role.MANAGER, 8)))
    everywhere = Actor(1, "Priya", 1, assignments=((Role.CLINICIAN, None),))
    assert has_permission(here, Permission.PERSON_VIEW, hub_ids={7, 9})
    assert not has_permission(here, Permission.PERSON_VIEW, hub_ids={8, 9})
    assert not has_permission(here, Permission.PERSON_VIEW, hub_ids=())
    assert has_permission(here, Permission.PERSON_VIEW)
    assert has_permission(everywhere, Permission.PERSON_VIEW, hub_ids=())
    assert not has_permission(everywhere, Permission.RETURN_SIGN)


@pytest.mark.parametrize("permission", sorted(WHOLE_SYSTEM))
def test_what_is_about_the_whole_system_takes_a_role_in_all_of_it(permission: Permission) -> None:
    for role in Role:
        allowed = permission in ROLE_PERMISSIONS[role]
        everywhere, in_one_hub = ((role, None),), ((role, 7),)
        assert has_permission(holding(everywhere), permission) is allowed
        assert not has_permission(holding(in_one_hub), permission)
        assert not has_permission(holding(in_one_hub), permission, hub_ids={7})


def holding(assignments: tuple[tuple[Role, int | None], ...]) -> Actor:
    return Actor(staff_id=1, name="A", tenant_id=1, assignments=assignments)
