"""Two people at one handover at the same moment end in one state, and the second is told what happened."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import handovers
from referrals.models import Handover, Holding, Referral, ReferralTeam
from tests.factories import ground
from tests.referrals.conftest import World
from tests.referrals.passing_on import Receiver, actor, receiver, send
from tests.referrals.test_at_the_same_moment import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def to(world: World) -> Receiver:
    with in_tenant(world.tenant.pk):
        return receiver()


def attempt(world: World, act: Callable[[], object]) -> Callable[[], str]:
    """What the act says when it is refused, else nothing."""

    def acted() -> str:
        with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
            try:
                act()
            except ValidationError as refused:
                return " ".join(refused.messages)
        return ""

    return acted


def ended(world: World, to: Receiver) -> tuple[str, bool]:
    """How the handover stands, and whether the receiver holds; the two always agree with the referral."""
    with in_tenant(world.tenant.pk):
        holding = Holding.objects.get(until=None)
        assert holding.team_id == Referral.objects.get(pk=world.referral.pk).team_id
        return Handover.objects.get().state, holding.team_id == to.team.pk


@pytest.mark.parametrize("times", range(3))
def test_two_confirm(world: World, to: Receiver, times: int) -> None:
    with in_tenant(world.tenant.pk):
        handover = send(world, to)
        other = actor(ground.staff_member(role=Role.PARTNER, team=to.team, hub=to.team.hub, name="Sam Oduya"))
    said = at_once(
        attempt(world, lambda: handovers.confirm(by=to.by, handover=handover)),
        attempt(world, lambda: handovers.confirm(by=other, handover=handover)),
    )
    assert sorted(map(bool, said)) == [False, True]
    assert ended(world, to) == ("confirmed", True)
    words = str(next(each for each in said if each))
    assert "Debt help confirmed it on 18 June 2025 at 2:35pm. Nothing of yours was changed" in words
    with in_tenant(world.tenant.pk):
        assert ReferralTeam.objects.count() == 1


@pytest.mark.parametrize("times", range(3))
def test_confirmed_and_taken_back(world: World, to: Receiver, times: int) -> None:
    with in_tenant(world.tenant.pk):
        handover = send(world, to)
    confirmed, taken_back = at_once(
        attempt(world, lambda: handovers.confirm(by=to.by, handover=handover)),
        attempt(world, lambda: handovers.withdraw(by=world.by, handover=handover, why="Not needed")),
    )
    if taken_back:
        assert ended(world, to) == ("confirmed", True)
        assert "Rosa Adeyemi, Debt help confirmed it" in str(taken_back)
    else:
        assert ended(world, to) == ("withdrawn", False)
        assert "The sender took it back" in str(confirmed)
    assert bool(confirmed) != bool(taken_back)


@pytest.mark.parametrize("times", range(3))
def test_two_send(world: World, to: Receiver, times: int) -> None:
    with in_tenant(world.tenant.pk):
        another = receiver("Housing help")
    said = at_once(
        attempt(world, lambda: send(world, to)),
        attempt(world, lambda: send(world, another)),
    )
    assert sorted(map(bool, said)) == [False, True]
    assert "is being handed over to" in str(next(each for each in said if each))
    with in_tenant(world.tenant.pk):
        assert Handover.objects.count() == 1
