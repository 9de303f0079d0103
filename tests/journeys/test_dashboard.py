"""The dashboard, its lists and the return in a real browser: accessible, by keyboard, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from hubs.models import Hub, StaffMember, Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from reporting.actions import returns as actions
from reporting.rules.periods import parse_quarter
from tests.factories import figures, ground, record, record_sets
from tests.journeys.conftest import NewPage, Site, accessible, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NewContext = Callable[..., BrowserContext]


@dataclass(frozen=True)
class Scene:
    tenant: Tenant
    hub: Hub
    clinician: StaffMember
    manager: StaffMember
    commissioner: StaffMember


@pytest.fixture
def scene(live_site: Site) -> Scene:
    """A year of figures, a hub with two people who wait, and a signed quarter before the one to sign."""
    tenant = ground.tenant(
        slug="fylde", name="Fylde Coast Community Mental Health Partnership", ods_code="QE1"
    )
    with in_tenant(tenant.pk):
        trust = ground.organisation(name="Red Rose Community NHS Trust")
        hub = ground.hub(name="Fylde Coast Hub", code="fylde")
        ground.coverage(hub=hub, pcn=ground.pcn(name="Weavers PCN", ods_code="U10001", place=hub.place))
        figures.year()
        for level, code in (("hub", "fylde"), ("pcn", "U10001"), ("place", hub.place.code)):
            figures.year(level=level, code=code, scale=40)
        for name in ("Adeyemi", "Nowak"):
            person = record.person(family_name=name)
            record.referral(person=person, team=ground.team(hub=hub))
            figures.spell(person=person.pk, hub_code="fylde", pcn_code="U10001")
        record_sets.taken(figures.JUNE.replace(month=4, day=1), provider=trust)
        before = actions.prepare(by=ground.actor(Role.MANAGER), quarter=parse_quarter("2024-Q4"))
        actions.keep(by=ground.actor(Role.MANAGER), prepared=before, document=b"%PDF-1.7")
        return Scene(
            tenant,
            hub,
            ground.staff_member(role=Role.CLINICIAN, hub=hub, organisation=trust),
            ground.staff_member(role=Role.MANAGER, organisation=trust),
            ground.staff_member(role=Role.COMMISSIONER, organisation=trust),
        )


def test_every_page_is_accessible(scene: Scene, new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, scene.manager)
    for address in (
        "/dashboard/",
        "/dashboard/hub/fylde/?month=2025-05",
        "/dashboard/pcn/U10001/?month=2024-01",
        "/dashboard/hub/fylde/list/wait.mrs02/?month=2025-06",
        "/dashboard/hub/fylde/list/wait.open_by_length/?month=2025-06&group=Over+9+weeks",
        "/dashboard/hub/fylde/list/wait.mrs01b/?month=2025-06&part=counted",
        "/returns/",
        "/returns/2025-Q1/",
        "/returns/2024-Q4/",
        "/returns/2025-Q1/sign/",
    ):
        page.goto(address)
        accessible(page)
    page.get_by_role("button", name="Sign version 1").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick the box")
    accessible(page)


def test_what_commissioners_see_is_accessible(scene: Scene, new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, scene.commissioner, next_page="/dashboard/hub/fylde/")
    expect(page.get_by_text("Counts below 5 are shown as *").first).to_be_visible()
    accessible(page)
    page.goto("/returns/2024-Q4/")
    accessible(page)


def test_a_manager_goes_down_to_the_list_by_keyboard(scene: Scene, page: Page) -> None:
    sign_in(page, scene.manager, next_page="/dashboard/hub/fylde/")
    band = page.get_by_role("link", name="4 to 12 weeks")
    band.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Open waits by length")
    rows = page.get_by_role("row")
    expect(rows).to_have_count(3)
    page.get_by_role("link", name="Waiting since").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Waiting since")).to_have_attribute(
        "aria-sort", "descending"
    )
    with page.expect_download() as started:
        page.get_by_role("link", name="Download as CSV").click()
    assert started.value.suggested_filename == "wait.open_by_length-fylde-2025-06.csv"


def test_a_clinician_opens_somebody_from_the_list(scene: Scene, page: Page) -> None:
    sign_in(page, scene.clinician, next_page="/dashboard/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fylde Coast Hub")
    page.get_by_role("link", name="4 to 12 weeks").click()
    page.get_by_role("link", name="ADEYEMI, Ann").click()
    expect(page.locator(".app-record__name, h1").first).to_contain_text("ADEYEMI")


def test_area_and_month_are_chosen_without_javascript(scene: Scene, new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}).new_page()
    sign_in(page, scene.manager, next_page="/dashboard/")
    page.get_by_label("Area", exact=True).select_option(label="Weavers PCN")
    page.get_by_label("Month", exact=True).select_option(label="May 2025")
    page.get_by_role("button", name="Show").click()
    assert page.url.endswith("/dashboard/pcn/U10001/?month=2025-05")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Weavers PCN")
    page.get_by_role("link", name="Fylde Coast Hub").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fylde Coast Hub")
    assert "month=2025-05" in page.url


def test_a_return_is_signed_without_javascript(scene: Scene, new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(60_000)
    sign_in(page, scene.manager, next_page="/returns/2025-Q1/")
    expect(page.get_by_role("listitem").filter(has_text="has not sent May 2025")).to_be_visible()
    page.get_by_role("button", name="Sign off").click()
    page.get_by_label("I have read the figures").check()
    page.get_by_role("button", name="Sign version 1").click()
    expect(page.get_by_text("You have signed April to June 2025, version 1.")).to_be_visible()
