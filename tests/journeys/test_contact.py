"""Logging a contact in a real browser: fast, by keyboard, without JavaScript, and never losing what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pytest_django import Settings

from hubs.models import StaffMember
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from outcomes.models import CodedScore
from referrals.models import CareActivity, Contact, ContactDraft
from tests.factories import ground, record
from tests.journeys.conftest import NARROW, Site, accessible, fill_in_sign_in, sign_in, sign_in_by_form
from tests.referrals.conftest import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTE = "Spoke about housing and debts."
SAVED = "The contact is saved."
NewContext = Callable[..., BrowserContext]


@pytest.fixture
def world(live_site: Site) -> World:
    tenant = ground.tenant(slug="fylde", name="Fylde Coast", ods_code="QE1")
    return make_world(tenant, today=timezone.localdate())


@pytest.fixture
def colleague(world: World) -> StaffMember:
    with in_tenant(world.tenant.pk):
        return ground.staff_member(role=Role.CLINICIAN, hub=world.hub, team=world.team, name="Tom Bell")


def contacts(world: World) -> list[Contact]:
    with in_tenant(world.tenant.pk):
        return list(Contact.objects.order_by("pk"))


def drafts(world: World) -> list[ContactDraft]:
    with in_tenant(world.tenant.pk):
        return list(ContactDraft.objects.all())


def form(world: World) -> str:
    return world.page("contacts", "new")


def note(page: Page) -> Locator:
    return page.get_by_label("Note")


def status(page: Page) -> Locator:
    return page.locator("#draft-status")


def save(page: Page) -> Locator:
    return page.locator(".app-save").get_by_role("button", name="Save contact")


def end_sessions() -> None:
    """What thirty minutes do."""
    Session.objects.all().delete()
    cache.clear()


def tab_to(page: Page, target: Locator, *, most: int = 80) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {target}")


def test_by_keyboard_from_the_caseload(page: Page, world: World) -> None:
    sign_in_by_form(page, world.staff)
    expect(page).to_have_url(re.compile("/caseload/"))
    tab_to(page, page.get_by_role("button", name="Log contact with OKAFOR, Amara"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Log a contact")).to_be_visible()
    tab_to(page, page.get_by_label("Duration"))
    page.keyboard.press("Control+a")
    page.keyboard.type("45")
    tab_to(page, page.get_by_label("What was done"))
    page.keyboard.type("Assess")
    tab_to(page, page.get_by_role("button", name="Add another activity"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("What was done, 2")).to_be_focused()
    page.keyboard.type("Risk")
    tab_to(page, page.get_by_label("Outcome measure"))
    page.keyboard.type("DIALOG: Mental")
    tab_to(page, page.get_by_label("Score", exact=True))
    page.keyboard.type("4")
    tab_to(page, note(page))
    page.keyboard.type(NOTE)
    tab_to(page, save(page))
    page.keyboard.press("Enter")
    expect(page.get_by_text(SAVED)).to_be_visible()
    expect(page).to_have_url(re.compile("/caseload/$"))
    (contact,) = contacts(world)
    assert (contact.duration_minutes, contact.note, contact.occurred_on) == (45, NOTE, timezone.localdate())
    with in_tenant(world.tenant.pk):
        done = CareActivity.objects.order_by("pk").values_list("procedure", flat=True)
        assert list(done) == ["386053000", "225338004"]
        assert CodedScore.objects.get().score == "4"
    assert drafts(world) == []


@pytest.mark.parametrize(
    ("key", "attendance"), [("n", "3"), ("c", "2"), ("u", "4")], ids=["missed", "by the person", "by us"]
)
def test_a_missed_contact_in_two_keystrokes(page: Page, world: World, key: str, attendance: str) -> None:
    sign_in(page, world.staff, next_page=form(world))
    page.keyboard.press(f"Alt+{key}")
    page.keyboard.press("Enter")
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert [contact.attendance for contact in contacts(world)] == [attendance]


def test_a_missed_contact_folds_what_it_cannot_have(page: Page, world: World) -> None:
    sign_in(page, world.staff, next_page=form(world))
    expect(page.get_by_label("Duration")).to_be_visible()
    page.get_by_role("radio", name="Did not attend").check()
    expect(page.get_by_label("Duration")).to_be_hidden()
    expect(note(page)).to_be_visible()


def test_without_javascript(new_context: NewContext, world: World) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, world.staff, next_page=form(world))
    page.get_by_label("What was done").select_option("386053000")
    note(page).fill(NOTE)
    page.get_by_role("button", name="Add another activity").click()
    expect(note(page)).to_have_value(NOTE)
    page.get_by_label("What was done, 2").select_option("other")
    page.locator("#id_activity-1-code").fill("1082621000000104")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Your draft is saved.")).to_be_visible()
    page.goto("/caseload/")
    page.get_by_role("link", name="Contact with OKAFOR, Amara").click()
    expect(page.get_by_label("What was done, 2")).to_have_value("other")
    page.get_by_role("button", name="Remove activity 1").click()
    expect(page.locator("#id_activity-0-code")).to_have_value("1082621000000104")
    save(page).click()
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert [contact.note for contact in contacts(world)] == [NOTE]
    assert drafts(world) == []


def test_without_javascript_a_button_saves_a_missed_contact(new_context: NewContext, world: World) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, world.staff, next_page=form(world))
    page.get_by_role("button", name="Cancelled by us").click()
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert [contact.attendance for contact in contacts(world)] == ["4"]


def test_rows_come_and_go_without_a_round_trip(page: Page, world: World) -> None:
    sign_in(page, world.staff, next_page=form(world))
    page.get_by_label("What was done").select_option("386053000")
    page.get_by_role("button", name="Add another activity").click()
    page.get_by_label("What was done, 2").select_option("225338004")
    page.get_by_role("button", name="Remove activity 1").click()
    expect(page.get_by_label("What was done")).to_have_value("225338004")
    expect(page.get_by_role("button", name="Remove")).to_have_count(0)
    save(page).click()
    expect(page.get_by_text(SAVED)).to_be_visible()
    with in_tenant(world.tenant.pk):
        assert CareActivity.objects.get().procedure == "225338004"


def test_what_is_typed_is_kept_from_the_first_letters_on(page: Page, world: World) -> None:
    sign_in(page, world.staff, next_page=form(world))
    note(page).press_sequentially("Spoke")
    expect(status(page)).to_have_text(re.compile(r"Draft saved \d+(:\d\d)?[ap]m|Draft saved mid"))
    assert [draft.content["note"] for draft in drafts(world)] == [["Spoke"]]
    page.goto("/caseload/")
    page.get_by_role("link", name="Contact with OKAFOR, Amara").click()
    expect(note(page)).to_have_value("Spoke")


def test_a_connection_that_is_lost_and_comes_back(page: Page, world: World) -> None:
    sign_in(page, world.staff, next_page=form(world))
    page.context.set_offline(True)
    note(page).fill(NOTE)
    expect(status(page)).to_contain_text("Not saved yet: no connection")
    page.context.set_offline(False)
    expect(status(page)).to_contain_text("Draft saved")
    assert [draft.content["note"] for draft in drafts(world)] == [[NOTE]]


def test_a_contact_sent_without_a_connection_is_saved_when_it_is_back(page: Page, world: World) -> None:
    sign_in(page, world.staff, next_page=form(world))
    page.context.set_offline(True)
    note(page).fill(NOTE)
    save(page).click()
    expect(status(page)).to_contain_text("the contact is saved by itself when the connection is back")
    expect(note(page)).to_have_value(NOTE)
    assert contacts(world) == []
    page.context.set_offline(False)
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert [contact.note for contact in contacts(world)] == [NOTE]


def test_a_server_that_restarts(page: Page, world: World, live_site: Site) -> None:
    sign_in(page, world.staff, next_page=form(world))
    note(page).fill("Before.")
    expect(status(page)).to_contain_text("Draft saved")
    port = live_site.stop()
    # A thread of the old server may still hold the connection that the browser keeps open.
    page.context.set_offline(True)
    note(page).fill(NOTE)
    expect(status(page)).to_contain_text("Not saved yet: no connection")
    live_site.start(port)
    page.context.set_offline(False)
    expect(status(page)).to_contain_text("Draft saved")
    save(page).click()
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert [contact.note for contact in contacts(world)] == [NOTE]


def test_a_session_that_ends_in_the_middle(page: Page, world: World) -> None:
    sign_in(page, world.staff, next_page=form(world))
    note(page).fill("Before.")
    expect(status(page)).to_contain_text("Draft saved")
    end_sessions()
    note(page).fill(NOTE)
    page.wait_for_url(re.compile("/sign-in/"))
    assert "housing" not in page.content()
    fill_in_sign_in(page, world.staff)
    expect(note(page)).to_have_value(NOTE)
    save(page).click()
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert [contact.note for contact in contacts(world)] == [NOTE]


def test_a_session_that_ended_before_the_contact_is_sent(new_context: NewContext, world: World) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, world.staff, next_page=form(world))
    note(page).fill(NOTE)
    page.get_by_label("What was done").select_option("386053000")
    end_sessions()
    save(page).click()
    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    fill_in_sign_in(page, world.staff)
    expect(note(page)).to_have_value(NOTE)
    expect(page.get_by_label("What was done")).to_have_value("386053000")
    save(page).click()
    expect(page.get_by_text(SAVED)).to_be_visible()


def test_a_session_that_ends_while_the_connection_is_lost(page: Page, world: World) -> None:
    sign_in(page, world.staff, next_page=form(world))
    page.context.set_offline(True)
    note(page).fill(NOTE)
    expect(status(page)).to_contain_text("Not saved yet")
    end_sessions()
    page.context.set_offline(False)
    page.wait_for_url(re.compile("/sign-in/"))
    fill_in_sign_in(page, world.staff)
    expect(note(page)).to_have_value(NOTE)


def test_signed_in_again_in_another_tab(page: Page, world: World) -> None:
    """Signing in changes the token that guards forms; the page that was open goes on with the new one."""
    sign_in_by_form(page, world.staff, next_page=form(world))
    page.context.set_offline(True)
    note(page).fill(NOTE)
    end_sessions()
    page.context.set_offline(False)
    page.evaluate("window.stop()")
    sign_in_by_form(page.context.new_page(), world.staff)
    page.bring_to_front()
    if "/sign-in/" in page.url:
        page.goto("/caseload/")
        page.get_by_role("link", name="Contact with OKAFOR, Amara").click()
    expect(note(page)).to_have_value(NOTE)
    save(page).click()
    expect(page.get_by_text(SAVED)).to_be_visible()


def test_a_page_that_nobody_uses_covers_itself(page: Page, world: World, settings: Settings) -> None:
    sign_in(page, world.staff, next_page=form(world))
    settings.SESSION_COOKIE_AGE = 4
    page.goto(form(world))
    settings.SESSION_COOKIE_AGE = 1800
    note(page).fill(NOTE)
    expect(status(page)).to_contain_text("Draft saved")
    end_sessions()
    page.wait_for_url(re.compile("/sign-in/"))
    assert "OKAFOR" not in page.content()
    fill_in_sign_in(page, world.staff)
    expect(note(page)).to_have_value(NOTE)


def test_a_person_page_that_nobody_uses_covers_itself(page: Page, world: World, settings: Settings) -> None:
    sign_in(page, world.staff)
    settings.SESSION_COOKIE_AGE = 2
    page.goto(world.page())
    end_sessions()
    page.wait_for_url(re.compile("/sign-in/"))
    assert "OKAFOR" not in page.content()


def test_a_double_click_makes_one_contact(page: Page, world: World) -> None:
    sign_in(page, world.staff, next_page=form(world))
    note(page).fill(NOTE)
    save(page).dblclick()
    expect(page.get_by_role("heading", name="What has happened")).to_be_visible()
    assert len(contacts(world)) == 1


def test_a_double_click_without_javascript_makes_one_contact(new_context: NewContext, world: World) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, world.staff, next_page=form(world))
    save(page).dblclick()
    expect(page.get_by_role("heading", name="What has happened")).to_be_visible()
    assert len(contacts(world)) == 1


def test_going_back_and_sending_again_makes_no_second_contact(page: Page, world: World) -> None:
    sign_in(page, world.staff, next_page=form(world))
    save(page).click()
    expect(page.get_by_text(SAVED)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Log a contact")).to_be_visible()
    expect(note(page)).to_have_value("")


STORED = """async () => [
    ...Object.entries(localStorage), ...Object.entries(sessionStorage),
    ...(await indexedDB.databases()).map(found => found.name), ...await caches.keys(),
]"""


def test_the_next_user_sees_nothing(page: Page, world: World, colleague: StaffMember) -> None:
    sign_in_by_form(page, world.staff, next_page=form(world))
    note(page).fill(NOTE)
    expect(status(page)).to_contain_text("Draft saved")
    assert page.evaluate(STORED) == []
    page.goto(world.page())
    page.goto(form(world))
    note(page).fill("Typed in the last second")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/sign-in/"))
    for _ in range(2):
        page.go_back()
        page.wait_for_load_state()
        assert "/sign-in/" in page.url
        told = page.content()
        assert "OKAFOR" not in told
        assert "housing" not in told
        assert "last second" not in told
    assert page.evaluate(STORED) == []
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]
    sign_in_by_form(page, colleague)
    expect(page.get_by_text("Your drafts")).to_have_count(0)
    page.goto(form(world))
    expect(note(page)).to_have_value("")
    typed = {draft.content["note"][0]: draft.staff_id for draft in drafts(world)}
    assert typed == {NOTE: world.by.staff_id, "Typed in the last second": world.by.staff_id}


def test_signing_out_in_one_tab_empties_the_other(page: Page, world: World) -> None:
    sign_in(page, world.staff, next_page=form(world))
    note(page).fill(NOTE)
    expect(status(page)).to_contain_text("Draft saved")
    other = page.context.new_page()
    other.goto("/caseload/")
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url(re.compile("/sign-in/"))
    page.wait_for_url(re.compile("/sign-in/"))
    assert "housing" not in page.content()


def test_somebody_else_signs_in_in_another_tab(page: Page, world: World, colleague: StaffMember) -> None:
    sign_in_by_form(page, world.staff, next_page=form(world))
    other = page.context.new_page()
    end_sessions()
    sign_in_by_form(other, colleague)
    note(page).fill(NOTE)
    page.wait_for_url(lambda url: "/contacts/new/" not in url)
    assert "housing" not in page.content()
    assert [draft.staff_id for draft in drafts(world)] == [world.by.staff_id]


def test_errors_lead_to_their_fields(page: Page, world: World) -> None:
    sign_in(page, world.staff, next_page=form(world))
    page.get_by_label("Day").fill("31")
    page.get_by_label("Month").fill("2")
    page.get_by_label("Duration").fill("900")
    note(page).fill(NOTE)
    save(page).click()
    summary = page.locator(".nhsuk-error-summary")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    summary.get_by_role("link", name="Duration must be 600 or less").click()
    expect(page.get_by_label("Duration")).to_be_focused()
    expect(note(page)).to_have_value(NOTE)
    accessible(page)


def test_on_a_phone_or_at_400_percent(new_context: NewContext, world: World) -> None:
    page = new_context(viewport=NARROW).new_page()
    sign_in(page, world.staff)
    page.get_by_role("button", name="Log contact").click()
    note(page).fill(NOTE)
    save(page).click()
    expect(page.get_by_text(SAVED)).to_be_visible()


def test_correcting_and_voiding(page: Page, world: World) -> None:
    sign_in(page, world.staff, next_page=form(world))
    save(page).click()
    page.get_by_role("link", name="Correct").click()
    page.get_by_label("Why do you correct it?").fill("Forgot the note")
    note(page).fill(NOTE)
    accessible(page)
    page.get_by_role("button", name="Save the correction").last.click()
    expect(page.get_by_text("Corrected by Priya Nair")).to_be_visible()
    page.get_by_role("link", name="Void").click()
    accessible(page)
    page.get_by_label("Why is it voided?").fill("Wrong person")
    page.get_by_role("button", name="Void the contact").click()
    expect(page.get_by_text("Voided by Priya Nair")).to_be_visible()
    accessible(page)


def test_every_page_is_accessible(page: Page, world: World) -> None:
    with in_tenant(world.tenant.pk):
        elsewhere = record.referral(person=record.person(nhs_number="9434765870"))
        for number in range(60):
            record.referral(team=world.team, received_on=world.referral.received_on - timedelta(days=number))
        contact = record.contact(referral=world.referral, occurred_on=timezone.localdate(), note=NOTE)
        record.activity(contact=contact)
        record.score(referral=world.referral, taken_on=timezone.localdate())
        record.plan(person=world.person, provider=world.referral.provider, created_on=timezone.localdate())
    sign_in(page, world.staff)
    for address in (
        "/caseload/",
        "/caseload/?lacks=contact&sort=-waited&page=2",
        "/queue/",
        "/people/",
        world.page(),
        form(world),
        f"/people/{elsewhere.person.reference}/",
    ):
        page.goto(address)
        accessible(page)
    page.goto("/people/")
    page.get_by_label("Name, NHS number or reference").fill("9434765870")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Held by a hub you do not work in")).to_be_visible()
    assert "9434765870" not in page.url
    accessible(page)


def test_opening_a_record_of_another_hub_with_a_reason(page: Page, world: World) -> None:
    with in_tenant(world.tenant.pk):
        elsewhere = record.referral(person=record.person(family_name="Abernathy")).person
    sign_in(page, world.staff, next_page=f"/people/{elsewhere.reference}/")
    page.get_by_role("button", name="Open the record").click()
    expect(page.get_by_role("link", name="Say why you need this record")).to_be_visible()
    accessible(page)
    page.get_by_label("Why do you need this record?").fill("The person is at our door.")
    page.get_by_role("button", name="Open the record").click()
    expect(page.get_by_text("ABERNATHY, Ann").first).to_be_visible()
