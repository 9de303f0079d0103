"""What every test may ask for: two tenants, people who act in them, and clients signed in as each role."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from hypothesis import settings

from hubs.models import Hub, Tenant
from hubs.rules.roles import Actor, Role
from hubs.selectors import kept
from hubs.tenancy import in_tenant, tenant_context
from tests.factories import ground
from tests.plugins.worker import start_worker

# The same cases each time, so that what fails is what was changed: `make test ARGS=--hypothesis-profile=random` looks
# for new ones. A machine that does other work as well may take its time; slowness is measured by `make bench`.
settings.register_profile("random", deadline=None)
settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)
settings.load_profile("repeatable")

ClientAs = Callable[..., Client]
ActorWith = Callable[..., Actor]


@pytest.fixture(scope="session", autouse=True)
def _static_files_where_they_stand() -> Iterator[None]:
    """Each client has a middleware of its own, which would list the files of every package before its first answer."""
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """What a test loaded is gone after it, and so is what this process kept of it."""
    yield
    cache.clear()
    kept.forget_all()


@pytest.fixture
def tenant(db: None) -> Tenant:
    return ground.tenant(slug="fylde", name="Fylde Coast", ods_code="QE1")


@pytest.fixture
def other_tenant(db: None) -> Tenant:
    return ground.tenant(slug="wirral", name="Wirral", ods_code="QYG")


@pytest.fixture
def in_a_tenant(tenant: Tenant) -> Iterator[Tenant]:
    """The tenant, in force for the whole test."""
    with in_tenant(tenant.pk):
        yield tenant


@pytest.fixture
def actor(in_a_tenant: Tenant) -> ActorWith:
    """``actor(Role.CLINICIAN, hub=hub)``: a staff member with a role, as the ``by`` of an action."""

    def make(role: Role = Role.CLINICIAN, *, hub: Hub | None = None) -> Actor:
        return ground.actor(role, hub=hub)

    return make


@pytest.fixture
def client_as(tenant: Tenant) -> ClientAs:
    """``client_as(Role.CLINICIAN, hub=hub, of=tenant)``: a browser without JavaScript, signed in as that
    role.
    """

    def make(role: Role | None, *, hub: Hub | None = None, of: Tenant | None = None) -> Client:
        client = Client()
        with in_tenant((of or tenant).pk):
            staff = ground.staff_member(role=role, hub=hub)
        assert staff.user is not None
        client.force_login(staff.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


__all__ = ["ActorWith", "ClientAs", "in_tenant", "start_worker", "tenant_context"]
