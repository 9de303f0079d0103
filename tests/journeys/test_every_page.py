"""Every page, found through the URL configuration: axe finds nothing, and it fits a screen of 320 pixels."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import APIResponse

from hubs.models import Hub, Organisation, Place, SavedFilter, StaffMember, Team, Tenant
from hubs.rules.roles import ROLE_PERMISSIONS, Role
from hubs.tenancy import in_tenant
from referrals.models import Contact, Person
from reporting.actions import returns
from reporting.models import RecordSet
from reporting.rules.periods import parse_quarter
from tests.factories import figures, ground
from tests.journeys.conftest import NewPage, Site, accessible, sign_in
from tests.routes import World, make_world
from tests.test_routes import Route, routes

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Addresses that answer with something else than a page: files, drafts as data, the state of the parts.
NO_PAGE = (".csv", ".pdf", "healthz", "schema/")
ONLY_SENT_TO = 405
# Without a place to break it, as a made-up name or an address may be.
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
QUARTER = parse_quarter("2025-Q1")
AT_A_TIME = 30


@pytest.fixture
def world(live_site: Site) -> World:
    tenant: Tenant = ground.tenant(slug="fylde", name="Fylde Coast")
    with in_tenant(tenant.pk):
        made = make_world()
        RecordSet.objects.filter(pk=made.record_set.pk).update(
            state="failed", error="The folder has no MHS000Header.csv.", finished_at=timezone.now()
        )
        figures.year()
        by = ground.actor(Role.MANAGER)
        returns.keep(by=by, prepared=returns.prepare(by=by, quarter=QUARTER), document=b"%PDF-1.7")
        for named in (Organisation, Hub, Team, Place, StaffMember):
            named.objects.update(name=LONG)
        Person.objects.update(family_name=LONG, given_name=LONG)
        Contact.objects.update(note=LONG)
    return made


def routes_first_opened_by(role: Role | None) -> list[Route]:
    """The routes that this role may open and none before it; for nobody, the public ones."""
    if role is None:
        return [route for route in routes() if route.public and route.name != "sign-out"]
    before = [other for other in Role if list(Role).index(other) < list(Role).index(role)]
    return [
        route
        for route in routes()
        if route.permission in ROLE_PERMISSIONS[role]
        and not any(route.permission in ROLE_PERMISSIONS[other] for other in before)
    ]


def parts() -> list[tuple[Role | None, list[Route]]]:
    """Who opens which routes: together all of them, and few enough at a time for several processes to share."""
    return [
        (role, opened[first : first + AT_A_TIME])
        for role in (None, *Role)
        for opened in [routes_first_opened_by(role)]
        for first in range(0, len(opened), AT_A_TIME)
    ]


def named(part: Role | list[Route] | None) -> str:
    return f"from {part[0].name}" if isinstance(part, list) else part or "nobody"


@pytest.mark.parametrize(("role", "opened"), parts(), ids=named)
def test_every_page_is_accessible(
    world: World, new_page: NewPage, role: Role | None, opened: list[Route]
) -> None:
    page = new_page()
    if role is not None:
        with in_tenant(world.team.tenant_id):
            staff = ground.staff_member(role=role, team=world.team, name=LONG)
            # Saved filters are shown to whoever saved them.
            SavedFilter.objects.update(staff=staff)
        sign_in(page, staff)
    looked_at = 0
    faults: list[str] = []
    for route in opened:
        address = route.address(world)
        if address.endswith(NO_PAGE) or not _is_page(page.request.get(address)):
            continue
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{address}: {answer.status}"
        assert role is None or "/sign-in/" not in page.url, f"{role} is signed out at {address}"
        looked_at += 1
        try:
            accessible(page)
        except AssertionError as error:
            faults.append(f"{route.name}: {error}")
    assert not faults, "\n".join(faults)
    assert looked_at >= len(opened) // 4


def _is_page(answer: APIResponse) -> bool:
    """Not a form's address alone, nor a file that is saved, data, or a part that a page fetches into itself."""
    if answer.status == ONLY_SENT_TO or "text/html" not in answer.headers.get("content-type", ""):
        return False
    return "<html" in answer.text()
