"""Asking for help in a real browser: on a phone at night, without JavaScript, by keyboard, on a shared computer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page, expect

from hubs.models import GpPractice, Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import Holding, Request, RequestDraft
from tests.factories import ground
from tests.journeys.conftest import Site, accessible, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"width": 390, "height": 844}
STORY = "I lie awake and cannot go to work."
NewContext = Callable[..., BrowserContext]


@pytest.fixture
def tenant(live_site: Site) -> Tenant:
    made = ground.tenant(slug="fylde", name="Fylde Coast", public_phone="01632 960 100")
    GpPractice.objects.create(code="P81001", name="STONEBRIDGE SURGERY", postcode="PR1 8AH")
    with in_tenant(made.pk):
        ground.team(name="Front door", hub=ground.hub(name="Coast hub"), takes_new=True)
    return made


@pytest.fixture
def phone(new_context: NewContext) -> Page:
    return new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").last.click()


def steps(page: Page) -> Iterator[str]:
    """Ask for oneself; what each page is about, before it is left."""
    page.goto("/refer/")
    yield "start"
    page.get_by_role("button", name="Start now").click()
    page.get_by_label("I do", exact=True).check()
    yield "who"
    go_on(page)
    page.get_by_label("First name").fill("Amara")
    page.get_by_label("Last name").fill("Okafor")
    for part, value in (("Day", "3"), ("Month", "3"), ("Year", "1988")):
        page.get_by_label(part).fill(value)
    yield "person"
    go_on(page)
    page.get_by_label("Your phone number").fill("07700 900 982")
    page.get_by_label("Text message", exact=True).check()
    yield "reach"
    go_on(page)
    page.get_by_label("Name or postcode of the practice").fill("stonebridge")
    page.get_by_role("button", name="Search").last.click()
    page.get_by_label("STONEBRIDGE SURGERY").check()
    yield "practice"
    go_on(page)
    page.get_by_label("What is happening for you?").fill(STORY)
    yield "story"
    go_on(page)
    page.get_by_label("It is urgent").check()
    yield "urgency"
    go_on(page)
    page.get_by_label("No, face to face").check()
    page.get_by_label("What helps you to understand").fill("Large print")
    yield "needs"
    go_on(page)
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    yield "check"


def ask(page: Page) -> None:
    for _ in steps(page):
        pass


def the_request(tenant: Tenant) -> Request:
    with in_tenant(tenant.pk):
        made = Request.objects.select_related("person").get()
        assert Holding.objects.get(person=made.person, until=None).team.name == "Front door"
        assert not RequestDraft.objects.exists()
    return made


def confirmed(page: Page, tenant: Tenant) -> None:
    expect(page.get_by_role("heading", name="Your request is with us")).to_be_visible()
    made = the_request(tenant)
    expect(page.get_by_text(made.reference)).to_be_visible()
    assert (made.story, made.person.family_name, made.is_urgent) == (STORY, "Okafor", True)


def test_on_a_phone_every_page_is_accessible(phone: Page, tenant: Tenant) -> None:
    for _ in steps(phone):
        help_now = phone.get_by_role("complementary", name="Help now")
        assert help_now.evaluate("element => element.getBoundingClientRect().top + scrollY") < 200
        accessible(phone)
    expect(phone.get_by_text("STONEBRIDGE SURGERY")).to_be_visible()
    phone.get_by_role("button", name="Send").click()
    confirmed(phone, tenant)
    accessible(phone)


def test_without_javascript(new_context: NewContext, tenant: Tenant) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    ask(page)
    page.get_by_role("button", name="Send").dblclick()
    confirmed(page, tenant)


def test_a_double_click_asks_once(phone: Page, tenant: Tenant) -> None:
    ask(phone)
    phone.get_by_role("button", name="Send").dblclick()
    confirmed(phone, tenant)


def press_to(page: Page, target: Locator) -> None:
    """Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(40):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never reached {target}")


def test_by_keyboard(page: Page, tenant: Tenant) -> None:
    page.goto("/refer/")
    press_to(page, page.get_by_role("button", name="Start now"))
    page.keyboard.press("Enter")
    press_to(page, page.get_by_label("I do", exact=True))
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    for name, typed in (("First name", "Amara"), ("Last name", "Okafor"), ("Day", "3"), ("Month", "3")):
        press_to(page, page.get_by_label(name))
        page.keyboard.type(typed)
    press_to(page, page.get_by_label("Year"))
    page.keyboard.type("1988")
    page.keyboard.press("Enter")
    press_to(page, page.get_by_label("Your phone number"))
    page.keyboard.type("07700 900 982")
    press_to(page, page.get_by_label("Phone call"))
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    press_to(page, page.get_by_label("Name or postcode of the practice"))
    page.keyboard.type("stonebridge")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 practice found")).to_be_visible()
    press_to(page, page.get_by_label("STONEBRIDGE SURGERY"))
    page.keyboard.press("Space")
    press_to(page, page.get_by_role("button", name="Continue").last)
    page.keyboard.press("Enter")
    press_to(page, page.get_by_label("What is happening for you?"))
    page.keyboard.type(STORY)
    press_to(page, page.get_by_role("button", name="Continue").last)
    page.keyboard.press("Enter")
    press_to(page, page.get_by_label("It is urgent"))
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    press_to(page, page.get_by_label("Yes", exact=True))
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    press_to(page, page.get_by_role("button", name="Send"))
    page.keyboard.press("Enter")
    confirmed(page, tenant)


