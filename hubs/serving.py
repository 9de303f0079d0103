"""Whom a request is served for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hubs.models import User
from hubs.rules.roles import Actor
from hubs.selectors import staff
from hubs.tenancy import acting, in_tenant
from hubs.tenancy.reach import NO_RECORD, as_told


@contextmanager
def served(user: User) -> Iterator[Actor | None]:
    """A transaction that sees the tenant of a login and what its staff member reaches; None when they have left.

    Nobody's record is in reach until it is known whose are.
    """
    assert user.tenant_id is not None, "support staff are of no tenant"
    with in_tenant(user.tenant_id, reach=NO_RECORD):
        found = staff.telling(user).first() if user.is_active else None
        if found is None:
            yield None
            return
        with acting(found.pk, reach=as_told(found.told)):
            yield staff.as_actor(found)
