"""Setting a system up in a real browser: every page is accessible, and the work is done by keyboard or
without JavaScript.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from hubs.models import HubCoverage, Organisation, StaffMember, Tenant
from hubs.rules.roles import Role
from hubs.selectors.staff import actor_of
from hubs.tenancy import in_tenant
from referrals.actions import overrides
from tests.factories import ground, record
from tests.journeys.conftest import Site, accessible, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Scene:
    tenant: Tenant
    administrator: StaffMember
    officer: StaffMember
    clinician: StaffMember
    cover: HubCoverage
    trust: Organisation


@pytest.fixture
def scene(live_site: Site) -> Scene:
    tenant = ground.tenant(
        slug="fylde", name="Fylde Coast Community Mental Health Partnership", ods_code="QE1"
    )
    with in_tenant(tenant.pk):
        trust = ground.organisation(name="Red Rose Community NHS Trust")
        hub = ground.hub(name="Fylde Coast Hub", code="fylde")
        team = ground.team(name="Fylde Coast Primary Care Mental Health Team", hub=hub, organisation=trust)
        ground.place(name="Old Valley", closed_on="2024-03-31")
        ground.pcn(name="Lonely PCN")
        clinician = ground.staff_member(
            role=Role.CLINICIAN, hub=hub, team=team, organisation=trust, name="Priya Nair"
        )
        scene = Scene(
            tenant,
            ground.staff_member(role=Role.ADMINISTRATOR, organisation=trust, name="Ada Administrator"),
            ground.staff_member(role=Role.PRIVACY, organisation=trust, name="Priti Privacy"),
            clinician,
            ground.coverage(hub=hub, pcn=ground.pcn(name="Weavers PCN")),
            trust,
        )
        assert clinician.user is not None
        by = actor_of(clinician.user)
        assert by is not None
        overrides.open_with_reason(by=by, person=record.person(), reason="At the door, own team not reached")
    return scene


def test_every_page_of_set_up_is_accessible(scene: Scene, page: Page) -> None:
    page.goto(reverse("sign-in"))
    accessible(page)
    sign_in(page, scene.administrator)
    for name, *parameters in (
        ("setup",),
        ("setup-policy",),
        ("setup-places",),
        ("setup-place-new",),
        ("setup-organisations",),
        ("setup-organisation-new",),
        ("setup-pcn-new",),
        ("setup-organisation", scene.trust.public_id),
        ("setup-organisation-close", scene.trust.public_id),
        ("setup-hubs",),
        ("setup-hub", "fylde"),
        ("setup-cover-new", "fylde"),
        ("setup-cover", "fylde", scene.cover.pcn.public_id),
        ("setup-teams",),
        ("setup-team-new",),
        ("setup-staff",),
        ("setup-member-new",),
        ("setup-member", scene.clinician.public_id),
        ("setup-role-new", scene.clinician.public_id),
        ("change-password",),
        ("no-role",),
    ):
        page.goto(reverse(name, args=parameters))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        accessible(page)


def test_an_error_is_led_to_and_the_one_time_password_is_accessible(scene: Scene, page: Page) -> None:
    sign_in(page, scene.administrator, next_page=reverse("setup-member-new"))
    page.get_by_role("button", name="Add", exact=True).click()
    accessible(page)
    page.get_by_role("link", name="Enter their full name").click()
    expect(page.get_by_label("Full name")).to_be_focused()
    page.goto(reverse("setup-member", args=[scene.clinician.public_id]))
    page.get_by_role("button", name="Set a new one-time password").click()
    expect(page.get_by_text("Shown only now")).to_be_visible()
    accessible(page)


def test_a_hub_is_added_by_keyboard_alone(scene: Scene, page: Page) -> None:
    sign_in(page, scene.administrator, next_page=reverse("setup-hub-new"))
    page.get_by_label("Name of the hub").focus()
    page.keyboard.type("Mill Hill Hub")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    if page.url.endswith("/new/"):
        page.get_by_label("Name of the hub").press("Enter")
    expect(page.get_by_text("Mill Hill Hub is added")).to_be_visible()


def test_a_role_is_given_without_javascript(scene: Scene, new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, scene.administrator, next_page=reverse("setup-role-new", args=[scene.clinician.public_id]))
    page.get_by_label("Manager", exact=True).check()
    page.get_by_label("In one hub").check()
    page.get_by_label("Hub", exact=True).select_option("fylde")
    page.get_by_role("button", name="Give role").click()
    expect(page.get_by_role("rowheader", name="Manager")).to_be_visible()


def test_the_access_review_is_accessible_and_a_record_is_reviewed(scene: Scene, page: Page) -> None:
    sign_in(page, scene.officer, next_page=reverse("access-review"))
    accessible(page)
    page.get_by_role("button", name="Mark reviewed").click()
    expect(page.get_by_text("Marked as reviewed")).to_be_visible()
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Download these entries as CSV").click()
    assert downloaded.value.suggested_filename.startswith("access-")
