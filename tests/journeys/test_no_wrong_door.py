"""Nobody is sent away: from a form at night to a team that helps, and back again a month after."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from careplans.actions import care_plans
from hubs.models import StaffMember
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import Referral
from reporting.selectors import clock
from tests.journeys.conftest import NewPage, Site, sign_in
from tests.journeys.test_refer import PHONE, STORY, steps
from tests.journeys.walk import (
    System,
    days_pass,
    hand_over,
    holds,
    log_a_contact,
    look,
    make_system,
    press,
    press_to,
    reading,
    the_person,
    the_referral,
    way_through,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NewContext = Callable[..., BrowserContext]


@pytest.fixture
def system(live_site: Site) -> System:
    return make_system()


def test_she_asks_at_night_and_comes_back(
    system: System, new_context: NewContext, new_page: NewPage, tmp_path: Path
) -> None:
    front = system.team("Front door", takes_new=True)
    peers = system.team("Peer support", organisation=system.partner("Coast Mind"))
    with in_tenant(system.tenant.pk):
        elsewhere = system.hub.__class__.objects.create(code="bay", name="Bay hub", place=system.hub.place)
    therapy = system.team("Psychological therapies", hub=elsewhere)
    priya = system.worker("Priya Nair", front)
    rosa = system.worker("Rosa Adeyemi", peers, Role.PARTNER)
    tom = system.worker("Tom Bell", therapy)

    ask_on_a_phone(new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page())
    holds(system, front)
    days_pass(system, 1)
    talk_about_her(new_page(), priya, system)
    holds(system, front)

    peer_page = new_page()
    confirm(peer_page, rosa, "Peer support")
    holds(system, peers)
    tell_the_gp(peer_page, system, tmp_path)
    peer_page.goto(way_through(system))
    log_a_contact(peer_page, "Walked by the sea and talked about sleep.", name="peer-contact")
    days_pass(system, 6)

    step_up(peer_page, system)
    holds(system, peers)
    therapist = new_page()
    confirm(therapist, tom, "Psychological therapies")
    holds(system, therapy)
    days_pass(system, 2)
    assess(therapist, system)
    agree_a_plan(tom, system)
    the_clock_has_stopped(therapist, system)

    days_pass(system, 30)
    close(therapist, system)
    days_pass(system, 30)
    come_back(therapist, system)
    holds(system, therapy)


def ask_on_a_phone(phone: Page) -> None:
    for at in steps(phone):
        look(phone, f"refer-{at}")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("heading", name="Your request is with us")).to_be_visible()
    look(phone, "refer-sent")


def talk_about_her(page: Page, priya: StaffMember, system: System) -> None:
    """The morning's meeting, without a mouse."""
    sign_in(page, priya, next_page="/queue/")
    expect(page.get_by_role("row").filter(has_text="OKAFOR, Amara")).to_be_visible()
    look(page, "queue")
    press(page, page.get_by_role("link", name="Meetings"), leads_to="Meetings")
    look(page, "meetings")
    press(page, page.get_by_role("button", name="Start or join the meeting"), leads_to="Who is here?")
    press_to(page, page.get_by_label("Rosa Adeyemi, Coast Mind"))
    page.keyboard.press("Space")
    look(page, "meeting-present")
    press(page, page.get_by_role("button", name="Save and start talking"), leads_to="OKAFOR, Amara")
    expect(page.get_by_text(STORY)).to_be_visible()
    look(page, "meeting-discussion")
    page.keyboard.press("m")
    page.keyboard.type("She wants somebody who has been through it.")
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    expect(page.get_by_label("Passed on by warm handover")).to_be_checked()
    press_to(page, page.get_by_label("A team", exact=True))
    page.keyboard.press("Space")
    for label, typed in (
        ("Team", "Peer"),
        ("Why is the person handed over?", "She asked for a peer."),
        ("What does the receiver need to know?", "She lies awake and cannot go to work."),
        ("What did the person say to it?", "Yes, I would like that."),
        ("Level of complexity with the receiver", "Less"),
    ):
        press_to(page, page.get_by_label(label, exact=True))
        page.keyboard.type(typed)
    look(page, "meeting-outcome")
    on = page.get_by_role("button", name="Save the outcome and go on")
    press(page, on, leads_to="Meeting of Coast hub")
    expect(page.get_by_text("Passed on by warm handover").first).to_be_visible()
    look(page, "meeting")
    end = page.get_by_role("button", name="End the meeting")
    press(page, end, leads_to="End the meeting of Coast hub?")
    look(page, "meeting-end")
    press(page, end, leads_to="Minutes of Coast hub")
    expect(page.get_by_text("She wants somebody who has been through it.")).to_be_visible()
    look(page, "meeting-minutes")


def confirm(page: Page, worker: StaffMember, team: str) -> None:
    """The receiver reads what was shared, in a browser of their own, and takes over."""
    sign_in(page, worker, next_page="/handovers/")
    look(page, f"handovers-{team}")
    page.get_by_role("link", name="Handover").last.click()
    expect(page.get_by_role("heading", name=f"to {team}")).to_be_visible()
    page.get_by_label("Named worker").select_option(worker.name)
    look(page, f"handover-{team}")
    page.get_by_role("button", name="Confirm: we take over").click()
    expect(page.get_by_text("Your team holds the person from now on.")).to_be_visible()
    look(page, f"handover-{team}-confirmed")