def test_an_error_leads_to_its_field(phone: Page, tenant: Tenant) -> None:
    phone.goto("/refer/fylde/")
    phone.get_by_role("button", name="Start now").click()
    go_on(phone)
    expect(phone).to_have_title(re.compile("^Error: "))
    expect(phone.locator(".nhsuk-error-summary")).to_be_focused()
    phone.get_by_role("link", name="Choose who needs help").click()
    expect(phone.get_by_label("I do", exact=True)).to_be_focused()
    accessible(phone)


def test_the_next_user_of_a_shared_computer_reads_nothing(page: Page, tenant: Tenant) -> None:
    ask(page)
    page.get_by_role("button", name="Delete my answers").click()
    expect(page.get_by_text("There are no answers on this device")).to_be_visible()
    for _ in range(3):
        page.go_back()
        page.wait_for_load_state()
        assert "Okafor" not in page.content()
        assert STORY not in page.content()
    assert page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]") == []


def test_after_sending_nothing_is_left(page: Page, tenant: Tenant) -> None:
    ask(page)
    page.get_by_role("button", name="Send").click()
    confirmed(page, tenant)
    for _ in range(3):
        page.go_back()
        page.wait_for_load_state()
        assert "Okafor" not in page.content()


def test_she_finishes_the_next_morning(phone: Page, tenant: Tenant) -> None:
    for at in steps(phone):
        if at == "story":
            phone.get_by_role("button", name="Save and finish later").click()
            break
    expect(phone.get_by_text("Nothing has been sent yet")).to_be_visible()
    accessible(phone)
    with in_tenant(tenant.pk):
        RequestDraft.objects.update(updated_at=timezone.now() - timedelta(hours=9))
    phone.goto("/refer/fylde/")
    phone.get_by_role("link", name="Go on with my answers").click()
    assert "Okafor" not in phone.content()
    accessible(phone)
    for part, value in (("Day", "3"), ("Month", "3"), ("Year", "1988")):
        phone.get_by_label(part).fill(value)
    go_on(phone)
    phone.get_by_label("It can wait").check()
    phone.get_by_role("link", name="Back", exact=True).click()
    expect(phone.get_by_label("What is happening for you?")).to_have_value(STORY)


def test_a_friend_whose_friend_does_not_know(phone: Page, tenant: Tenant) -> None:
    phone.goto("/refer/fylde/")
    phone.get_by_role("button", name="Start now").click()
    phone.get_by_label("Somebody I care for").check()
    go_on(phone)
    accessible(phone)
    phone.get_by_label("No", exact=True).check()
    go_on(phone)
    expect(phone.get_by_role("heading", name="What you can do now")).to_be_visible()
    accessible(phone)


def test_a_school_sends_a_letter(page: Page, tenant: Tenant) -> None:
    page.goto("/refer/fylde/professional/")
    accessible(page)
    page.get_by_role("button", name="Start now").click()
    page.get_by_label("School, college or university").check()
    page.get_by_label("Name of your organisation").fill("Shore High")
    page.get_by_label("Your name").fill("Sam Lee")
    page.get_by_label("Your role").fill("Head of year")
    page.get_by_label("Your email address").fill("sam@example.org")
    accessible(page)
    go_on(page)
    page.get_by_label("First name").fill("Amara")
    page.get_by_label("Last name").fill("Okafor")
    for part, value in (("Day", "3"), ("Month", "3"), ("Year", "2010")):
        page.get_by_label(part).fill(value)
    go_on(page)
    page.get_by_label("Yes", exact=True).check()
    accessible(page)
    go_on(page)
    expect(page.get_by_text("is under 18")).to_be_visible()
    page.get_by_label("Through me").check()
    go_on(page)
    page.get_by_label("I do not know which").check()
    go_on(page)
    page.get_by_label("What is happening for them?").fill(STORY)
    go_on(page)
    page.get_by_label("It is urgent").check()
    go_on(page)
    page.get_by_label("I am not sure").check()
    go_on(page)
    page.locator("input[type=file]").set_input_files(
        {"name": "letter.txt", "mimeType": "text/plain", "buffer": b"Dear team"}
    )
    accessible(page)
    page.get_by_role("button", name="Send").click()
    confirmed(page, tenant)


def test_a_worker_takes_in_a_call_and_books_a_time(page: Page, tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        team = ground.team(name="Core team", hub=ground.hub())
        staff = ground.staff_member(role=Role.CLINICIAN, hub=team.hub, team=team)
    sign_in(page, staff)
    page.get_by_role("link", name="New referral").click()
    page.get_by_label("Name, NHS number or reference").fill("Okafor")
    page.get_by_role("button", name="Search").click()
    accessible(page)
    page.get_by_role("button", name="Go on with somebody new").click()
    page.get_by_label("First name").fill("Amara")
    page.get_by_label("Last name").fill("Okafor")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("What is happening, and what was asked for?").fill(STORY)
    page.get_by_label("It can wait longer").check()
    page.get_by_label("Which team holds the person").select_option("Core team")
    accessible(page)
    page.get_by_role("button", name="Take in the request").click()
    expect(page.get_by_text("Core team holds the person from now on")).to_be_visible()
    page.goto("/bookings/new/")
    page.get_by_label("Name, NHS number or reference").fill("Okafor")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="OKAFOR, Amara").click()
    tomorrow = timezone.localdate() + timedelta(days=1)
    for part in ("day", "month", "year"):
        page.locator(f"[name=starts_on_{part}]").fill(str(getattr(tomorrow, part)))
    page.get_by_label("Time", exact=True).fill("9:30am")
    accessible(page)
    page.get_by_role("button", name="Book").click()
    expect(page.get_by_text("at 9:30am. You hold the appointment")).to_be_visible()
