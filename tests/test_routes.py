"""Every route, by every role, of one's own tenant and of another: made from the URL configuration itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hubs.models import Tenant
from hubs.rules.roles import ROLE_PERMISSIONS, Permission, Role
from tests.conftest import ClientAs
from tests.routes import SAMPLES, World

REFUSED, STRANGER = 403, 302
# What a view may answer to somebody it lets in: a page, a way on, a record that is not there, a missing
# form, a wrong verb.
LET_IN = {200, 302, 400, 404, 405}


@dataclass(frozen=True)
class Route:
    name: str
    parameters: tuple[str, ...]
    permission: Permission | None
    public: str

    def address(self, world: World) -> str:
        return reverse(self.name, kwargs={name: SAMPLES[self.name, name](world) for name in self.parameters})


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
    return Route(str(pattern.name), tuple(pattern.pattern.converters), permission, public)


def named(route: Route) -> str:
    return route.name


@pytest.mark.parametrize("route", routes(), ids=named)
def test_every_route_says_who_may_open_it(route: Route) -> None:
    assert route.name != "None", "a route needs a name"
    assert bool(route.permission) != bool(route.public), (
        "declare @requires(Permission) or @public(reason), not both"
    )
    missing = [name for name in route.parameters if (route.name, name) not in SAMPLES]
    assert not missing, f"tests/routes.py has no sample for {missing} of {route.name}"


guarded = pytest.mark.parametrize("route", [route for route in routes() if route.permission], ids=named)


@guarded
def test_strangers_are_led_to_the_sign_in_page(route: Route, world: World) -> None:
    for ask in ("get", "post"):
        response = getattr(Client(), ask)(route.address(world))
        assert response.status_code == STRANGER
        assert response.headers["Location"].startswith(reverse("sign-in"))


@guarded
@pytest.mark.parametrize("role", list(Role))
def test_roles_of_the_tenant(route: Route, role: Role, world: World, client_as: ClientAs) -> None:
    client = client_as(role)
    for ask in ("get", "post"):
        status = getattr(client, ask)(route.address(world)).status_code
        if route.permission in ROLE_PERMISSIONS[role]:
            assert status in LET_IN, f"{role} {ask} {route.name}"
        else:
            assert status == REFUSED, f"{role} {ask} {route.name}"


@guarded
@pytest.mark.parametrize("role", list(Role))
def test_roles_of_another_tenant(
    route: Route, role: Role, world: World, other_tenant: Tenant, client_as: ClientAs
) -> None:
    if not route.parameters or route.permission not in ROLE_PERMISSIONS[role]:
        return
    client = client_as(role, of=other_tenant)
    for ask in ("get", "post"):
        status = getattr(client, ask)(route.address(world)).status_code
        # 405 says which verbs a route has, which the code says to everybody.
        assert status in {404, 405}, f"{role} of another tenant {ask} {route.name}: {status}"


@guarded
def test_somebody_without_a_role_is_refused(route: Route, world: World, client_as: ClientAs) -> None:
    assert client_as(None).get(route.address(world)).status_code == REFUSED


@pytest.mark.parametrize("route", [route for route in routes() if route.public], ids=named)
def test_public_routes_answer_strangers(route: Route, world: World) -> None:
    assert Client().get(route.address(world)).status_code in {200, 302, 404, 405, 503}
