"""A world whose person has a plan."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from careplans.actions import plans
from careplans.models import Plan
from hubs.tenancy import in_tenant
from tests.referrals.conftest import World, client, now, world

__all__ = ["client", "now", "world"]


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    """The world with its tenant in force, acting as its clinician."""
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield world


@pytest.fixture
def plan(inside: World) -> Plan:
    """Opened, with nothing in it."""
    return plans.open(by=inside.by, person=inside.person)
