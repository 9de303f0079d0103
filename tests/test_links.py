"""No page offers its reader what that reader may not open: every link of every page, by every role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import transaction
from django.test import Client

from hubs.models import Tenant
from hubs.rules.roles import ROLE_PERMISSIONS, Role
from hubs.tenancy import in_tenant
from tests.conftest import ClientAs
from tests.routes import World, make_world
from tests.test_routes import GUARDED

LINK = re.compile(r"<a\b[^>]*\bhref=\"([^\"]+)\"")
ELSEWHERE = ("http:", "https:", "tel:", "mailto:", "sms:", "#")


@pytest.fixture
def world(tenant: Tenant) -> World:
    with in_tenant(tenant.pk):
        return make_world()


def opened(client: Client, address: str) -> Any:
    """What the address answers; whatever opening it writes is undone."""
    with transaction.atomic():
        answer = client.get(address)
        transaction.set_rollback(True)
    return answer


def pages(client: Client, role: Role, world: World) -> Iterator[tuple[str, Any]]:
    for route in GUARDED:
        if route.permission in ROLE_PERMISSIONS[role]:
            address = route.address(world)
            answer = opened(client, address)
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                yield address, answer


def links(client: Client, role: Role, world: World) -> dict[str, str]:
    """Each address that some page leads to, and the first page that does."""
    found: dict[str, str] = {}
    for page, answer in pages(client, role, world):
        for href in LINK.findall(answer.content.decode()):
            if not href.startswith(ELSEWHERE):
                found.setdefault(urljoin(page, unescape(href)), page)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_every_link_opens(role: Role, world: World, client_as: ClientAs) -> None:
    client = client_as(role)
    found = links(client, role, world)
    assert len(found) > 5
    answers = {address: opened(client, address).status_code for address in found}
    assert {
        f"{found[address]} leads to {address}": status
        for address, status in answers.items()
        if status not in {200, 302}
    } == {}
