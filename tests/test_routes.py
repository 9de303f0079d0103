"""Every route, by every role, of one's own tenant and of another: made from the URL configuration itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hubs.actions import api_clients
from hubs.models import ApiClient, Tenant
from hubs.rules.api_keys import Scope
from hubs.rules.roles import ROLE_PERMISSIONS, Permission, Role
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from tests.conftest import ClientAs
from tests.factories import ground
from tests.routes import World, make_world, sample

REFUSED, STRANGER = 403, 302
# What a view may answer to somebody it lets in: a page, a way on, a record that is not there, a missing
# form, a wrong verb.
LET_IN = {200, 302, 400, 404, 405}
# Parameters that mean the same in every tenant.
NOT_OF_A_TENANT = {"quarter", "version", "level", "indicator", "kind", "area"}


@dataclass(frozen=True)
class Route:
    name: str
    parameters: tuple[str, ...]
    permission: Permission | None
    public: str
    scope: Scope | None = None

    def address(self, world: World) -> str:
        values = {name: sample(self.name, name) for name in self.parameters}
        return reverse(self.name, kwargs={name: value(world) for name, value in values.items() if value})


def routes() -> list[Route]:
    return sorted(_routes(get_resolver()), key=lambda route: route.name)


def _routes(resolver: URLResolver) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) != "admin/":
                yield from _routes(pattern)
            continue
        yield _route(pattern)


def _route(pattern: URLPattern) -> Route:
    view: Any = pattern.callback
    declared = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
    permission = getattr(view, "permission", None) or getattr(declared, "permission", None)
    public = getattr(view, "public", "") or getattr(declared, "public", "")
    scope = getattr(declared, "scope", None)
    return Route(str(pattern.name), tuple(pattern.pattern.converters), permission, public, scope)


def named(route: Route) -> str:
    return route.name


@pytest.mark.parametrize("route", routes(), ids=named)
def test_every_route_says_who_may_open_it(route: Route) -> None:
    assert route.name != "None", "a route needs a name"
    assert [bool(route.permission), bool(route.public), bool(route.scope)].count(True) == 1, (
        "declare one of @requires(Permission), @public(reason) and, for partners' systems, scope"
    )
    missing = [name for name in route.parameters if sample(route.name, name) is None]
    assert not missing, f"tests/routes.py has no sample for {missing} of {route.name}"


@pytest.fixture
def world(tenant: Tenant) -> World:
    with in_tenant(tenant.pk):
        return make_world()


GUARDED = [route for route in routes() if route.permission]
PUBLIC = [route for route in routes() if route.public]
FOR_PARTNERS = [route for route in routes() if route.scope]
every_role = pytest.mark.parametrize("role", list(Role))


def answers(client: Client, world: World, chosen: list[Route]) -> Iterator[tuple[str, Route, int, str]]:
    """(verb and name, route, status, where it leads) of each route by GET and by POST, which is undone."""
    for route in chosen:
        for ask in ("get", "post"):
            with transaction.atomic():
                response = getattr(client, ask)(route.address(world))
                transaction.set_rollback(True)
            yield f"{ask} {route.name}", route, response.status_code, response.headers.get("Location", "")


def test_strangers_are_led_to_the_sign_in_page(world: World) -> None:
    sign_in = reverse("sign-in")
    let_in = [
        name
        for name, _, status, where in answers(Client(), world, GUARDED)
        if status != STRANGER or not where.startswith(sign_in)
    ]
    assert not let_in


@every_role
def test_roles_of_the_tenant(role: Role, world: World, client_as: ClientAs) -> None:
    wrong = []
    for name, route, status, _ in answers(client_as(role), world, GUARDED):
        may = route.permission in ROLE_PERMISSIONS[role]
        if status not in (LET_IN if may else {REFUSED}):
            wrong.append(f"{name}: {status}, though the role {'may' if may else 'may not'}")
    assert not wrong


@every_role
def test_roles_of_another_tenant(role: Role, world: World, other_tenant: Tenant, client_as: ClientAs) -> None:
    about_a_record = [
        route
        for route in GUARDED
        if route.permission in ROLE_PERMISSIONS[role] and set(route.parameters) - NOT_OF_A_TENANT
    ]
    # 405 says which verbs a route has, which the code says to everybody.
    found = [
        f"{name}: {status}"
        for name, _, status, _ in answers(client_as(role, of=other_tenant), world, about_a_record)
        if status not in {404, 405}
    ]
    assert not found


def test_somebody_without_a_role_is_refused(world: World, client_as: ClientAs) -> None:
    assert not [name for name, _, status, _ in answers(client_as(None), world, GUARDED) if status != REFUSED]


def test_public_routes_answer_strangers(world: World) -> None:
    expected = {200, 302, 404, 405, 503}
    assert not [name for name, _, status, _ in answers(Client(), world, PUBLIC) if status not in expected]


def with_key(key: str) -> Client:
    """A partner's system that sends this key."""
    return Client(headers={"Authorization": f"Bearer {key}"})


def statuses(client: Client, world: World) -> set[int]:
    return {status for _, _, status, _ in answers(client, world, FOR_PARTNERS)}


def test_partners_are_let_in_by_their_key(world: World) -> None:
    assert FOR_PARTNERS
    assert statuses(with_key(world.partner.key), world) <= LET_IN | {201}


def test_without_a_key_that_works_nothing_of_the_api_opens(world: World, client_as: ClientAs) -> None:
    """No key, a wrong one, a stopped one, and browsers of every role, with and without a key beside them."""
    tenant, client, secret = world.partner.key.split(".")
    wrong = [
        "",
        "x",
        f"{tenant}.{client}.{secret}x",
        f"nobody.{client}.{secret}",
        f"{tenant}.{'0' * 32}.{secret}",
    ]
    callers = [Client(), *(with_key(key) for key in wrong)]
    for role in Role:
        browser = client_as(role)
        callers += [browser]
    browser = client_as(Role.ADMINISTRATOR)
    browser.defaults["HTTP_AUTHORIZATION"] = f"Bearer {world.partner.key}"
    callers.append(browser)
    assert [statuses(caller, world) for caller in callers] == [{401}] * len(callers)
    with in_tenant(world.team.tenant_id):
        api_clients.revoke(by=system_actor(world.team.tenant_id), client=world.partner.client)
    assert statuses(with_key(world.partner.key), world) == {401}


def test_a_key_opens_only_what_it_was_made_for(world: World) -> None:
    with in_tenant(world.team.tenant_id):
        ApiClient.objects.filter(pk=world.partner.client.pk).update(scopes=[])
    assert statuses(with_key(world.partner.key), world) == {REFUSED}


def test_a_partner_of_another_tenant_finds_nothing(world: World, other_tenant: Tenant) -> None:
    """Nor does one of this tenant that did not ask, and whose organisation does not work with the person."""
    with in_tenant(other_tenant.pk):
        theirs = make_world().partner.key
    with in_tenant(world.team.tenant_id):
        another = api_clients.add(
            by=system_actor(world.team.tenant_id),
            name="Another",
            organisation=ground.organisation(kind="vcse"),
            scopes=list(Scope),
        ).key
    about_a_record = [route for route in FOR_PARTNERS if route.parameters]
    assert about_a_record
    for key in (theirs, another):
        found = {status for _, _, status, _ in answers(with_key(key), world, about_a_record)}
        assert found == {404, 405}
