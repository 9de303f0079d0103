"""A record of each kind, and which of them stands in for each parameter of each route."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from hubs.models import Hub
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import overrides
from referrals.models import Contact, Person, Referral
from tests.factories import ground


@dataclass(frozen=True)
class World:
    """Records of the tenant that the matrix looks at."""

    hub: Hub
    person: Person
    referral: Referral
    contact: Contact


Sample = Callable[[World], object]


def _pcn(world: World) -> object:
    with in_tenant(world.hub.tenant_id):
        return ground.coverage(hub=world.hub).pcn.public_id


def _override(world: World) -> object:
    with in_tenant(world.hub.tenant_id):
        by = ground.actor(Role.CLINICIAN)
        return overrides.open_with_reason(by=by, person=world.person, reason="At the door").public_id


def _member(world: World) -> object:
    with in_tenant(world.hub.tenant_id):
        return ground.staff_member().public_id


def _team(world: World) -> object:
    with in_tenant(world.hub.tenant_id):
        return ground.team().public_id


def _organisation(world: World) -> object:
    with in_tenant(world.hub.tenant_id):
        return ground.organisation().public_id


def _place(world: World) -> object:
    with in_tenant(world.hub.tenant_id):
        return world.hub.place.code


def _each(names: str, parameter: str, sample: Sample) -> dict[tuple[str, str], Sample]:
    return {(name, parameter): sample for name in names.split()}


# (route name, parameter) -> the value that makes an address of it.
SAMPLES: dict[tuple[str, str], Sample] = {
    **_each("override-review", "public_id", _override),
    **_each("setup-place setup-place-close setup-place-reopen", "code", _place),
    **_each(
        "setup-organisation setup-organisation-close setup-organisation-reopen", "public_id", _organisation
    ),
    **_each(
        "setup-hub setup-hub-change setup-hub-close setup-hub-reopen setup-cover-new setup-cover setup-cover-end",
        "code",
        lambda world: world.hub.code,
    ),
    **_each("setup-cover setup-cover-end", "pcn", _pcn),
    **_each("setup-team setup-team-close setup-team-reopen", "public_id", _team),
    **_each(
        "setup-member setup-member-change setup-login setup-login-renew setup-login-stop setup-role-new"
        " setup-role-revoke setup-membership-new setup-membership-end setup-member-leave setup-member-return",
        "public_id",
        _member,
    ),
    **_each("setup-membership-end", "team", _team),
}

__all__ = ["SAMPLES", "World", "uuid"]
