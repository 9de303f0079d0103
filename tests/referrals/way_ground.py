"""What the tests of somebody's way say, and a handover that waits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from hubs.tenancy import in_tenant
from referrals.models import (
    Handover,
)
from tests.factories import ground
from tests.referrals.conftest import TODAY, World

SAID: dict[str, Any] = {"reason": "The voices are back", "person_said": "I want more help"}


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield world


def wrong(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return error.value.message_dict


def handed_over(inside: World) -> Handover:
    return Handover.objects.create(
        referral=inside.referral,
        receiver="team",
        from_team=inside.team,
        to_team=ground.team(name="Far team"),
        rings_on=TODAY,
        escalates_on=TODAY,
        reason="Therapy",
        shared="Everything",
        person_said="Yes",
    )
