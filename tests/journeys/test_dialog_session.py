"""A DIALOG+ session by keyboard, with a second screen, and on the person's own device."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import Page, expect

from careplans.models import DialogArea, DialogRating, DialogSession, SessionDraft
from careplans.selectors import sessions as selectors
from hubs.models import StaffMember
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from tests.careplans import session_ground
from tests.factories import ground
from tests.journeys.conftest import fill_in_sign_in, sign_in
from tests.journeys.dialog_screen import (
    NewContext,
    at,
    heading,
    kept,
    rating,
    started,
    world,
)
from tests.journeys.walk import look, press_to
from tests.referrals.conftest import World

__all__ = ["world"]


pytestmark = [pytest.mark.browser, pytest.mark.slow]


def end_sessions() -> None:
    """What thirty minutes do."""
    Session.objects.all().delete()
    cache.clear()


def test_by_keyboard(page: Page, world: World) -> None:
    session = started(world)
    sign_in(page, world.staff, next_page=at(world, session, "rate", "mental_health"))
    page.keyboard.press("6")
    expect(page.get_by_role("radio", name="6 Very satisfied")).to_be_checked()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("radio", name="5 Fairly satisfied")).to_be_checked()
    box = page.get_by_label("In your own words")
    press_to(page, box)
    page.keyboard.type("7 of 10 nights")
    expect(page.get_by_role("radio", name="5 Fairly satisfied")).to_be_checked()
    press_to(page, page.locator(".app-save").get_by_role("button", name="Save and go on"))
    page.keyboard.press("Enter")
    heading(page, "Physical health")
    press_to(page, page.get_by_role("button", name="Leave this one out"))
    page.keyboard.press("Enter")
    heading(page, "Job situation")
    with in_tenant(world.tenant.pk):
        first, second = DialogRating.objects.order_by("pk")
        assert (first.rating, first.comment, second.rating) == (5, "7 of 10 nights", None)


def test_it_pauses_and_goes_on(page: Page, world: World) -> None:
    session = started(world)
    sign_in(page, world.staff, next_page=at(world, session, "rate", "job"))
    page.keyboard.press("3")
    kept(page)
    page.goto(world.page())
    expect(page.get_by_text("A DIALOG+ session is open")).to_be_visible()
    page.get_by_role("link", name="Go on with the session").click()
    expect(page.locator(".app-ratings__one", has_text="Job situation")).to_contain_text(
        "3: Fairly dissatisfied"
    )
    look(page, "overview")


def test_a_session_of_the_browser_that_ends_in_the_middle(page: Page, world: World) -> None:
    session = started(world)
    sign_in(page, world.staff, next_page=at(world, session, "rate", "mental_health"))
    page.keyboard.press("2")
    kept(page)
    end_sessions()
    page.get_by_label("In your own words").fill("Nights are bad.")
    page.wait_for_url(re.compile("/sign-in/"))
    assert "Nights are bad" not in page.content()
    with in_tenant(world.tenant.pk):
        assert DialogRating.objects.get().comment == ""
    fill_in_sign_in(page, world.staff)
    expect(page.get_by_label("In your own words")).to_have_value("Nights are bad.")
    expect(page.get_by_text("It is not part of the session until you save it.")).to_be_visible()
    page.locator(".app-save").get_by_role("button", name="Save and go on").click()
    heading(page, "Physical health")
    with in_tenant(world.tenant.pk):
        assert DialogRating.objects.get().comment == "Nights are bad."
        assert SessionDraft.objects.count() == 0


def test_nobody_else_who_signs_in_there_sees_what_was_typed(page: Page, world: World) -> None:
    session = started(world)
    with in_tenant(world.tenant.pk):
        colleague = ground.staff_member(role=Role.CLINICIAN, hub=world.hub, team=world.team, name="Tom Bell")
    sign_in(page, world.staff, next_page=at(world, session, "rate", "mental_health"))
    end_sessions()
    page.get_by_label("In your own words").fill("Nights are bad.")
    page.wait_for_url(re.compile("/sign-in/"))
    fill_in_sign_in(page, colleague)
    heading(page, "Mental health")
    expect(page.get_by_label("In your own words")).to_have_value("")


def test_two_screens(page: Page, new_page: Callable[..., Page], world: World) -> None:
    session = started(world)
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        (area,) = session_ground.choose(world, session, "job")
        colleague: StaffMember = ground.staff_member(
            role=Role.CLINICIAN, hub=world.hub, team=world.team, name="Tom Bell"
        )
    address = at(world, session, "areas", str(area.public_id))
    other = new_page()
    sign_in(page, world.staff, next_page=address)
    sign_in(other, colleague, next_page=address)
    other.get_by_label("1. Understanding").fill("Laid off in June.")
    kept(other)
    page.get_by_label("1. Understanding").fill("No work.")
    expect(page.locator("#draft-status")).to_contain_text("Somebody on another screen wrote here")
    expect(page.locator(".app-theirs")).to_contain_text("Laid off in June.")
    with in_tenant(world.tenant.pk):
        assert DialogArea.objects.get().understanding == "Laid off in June."
    page.get_by_label("1. Understanding").fill("No work, laid off in June.")
    expect(page.locator("#draft-status")).to_contain_text("Somebody on another screen wrote here")
    page.locator(".app-save").get_by_role("button", name="Save and go on").click()
    heading(page, "Complete the session")
    with in_tenant(world.tenant.pk):
        assert DialogArea.objects.get().understanding == "No work, laid off in June."


def test_on_their_own_device(page: Page, new_context: NewContext, world: World) -> None:
    session = started(world)
    sign_in(page, world.staff, next_page=at(world, session))
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Copy the link").input_value().strip()
    look(page, "link")
    page.get_by_role("button", name="Watch the ratings come").click()
    heading(page, "DIALOG+ session")
    phone = new_context(viewport={"width": 390, "height": 844}, has_touch=True).new_page()
    path = re.sub(r"^https?://[^/]+", "", link)
    phone.goto(path)
    assert "Okafor" not in phone.content()
    assert world.person.reference not in phone.content() + phone.url
    look(phone, "phone-start")
    phone.get_by_role("button", name="Start").tap()
    heading(phone, "Mental health")
    rating(phone, "Very satisfied")
    look(phone, "phone-rate")
    phone.get_by_role("button", name="Save and go on").tap()
    heading(phone, "Physical health")
    # The page asks every four seconds.
    shown = page.locator(".app-ratings__one", has_text="Mental health")
    expect(shown).to_contain_text("6: Very satisfied", timeout=20_000)
    for number in range(2, 12):
        expect(phone.get_by_text(f"{number} of 11")).to_be_visible()
        phone.get_by_role("button", name="Leave this one out").tap()
    heading(phone, "That is all")
    phone.get_by_role("button", name="I am done").tap()
    heading(phone, "Thank you")
    phone.goto(path)
    heading(phone, "Your answers have arrived")
    with in_tenant(world.tenant.pk):
        assert selectors.sheet(DialogSession.objects.get()).answered == 11
        assert set(DialogRating.objects.values_list("by_person", flat=True)) == {True}


def test_large_text_and_narrow_screens(new_context: NewContext, world: World) -> None:
    """A window of 1280 at 400 % is one of 320."""
    session = started(world)
    page = new_context(viewport={"width": 320, "height": 256}).new_page()
    sign_in(page, world.staff, next_page=at(world, session, "rate", "mental_health"))
    choice = page.locator(".app-scale__choice", has_text="Very dissatisfied")
    choice.click()
    box = choice.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    look(page, "narrow-rate")
    page.goto(at(world, session, "choose"))
    look(page, "narrow-choose")
    page.goto(at(world, session))
    look(page, "narrow-overview")
