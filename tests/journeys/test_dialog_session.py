"""A DIALOG+ session on a tablet that two people look at: by touch, by keyboard, with the connection cut in the middle,
with a second screen, and on the person's own device.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from careplans.models import DialogArea, DialogRating, DialogSession, PlanAction, SessionDraft
from careplans.selectors import sessions as selectors
from hubs.models import StaffMember
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from outcomes.models import CodedScore
from tests.careplans import session_ground
from tests.factories import ground
from tests.journeys.conftest import Site, fill_in_sign_in, sign_in
from tests.journeys.walk import look, press_to
from tests.referrals.conftest import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TABLET = {"width": 810, "height": 1080}
NewContext = Callable[..., BrowserContext]


@pytest.fixture
def world(live_site: Site) -> World:
    tenant = ground.tenant(slug="fylde", name="Fylde Coast", ods_code="QE1")
    made = make_world(tenant, today=timezone.localdate())
    with in_tenant(tenant.pk, staff_id=made.by.staff_id):
        for ago, score in ((200, "2"), (90, "3")):
            at = timezone.now() - timedelta(days=ago)
            session_ground.scored_before(made, "1037651000000100", score, at)
        session_ground.left_to_do(made, "Ring the GP about sleep", how_known="An appointment is made")
    return made


@pytest.fixture
def tablet(new_context: NewContext) -> Page:
    """A tablet held upright, that is touched."""
    return new_context(viewport=TABLET, has_touch=True).new_page()


def rating(page: Page, words: str) -> None:
    page.locator(".app-scale__choice", has_text=words).tap()


def go_on(page: Page) -> None:
    page.locator(".app-save").get_by_role("button", name=re.compile("^Save and go on")).tap()


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def kept(page: Page) -> None:
    expect(page.locator("#draft-status")).to_contain_text("Kept at")


def started(world: World) -> DialogSession:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        return session_ground.start(world)


def at(world: World, session: DialogSession, *parts: str) -> str:
    return world.page("dialog", str(session.public_id), *parts)


def ratings(world: World) -> list[int | None]:
    with in_tenant(world.tenant.pk):
        return list(DialogRating.objects.order_by("pk").values_list("rating", flat=True))


def end_sessions() -> None:
    """What thirty minutes do."""
    Session.objects.all().delete()
    cache.clear()


def test_a_whole_session_by_touch_with_the_connection_cut(tablet: Page, world: World) -> None:
    page = tablet
    sign_in(page, world.staff, next_page=world.page())
    page.get_by_role("link", name="Start a DIALOG+ session").tap()
    heading(page, "Start a DIALOG+ session")
    look(page, "start")
    page.get_by_role("button", name="Start the session").tap()
    heading(page, "Last time’s actions")
    page.get_by_role("radio", name="Partly done").check()
    page.get_by_label("In your own words").fill("They rang, and nobody answered.")
    kept(page)
    look(page, "last-time")
    go_on(page)

    heading(page, "Mental health")
    rating(page, "Very dissatisfied")
    page.get_by_role("radio", name="Yes").check()
    kept(page)
    look(page, "rate")
    go_on(page)

    heading(page, "Physical health")
    page.context.set_offline(True)
    rating(page, "Fairly satisfied")
    page.get_by_label("In your own words").fill("The knee is better.")
    expect(page.locator("#draft-status")).to_contain_text("Not saved yet: no connection")
    go_on(page)
    expect(page.locator("#draft-status")).to_contain_text("it is saved by itself when the connection is back")
    look_offline(page)
    page.context.set_offline(False)
    heading(page, "Job situation")
    with in_tenant(world.tenant.pk):
        row = DialogRating.objects.order_by("pk").last()
        assert row is not None
        assert (row.rating, row.comment) == (5, "The knee is better.")

    for name in ("Job situation", "Where I live", "Leisure activities", "Friendships", "Partner and family"):
        heading(page, name)
        rating(page, "In the middle")
        go_on(page)
    heading(page, "Personal safety")
    page.get_by_role("button", name="Leave this one out").tap()
    for name in ("Medication", "Practical help", "Meetings with workers"):
        heading(page, name)
        rating(page, "Very satisfied")
        go_on(page)

    heading(page, "Choose what to talk about")
    for name in ("Mental health", "Job situation", "Friendships", "Medication"):
        page.get_by_role("checkbox", name=name).check()
    expect(page.locator("#draft-status")).to_contain_text("3 areas at most")
    page.get_by_role("checkbox", name="Medication").uncheck()
    kept(page)
    look(page, "choose")
    go_on(page)

    heading(page, "Mental health")
    page.get_by_label("1. Understanding").fill("Nights are bad since June.")
    page.get_by_label("2. Looking forward").fill("To sleep through.")
    page.context.set_offline(True)
    page.get_by_label("3. Exploring options").fill("A walk in the evening.")
    expect(page.locator("#draft-status")).to_contain_text("Not saved yet: no connection")
    page.context.set_offline(False)
    kept(page)
    page.get_by_label("What will be done?").fill("Walk by the sea")
    page.get_by_role("radio", name="A carer, relative or friend").check()
    page.get_by_role("button", name="Agree on this action").tap()
    expect(page.get_by_role("link", name="Write who it is")).to_be_visible()
    look(page, "talk-errors")
    page.get_by_label("Name (optional)").fill("Ada, my sister")
    # The words stand in the box of the page that is left, too.
    with page.expect_navigation():
        page.get_by_role("button", name="Agree on this action").tap()
    expect(page.get_by_text("Walk by the sea", exact=True)).to_be_visible()
    look(page, "talk")
    go_on(page)
    heading(page, "Job situation")
    go_on(page)
    heading(page, "Friendships")
    go_on(page)

    heading(page, "Complete the session")
    look(page, "complete")
    page.get_by_role("button", name="Complete the session").dblclick()
    expect(page.get_by_text("The session is completed.")).to_be_visible()
    expect(page.get_by_role("button", name="Log the contact")).to_be_visible()
    # The second click may still be on its way.
    page.wait_for_load_state("networkidle")
    look(page, "completed")
    with in_tenant(world.tenant.pk):
        assert (
            CodedScore.objects.exclude(completed_at=None).filter(taken_on=timezone.localdate()).count() == 10
        )
        area = DialogArea.objects.order_by("rank").first()
        assert area is not None
        assert (area.understanding, area.options) == ("Nights are bad since June.", "A walk in the evening.")
        walk = PlanAction.objects.get(what="Walk by the sea")
        assert (walk.doer, walk.who, walk.area_id) == ("carer", "Ada, my sister", area.pk)
        assert PlanAction.objects.get(what__startswith="Ring").state == "partly"
        assert SessionDraft.objects.count() == 0


def look_offline(page: Page) -> None:
    """The page is as it was: nothing typed is gone while there is no connection."""
    expect(page.get_by_label("In your own words")).to_have_value("The knee is better.")
    expect(page.get_by_role("radio", name="5 Fairly satisfied")).to_be_checked()


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
