"""The page of nightly runs: an administrator's tenant, and every tenant for support staff."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hubs.models import Tenant, User
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from reporting.models import NightlyRun
from reporting.models.night import RunState
from tests.conftest import ClientAs
from tests.factories import ground


def ran(tenant: Tenant, **given: object) -> None:
    with in_tenant(tenant.pk):
        NightlyRun.objects.create(
            **{
                "as_at": date(2025, 6, 30),
                "months": ["2025-05", "2025-06"],
                "state": RunState.DONE,
                "finished_at": timezone.now() + timedelta(minutes=1),
                "values_written": 1234,
                **given,
            }
        )


def support() -> Client:
    client = Client()
    user = User.objects.create_superuser("support@example.org", "correct horse battery")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_support_staff_see_the_runs_of_all_tenants() -> None:
    first, second = ground.tenant(name="Fylde Coast"), ground.tenant(name="Wirral")
    ran(first)
    ran(second, state=RunState.FAILED, error="ValueError: the disk is full")
    page = support().get("/runs/").content.decode()
    assert "Fylde Coast" in page
    assert "Wirral" in page
    assert "the disk is full" in page
    assert "2: 2025-05 to 2025-06" in page
    assert "1,234" in page


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_support_staff_see_nothing_else_of_a_tenant() -> None:
    assert support().get("/caseload/").status_code in (302, 403)


def test_an_administrator_sees_the_tenant_s_own(
    client_as: ClientAs, tenant: Tenant, other_tenant: Tenant
) -> None:
    ran(tenant, error="", state=RunState.LEFT)
    ran(other_tenant, state=RunState.FAILED, error="ValueError: not yours to see")
    page = client_as(Role.ADMINISTRATOR).get("/runs/").content.decode()
    assert "Left unfinished" in page
    assert "not yours to see" not in page


@pytest.mark.parametrize(
    "role", [Role.CLINICIAN, Role.MANAGER, Role.COMMISSIONER, Role.PARTNER, Role.PRIVACY]
)
def test_others_may_not(client_as: ClientAs, role: Role) -> None:
    assert client_as(role).get("/runs/").status_code == 403


def test_signed_out_is_asked_to_sign_in(db: None) -> None:
    response = Client().get("/runs/")
    assert response.status_code == 302
    assert "/sign-in/" in response["Location"]


def test_costs_few_queries_however_many_runs(
    client_as: ClientAs, tenant: Tenant, django_assert_max_num_queries: object
) -> None:
    for _ in range(60):
        ran(tenant)
    client = client_as(Role.ADMINISTRATOR)
    client.get("/runs/")
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get("/runs/?page=2")
