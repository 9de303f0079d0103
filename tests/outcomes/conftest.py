"""The hub, the clinician and the person of the tests of referrals, in the same summer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hubs.tenancy import in_tenant
from tests.referrals.conftest import TODAY, World, client, now, world


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    """The world, with its clinician at work in it."""
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield world


__all__ = ["TODAY", "World", "client", "inside", "now", "world"]