def tell_the_gp(page: Page, system: System, folder: Path) -> None:
    page.goto(f"/people/{the_person(system).reference}/")
    expect(page.get_by_text("Peer support holds Amara now")).to_be_visible()
    look(page, "person-with-peers")
    page.get_by_role("link", name="Letters").click()
    page.get_by_label("To the GP: who looks after your patient").check()
    look(page, "letters")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("To", exact=True)).to_have_value("STONEBRIDGE SURGERY")
    # She needs large print; her practice does not.
    expect(page.get_by_label("Large print")).not_to_be_checked()
    look(page, "letter-with-gaps")
    letter = page.get_by_label("Letter", exact=True)
    letter.fill(letter.input_value().replace("[number to fill in]", "not known to us"))
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="How it will read")).to_be_visible()
    look(page, "letter-preview")
    page.get_by_role("button", name="Make the letter").click()
    expect(page.get_by_text("The letter is made.")).to_be_visible()
    look(page, "letters-made")
    with page.expect_download() as started:
        page.get_by_role("link", name="Download").click()
    started.value.save_as(folder / "letter.pdf")
    text = " ".join(PdfReader(folder / "letter.pdf").pages[0].extract_text().split())
    for words in (
        "STONEBRIDGE SURGERY",
        "Your patient: Amara Okafor",
        "Peer support looks after your patient. The named worker is Rosa Adeyemi.",
        the_referral(system).reference,
    ):
        assert words in text


def step_up(page: Page, system: System) -> None:
    page.goto(way_through(system))
    look(page, "way-through-with-peers")
    page.get_by_role("button", name="Step up, down or across").click()
    page.get_by_label("More complex needs").check()
    look(page, "step")
    page.get_by_role("button", name="Hand over to any other team").click()
    page.get_by_label("A team", exact=True).check()
    page.get_by_label("Team", exact=True).select_option("Psychological therapies, Bay hub")
    hand_over(
        page, "Nightmares have come back.", "Peer support goes well; she sleeps badly.", "I am ready for it."
    )
    expect(page.get_by_label("Level of complexity with the receiver")).to_have_value("more")
    look(page, "hand-over")
    page.get_by_role("button", name="Send the handover").click()
    expect(page.get_by_text("Until it is confirmed your team holds the person.")).to_be_visible()
    look(page, "handover-sent")


def assess(page: Page, system: System) -> None:
    """The assessment, then the contact it was made in, with a score."""
    page.goto(way_through(system))
    page.get_by_role("link", name="Start the assessment").click()
    look(page, "assessment-start")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("link", name="Add to the assessment").or_(
        page.get_by_role("button", name="Add to the assessment")
    ).first.click()
    page.get_by_label("Part of the assessment").select_option("What matters to the person")
    page.get_by_label("What you add").fill("To sleep, and to go back to the school she works in.")
    look(page, "assessment-add")
    page.get_by_role("button", name="Add", exact=True).click()
    look(page, "assessment")
    page.get_by_role("button", name="Complete").click()
    look(page, "assessment-complete")
    page.get_by_role("button", name="Complete").click()
    expect(page.get_by_label("What was done")).to_have_value("386053000")
    page.get_by_label("Outcome measure").select_option("1037651000000100")
    page.get_by_label("Score", exact=True).fill("3")
    log_a_contact(page, "First meeting; assessed together.", name="therapy-contact")


def agree_a_plan(tom: StaffMember, system: System) -> None:
    referral = the_referral(system)
    today = timezone.localdate()
    with in_tenant(system.tenant.pk):
        by = reading(tom)
        plan = care_plans.create(by=by, person=referral.person, provider=referral.provider, created_on=today)
        care_plans.agree(by=by, plan=plan, agreed_on=today)


def the_clock_has_stopped(page: Page, system: System) -> None:
    """Her page says what the one definition says."""
    person = the_person(system)
    with in_tenant(system.tenant.pk), connection.cursor() as cursor:
        cursor.execute(
            "select days, stopped_on from reporting_clock(%s) where person_id = %s",
            [timezone.localdate(), person.pk],
        )
        assert cursor.fetchall() == [(9, timezone.localdate())]
        (of_page,) = clock.for_person(person.pk)
    assert of_page.days == 9
    page.goto(f"/people/{person.reference}/")
    panel = page.get_by_role("region", name="Four-week clock")
    expect(panel.locator(".app-clock")).to_contain_text("9 days")
    expect(panel.get_by_text("Stopped", exact=True)).to_be_visible()
    expect(page.get_by_text("Stepped up to Psychological therapies")).to_be_visible()
    expect(page.get_by_text("Referral received by Front door")).to_be_visible()
    look(page, "person-clock-stopped")


def close(page: Page, system: System) -> None:
    page.goto(way_through(system))
    look(page, "way-through-before-the-end")
    page.get_by_role("button", name="Close with the person").click()
    page.get_by_label("The person", exact=True).check()
    page.get_by_label("Reason for closing").select_option("Treatment completed")
    page.get_by_label("Closing words").fill("You sleep again. Ask us when the nights get long.")
    look(page, "close")
    page.get_by_role("button", name="Close the referral").click()
    expect(page.get_by_text("The referral is closed. The way back stays open")).to_be_visible()
    look(page, "closed")


def come_back(page: Page, system: System) -> None:
    """A month later she rings the team she knows."""
    page.goto("/people/")
    page.get_by_label("Name, NHS number or reference").fill("Okafor")
    page.get_by_role("button", name="Search").click()
    look(page, "search")
    page.get_by_role("link", name="OKAFOR, Amara").click()
    look(page, "person-closed")
    page.get_by_role("link", name="Start again with the same team").click()
    page.get_by_label("The person themselves").check()
    page.get_by_label("What has changed, in the person’s words").fill("The nightmares are back.")
    look(page, "come-back")
    page.get_by_role("button", name="Start again").click()
    expect(page.get_by_text("Psychological therapies holds the person from now on.")).to_be_visible()
    look(page, "came-back")
    back = the_referral(system)
    with in_tenant(system.tenant.pk):
        assert back.returns_to == Referral.objects.get(discharged_on__isnull=False)
