"""The person's way through in a browser: words for an assessment are not lost, and a step is taken by keyboard."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from hubs.tenancy import in_tenant
from referrals.models import Referral
from tests.factories import ground, record
from tests.journeys.conftest import Site, accessible, fill_in_sign_in, sign_in
from tests.journeys.test_contact import end_sessions
from tests.referrals.conftest import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def world(live_site: Site) -> World:
    tenant = ground.tenant(slug="fylde", name="Fylde Coast", ods_code="QE1")
    return make_world(tenant, today=timezone.localdate())


def test_words_for_an_assessment_survive_a_page_that_nobody_uses(
    page: Page, world: World, settings: Settings
) -> None:
    with in_tenant(world.tenant.pk):
        assessment = record.entry(referral=world.referral).assessment
    address = world.page("assessments", str(assessment.public_id), "add")
    sign_in(page, world.staff)
    settings.SESSION_COOKIE_AGE = 4
    page.goto(f"{address}?section=safety")
    settings.SESSION_COOKIE_AGE = 1800
    page.get_by_label("What you add").fill("Keeps a plan by the door.")
    end_sessions()
    page.wait_for_url(re.compile("/sign-in/"))
    assert "OKAFOR" not in page.content()
    fill_in_sign_in(page, world.staff)
    expect(page.get_by_label("What you add")).to_have_value("Keeps a plan by the door.")
    expect(page.get_by_label("Part of the assessment")).to_have_value("safety")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Keeps a plan by the door.")).to_be_visible()


def test_a_step_up_by_keyboard(page: Page, world: World) -> None:
    sign_in(page, world.staff, next_page=world.page("referrals", world.referral.reference))
    page.get_by_role("button", name="Step up, down or across").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Less complex needs").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.get_by_label("Why?").focus()
    page.keyboard.type("The voices are back")
    page.keyboard.press("Tab")
    page.keyboard.type("I want more help")
    accessible(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The step is saved. The referral goes on.")).to_be_visible()
    expect(page.get_by_text("The person said: I want more help")).to_be_visible()
    accessible(page)
    with in_tenant(world.tenant.pk):
        assert Referral.objects.get(pk=world.referral.pk).level == "more"
