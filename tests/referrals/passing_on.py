"""Two teams and what tests of handovers send between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hubs.models import StaffMember, Team
from hubs.rules.roles import Actor, Role
from hubs.selectors.staff import actor_of
from referrals.actions import handovers
from referrals.models import Handover, Holding, Referral
from tests.factories import ground
from tests.referrals.conftest import World

TOLD: dict[str, Any] = {
    "reason": "She asked for help with debt.",
    "shared": "Lives alone. Prefers text messages.",
    "person_said": "Yes please, that would help.",
}


@dataclass(frozen=True)
class Receiver:
    """A team of another hub, and somebody who works in it."""

    team: Team
    staff: StaffMember
    by: Actor


def receiver(name: str = "Debt help", **team: Any) -> Receiver:
    """Without ``hub`` the team gets one of its own."""
    made = ground.team(name=name, **{"hub": team.pop("hub", None) or ground.hub(), **team})
    staff = ground.staff_member(role=Role.PARTNER, hub=made.hub, team=made, name="Rosa Adeyemi")
    return Receiver(made, staff, actor(staff))


def actor(staff: StaffMember) -> Actor:
    assert staff.user is not None
    found = actor_of(staff.user)
    assert found is not None
    return found


def send(world: World, to: Receiver | None = None, **given: Any) -> Handover:
    """From the world's team, in the tenant in force."""
    if to:
        given["team"] = to.team
    return handovers.send(by=world.by, referral=world.referral, **{**TOLD, **given})


def holder(referral: Referral) -> Team:
    """Who holds the person through this referral now."""
    held = Holding.objects.select_related("team").get(referral=referral, until=None)
    team: Team = held.team
    return team
