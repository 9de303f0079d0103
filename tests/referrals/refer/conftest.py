"""A team that takes new people, and a browser of somebody who asks."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from hubs.models import Team, Tenant
from hubs.tenancy import in_tenant
from tests.factories import ground


@pytest.fixture
def front_door(tenant: Tenant, now: datetime) -> Team:
    with in_tenant(tenant.pk):
        return ground.team(name="Front door", takes_new=True)


@pytest.fixture
def client(front_door: Team) -> Client:
    return Client()
