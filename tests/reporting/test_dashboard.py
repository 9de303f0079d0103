"""The dashboard's page: stored values, as those may see them who ask."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from hubs.models import Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from tests.conftest import ClientAs
from tests.factories import figures, ground


@pytest.fixture
def computed(tenant: Tenant) -> Tenant:
    with in_tenant(tenant.pk):
        figures.year()
    return tenant


def test_it_opens(computed: Tenant, client_as: ClientAs) -> None:
    response = client_as(Role.MANAGER).get(reverse("dashboard"))
    open("/tmp/dash/page.html", "wb").write(response.content)
    assert response.status_code == 200
