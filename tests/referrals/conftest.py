"""A hub with a team, a clinician who works in it, and a person whom it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from hubs.models import Hub, StaffMember, Team, Tenant
from hubs.rules.roles import Actor, Role
from hubs.selectors.staff import actor_of
from hubs.tenancy import in_tenant
from referrals.models import Person, Referral
from tests.factories import ground, record

NOW = datetime(2025, 6, 18, 14, 35, tzinfo=ZoneInfo("Europe/London"))
TODAY = NOW.date()


@dataclass(frozen=True)
class World:
    """What most tests are about; rows are of ``tenant`` and may be read inside it."""

    tenant: Tenant
    hub: Hub
    team: Team
    staff: StaffMember
    by: Actor
    person: Person
    referral: Referral

    def page(self, *parts: str) -> str:
        return "/".join(["/people", self.person.reference, *parts, ""])


@pytest.fixture
def now() -> Iterator[datetime]:
    """A Wednesday afternoon in summer, when local time is not UTC."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def world(tenant: Tenant, now: datetime) -> World:
    return make_world(tenant)


def make_world(tenant: Tenant, *, today: date = TODAY) -> World:
    """All of it, with a referral of twenty days ago."""
    with in_tenant(tenant.pk):
        hub = ground.hub(name="Northbrook hub")
        team = ground.team(name="Northbrook core team", hub=hub)
        staff = ground.staff_member(role=Role.CLINICIAN, hub=hub, team=team, name="Priya Nair")
        person = record.person(
            family_name="Okafor", given_name="Amara", nhs_number="9434765919", birth_date=date(1988, 3, 3)
        )
        referral = record.referral(
            person=person, team=team, named_worker=staff, received_on=today - timedelta(days=20)
        )
        assert staff.user is not None
        by = actor_of(staff.user)
        assert by is not None
        return World(tenant, hub, team, staff, by, person, referral)


@pytest.fixture
def client(world: World) -> Client:
    """The clinician's browser, without JavaScript."""
    signed_in = Client()
    assert world.staff.user is not None
    signed_in.force_login(world.staff.user, backend="django.contrib.auth.backends.ModelBackend")
    return signed_in
