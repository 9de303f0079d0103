"""Nobody answers themselves: who is in the sending team does not speak for the receiver, whatever hub they are of."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from hubs.models import TeamMembership
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import handovers
from referrals.models import Handover
from referrals.selectors import handovers as selectors
from tests.factories import ground
from tests.referrals.conftest import World
from tests.referrals.passing_on import Receiver, actor, receiver, send


@pytest.fixture
def to(world: World) -> Any:
    """A team of the same hub."""
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield receiver(hub=world.hub)


def sides(handover: Handover, by: Any) -> tuple[bool, bool, list[Handover], list[Handover]]:
    opened = selectors.find(handover.public_id, by=by)
    assert opened is not None
    waiting = selectors.waiting_for(by)
    return opened.is_sender, opened.is_receiver, list(waiting.from_us), list(waiting.to_us)


def test_a_colleague_of_the_same_hub_does_not_confirm_what_their_team_sent(
    world: World, to: Receiver
) -> None:
    handover = send(world, to)
    with pytest.raises(PermissionDenied):
        handovers.confirm(by=world.by, handover=handover)
    assert sides(handover, world.by) == (True, False, [handover], [])
    with pytest.raises(PermissionDenied):
        handovers.withdraw(by=to.by, handover=handover, why="No")
    assert sides(handover, to.by) == (False, True, [], [handover])


def test_who_is_in_both_teams_speaks_for_both(world: World, to: Receiver) -> None:
    handover = send(world, to)
    TeamMembership.objects.create(staff=world.staff, team=to.team, starts_on=world.referral.received_on)
    both = actor(world.staff)
    assert sides(handover, both) == (True, True, [], [handover])
    handovers.confirm(by=both, handover=handover)


def test_who_looks_after_the_hub_speaks_for_both_and_sees_it_once(world: World, to: Receiver) -> None:
    handover = send(world, to)
    lead = ground.actor(Role.CLINICIAN, hub=world.hub)
    assert sides(handover, lead) == (True, True, [], [handover])
    handovers.confirm(by=lead, handover=handover)
