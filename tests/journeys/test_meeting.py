"""The hub's meeting in a real browser: by keyboard alone, without losing a word, and readable for the room."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from hubs.models import StaffMember
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import meetings, requests
from referrals.actions.requests import Asked
from referrals.models import Discussion, Holding, Meeting, MeetingAttendee, NextStep, Referral
from referrals.models.request import Way
from tests.factories import ground, record
from tests.journeys.conftest import NARROW, NewPage, Site, accessible, sign_in
from tests.journeys.test_contact import NewContext, tab_to
from tests.referrals.conftest import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STORY = "I have not slept through a night since the fire. My sister says I should ask you."


@pytest.fixture
def world(live_site: Site) -> World:
    """Four people wait: one of them urgently, one wrote why."""
    tenant = ground.tenant(slug="fylde", name="Fylde Coast", ods_code="QE1")
    made = make_world(tenant, today=timezone.localdate())
    with in_tenant(tenant.pk, staff_id=made.by.staff_id):
        asked = Asked(
            way=Way.SELF,
            story=STORY,
            hopes="Sleep.",
            safety="I am safe.",
            needs={"adjustments": "Ring after ten"},
        )
        requests.ask(by=made.by, asked=asked, person=made.person)
        for family, days, priority in (("Urgent", 2, "2"), ("Barrow", 12, "3"), ("Clay", 4, "3")):
            record.referral(
                person=record.person(family_name=family, given_name="Jo"),
                team=made.team,
                received_on=timezone.localdate() - timedelta(days=days),
                priority=priority,
            )
    return made


@pytest.fixture
def ola(world: World) -> StaffMember:
    with in_tenant(world.tenant.pk):
        team = ground.team(hub=world.hub, name="Therapy team")
        return ground.staff_member(role=Role.CLINICIAN, hub=world.hub, team=team, name="Ola Reid")


def begun(world: World) -> Meeting:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        return meetings.start(by=world.by, hub=world.hub)


def address(world: World, meeting: Meeting) -> str:
    return f"/meetings/{meeting.public_id}/people/{world.referral.reference}/"


def minutes(page: Page) -> Locator:
    return page.get_by_label("Minutes", exact=True)


def status(page: Page) -> Locator:
    return page.locator("#minutes-status")


def name(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)


def write(page: Page, words: str) -> None:
    page.keyboard.press("m")
    expect(minutes(page)).to_be_focused()
    page.keyboard.type(words)
    expect(status(page)).to_contain_text("Minutes saved")
    page.keyboard.press("Escape")


def in_a_week(page: Page, group: Locator) -> None:
    day = timezone.localdate() + timedelta(days=7)
    for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        tab_to(page, group.get_by_label(label))
        page.keyboard.type(str(value))


def test_three_people_by_keyboard_alone(page: Page, world: World, ola: StaffMember) -> None:
    sign_in(page, world.staff)
    press(page, page.get_by_role("link", name="Meetings"))
    press(page, page.get_by_role("button", name="Start or join the meeting"))
    press(page, page.get_by_label(re.compile("Ola Reid")), "Space")
    tab_to(page, page.get_by_label("Name of guest 1"))
    page.keyboard.type("Jo Park")
    tab_to(page, page.get_by_label("Organisation of guest 1"))
    page.keyboard.type("Housing office")
    press(page, page.get_by_role("button", name="Save and start talking"))

    # The urgent one first: taken.
    name(page, "URGENT, Jo")
    write(page, "1 night in 7 slept. No, not at risk.")
    page.keyboard.press("1")
    expect(page.get_by_role("radio", name="A team takes it")).to_be_checked()
    tab_to(page, page.get_by_label("Who takes it?"))
    page.keyboard.type("Ola")
    press(page, page.get_by_role("button", name="Save the outcome and go on"))

    # Then the longest wait, whose own words are in sight: helped at once.
    name(page, "OKAFOR, Amara")
    expect(page.get_by_text(STORY)).to_be_visible()
    accessible(page)
    page.keyboard.press("2")
    press(page, page.get_by_role("radio", name="Advice", exact=True), "Space")
    tab_to(page, page.get_by_label("What was done?"))
    page.keyboard.type("Told her about the sleep course.")
    tab_to(page, page.get_by_label("Who checks back with the person?"))
    page.keyboard.type("Priya")
    in_a_week(page, page.get_by_role("group", name="When?"))
    press(page, page.get_by_role("button", name="Save the outcome and go on"))

    # More to find out about the third, after a look at the fourth.
    name(page, "BARROW, Jo")
    page.keyboard.press("n")
    name(page, "CLAY, Jo")
    page.keyboard.press("k")
    name(page, "BARROW, Jo")
    page.keyboard.press("4")
    tab_to(page, page.get_by_label("What is to be found out?"))
    page.keyboard.type("Her medicines")
    tab_to(page, page.get_by_label("Who finds out?"))
    page.keyboard.type("Ola")
    in_a_week(page, page.get_by_role("group", name="Until when?"))
    press(page, page.get_by_role("button", name="Save the outcome and go on"))

    # No time for the fourth: they stay in the queue.
    name(page, "CLAY, Jo")
    page.keyboard.press("j")
    name(page, "Meeting of Northbrook hub")
    press(page, page.get_by_role("button", name="End the meeting"))
    expect(page.get_by_role("heading", name="Not reached")).to_be_visible()
    expect(page.get_by_role("link", name="CLAY, Jo")).to_be_visible()
    accessible(page)
    press(page, page.get_by_role("button", name="End the meeting"))
    expect(page.get_by_text("1 night in 7 slept. No, not at risk.")).to_be_visible()
    accessible(page)
    page.goto("/queue/")
    expect(page.get_by_role("link", name="CLAY, Jo")).to_be_visible()
    what_stands_afterwards(world, ola)


def what_stands_afterwards(world: World, ola: StaffMember) -> None:
    with in_tenant(world.tenant.pk):
        assert list(Discussion.objects.order_by("position").values_list("outcome", flat=True)) == [
            "taken",
            "helped",
            "find_out",
        ]
        assert sorted(MeetingAttendee.objects.values_list("name", flat=True)) == [
            "Jo Park",
            "Ola Reid",
            "Priya Nair",
        ]
        taken = Referral.objects.get(person__family_name="Urgent")
        assert taken.named_worker == ola
        assert Holding.objects.filter(until=None).count() == 4
        assert {step.staff.name for step in NextStep.objects.all()} == {"Priya Nair", "Ola Reid"}


def test_the_keys_rest_while_one_types_and_can_be_turned_off(page: Page, world: World) -> None:
    meeting = begun(world)
    sign_in(page, world.staff, next_page=address(world, meeting))
    minutes(page).press_sequentially("njpk1234m")
    expect(minutes(page)).to_have_value("njpk1234m")
    expect(status(page)).to_contain_text("Minutes saved")
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.get_by_role("button", name="Turn the keys off").click()
    expect(page.get_by_text("The keys are off.")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("n")
    page.keyboard.press("1")
    name(page, "OKAFOR, Amara")
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.get_by_role("button", name="Turn the keys on").click()
    expect(page.get_by_role("button", name="Turn the keys off")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("1")
    expect(page.get_by_role("radio", name="A team takes it")).to_be_checked()


def test_two_who_write_at_once(new_page: NewPage, world: World, ola: StaffMember) -> None:
    where = address(world, begun(world))
    priyas, olas = new_page(), new_page()
    sign_in(priyas, world.staff, next_page=where)
    sign_in(olas, ola, next_page=where)
    minutes(olas).fill("Sleeps badly.")
    expect(status(olas)).to_contain_text("Minutes saved")
    minutes(priyas).fill("Eats little.")
    expect(status(priyas)).to_contain_text("Ola Reid wrote in these minutes while you did")
    expect(priyas.locator(".app-theirs")).to_contain_text("Sleeps badly.")
    expect(minutes(priyas)).to_have_value("Eats little.")
    accessible(priyas)
    minutes(priyas).fill("Sleeps badly. Eats little.")
    priyas.get_by_role("button", name="Save the minutes").click()
    expect(priyas.get_by_text("The minutes are saved.")).to_be_visible()
    with in_tenant(world.tenant.pk):
        assert Discussion.objects.get().minutes == "Sleeps badly. Eats little."


def test_a_connection_that_is_lost_and_comes_back(page: Page, world: World) -> None:
    sign_in(page, world.staff, next_page=address(world, begun(world)))
    page.context.set_offline(True)
    minutes(page).fill("Lives alone.")
    expect(status(page)).to_contain_text("Not saved yet: no connection")
    page.context.set_offline(False)
    expect(status(page)).to_contain_text("Minutes saved")


def test_on_a_phone_without_javascript(new_context: NewContext, world: World, ola: StaffMember) -> None:
    page = new_context(viewport=NARROW, java_script_enabled=False).new_page()
    sign_in(page, world.staff, next_page=address(world, begun(world)))
    minutes(page).fill("Lives alone.")
    page.get_by_role("radio", name="A team takes it").check()
    page.get_by_label("Who takes it?").select_option(label="Ola Reid, Therapy team")
    page.get_by_role("button", name="Save the outcome and go on").click()
    name(page, "URGENT, Jo")
    with in_tenant(world.tenant.pk):
        assert Discussion.objects.get().minutes == "Lives alone."
        assert Referral.objects.get(pk=world.referral.pk).named_worker == ola
