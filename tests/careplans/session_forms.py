"""What the tests of a session's pages send and read."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from careplans.models import DialogSession
from hubs.models import StaffMember
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from tests.careplans.session_ground import start
from tests.factories import ground
from tests.referrals.conftest import World


@pytest.fixture
def session(world: World) -> DialogSession:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        return start(world)


def at(world: World, session: DialogSession, route: str = "dialog", *more: object) -> str:
    return reverse(route, args=[world.person.reference, session.public_id, *more])


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"')[0]


def form_of(client: Client, address: str) -> dict[str, str]:
    """The hidden fields of a page, as they go back."""
    page = client.get(address).content.decode()
    return {name: html.unescape(hidden(page, name)) for name in ("owner", "page", "seen")}


def keep(
    client: Client, world: World, session: DialogSession, shown: dict[str, str], **typed: str | list[str]
) -> tuple[int, dict[str, Any]]:
    fields = [["page", shown["page"]], ["seen", shown["seen"]]]
    for name, value in typed.items():
        fields += [[name, each] for each in (value if isinstance(value, list) else [value])]
    response = client.post(
        at(world, session, "dialog-keep"),
        json.dumps({"owner": shown["owner"], "fields": fields}),
        content_type="application/json",
    )
    return response.status_code, response.json()


def colleague(world: World) -> Client:
    with in_tenant(world.tenant.pk):
        staff: StaffMember = ground.staff_member(role=Role.CLINICIAN, hub=world.hub, team=world.team)
    assert staff.user is not None
    other = Client()
    other.force_login(staff.user, backend="django.contrib.auth.backends.ModelBackend")
    return other
