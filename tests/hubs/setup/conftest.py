"""An administrator, and the tenant that they set up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from hubs.models import (
    Tenant,
)
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from tests.conftest import ClientAs


@pytest.fixture
def administrator(client_as: ClientAs) -> Client:
    return client_as(Role.ADMINISTRATOR)


@pytest.fixture
def ours(tenant: Tenant, administrator: Client) -> Iterator[Tenant]:
    """The tenant, in force after each request of the administrator."""
    with in_tenant(tenant.pk):
        yield tenant
