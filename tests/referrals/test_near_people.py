"""Who is near a referral: the colleagues and teams of today, and nobody who has left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from hubs.models import StaffMember, Team, TeamMembership
from hubs.tenancy import in_tenant
from referrals.actions import involvements
from referrals.models import ReferralTeam
from referrals.selectors import colleagues, reach
from tests.factories import ground, record
from tests.referrals.conftest import TODAY, World
from tests.referrals.passing_on import actor

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield world


def staffed(team: Team) -> list[StaffMember]:
    """One who works in the team until today, and three who do not: left, not yet there, no longer with us."""
    today, left, coming, gone = (ground.staff_member(team=team) for _ in range(4))
    days = TeamMembership.objects.filter(team=team)
    days.filter(staff=today).update(ends_on=TODAY)
    days.filter(staff=left).update(ends_on=YESTERDAY)
    days.filter(staff=coming).update(starts_on=TOMORROW)
    StaffMember.objects.filter(pk=gone.pk).update(is_active=False)
    return [today]


def test_workers_who_may_be_named_work_near_the_referral_today(inside: World) -> None:
    beside = ground.team(hub=inside.hub)
    near = [inside.staff, *staffed(inside.team), *staffed(beside)]
    staffed(ground.team(hub=ground.hub()))
    staffed(ground.team())
    assert set(reach.workers(inside.referral, inside.by)) == set(near)
    assert {row.staff for row in reach.members(inside.referral, inside.by)} == set(near)


def test_a_step_leads_at_once_to_open_teams_of_the_hub_and_own_ones(inside: World) -> None:
    beside = ground.team(hub=inside.hub)
    own = ground.team(hub=ground.hub())
    TeamMembership.objects.create(staff=inside.staff, team=own, starts_on=YESTERDAY)
    ground.team(hub=inside.hub, closed_on=TODAY)
    ground.team(hub=own.hub)
    assert set(reach.teams(inside.referral, actor(inside.staff))) == {beside, own}


def test_a_referral_of_no_hub_has_the_teams_that_are_in_it_alone(inside: World) -> None:
    """Teams without a hub are not near each other for that."""
    lone = record.referral(team=ground.team())
    ground.team()
    assert set(reach.teams(lone, inside.by)) == {inside.team}


def test_who_may_have_taken_part(inside: World) -> None:
    team, partner, other = ground.team(), ground.team(), ground.team()
    near = [*staffed(team), *staffed(partner)]
    ReferralTeam.objects.create(referral=inside.referral, team=partner)
    staffed(other)
    involved = ground.staff_member(team=ground.team())
    part = involvements.start(
        by=inside.by, referral=inside.referral, staff=involved, what="Debts", starts_on=TODAY
    )

    def found() -> set[int]:
        return {each.staff_id for each in colleagues.around(inside.person.pk, [team.pk])}

    assert found() == {one.pk for one in (*near, involved)}
    assert {each.staff_id for each in colleagues.in_teams([team.pk])} == {near[0].pk}
    assert list(colleagues.staff_of([team.pk, partner.pk])) == sorted(near, key=lambda one: one.name)
    involvements.end(by=inside.by, involvement=part, on=TODAY)
    assert involved.pk not in found()
    record.end(inside.referral, TODAY)
    assert found() == {near[0].pk}
