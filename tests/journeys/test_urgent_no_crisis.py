"""A man of Thurrock (the programme's report of January 2022): he cannot wait 28 days and is in no crisis. He is seen
within seven days, and has reached every service within 21 working days.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from hubs.models import StaffMember
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import Contact, Handover, OutgoingMessage
from referrals.rules import working_days
from referrals.selectors import urgent
from tests.journeys.conftest import NewPage, Site, sign_in
from tests.journeys.walk import (
    System,
    days_pass,
    hand_over,
    holds,
    involve,
    log_a_contact,
    look,
    make_system,
    the_referral,
    way_through,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_WORKING_DAYS = 21


@pytest.fixture
def system(live_site: Site) -> System:
    return make_system()


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").last.click()


def test_urgent_but_not_a_crisis(system: System, new_page: NewPage) -> None:
    first = system.team("First response", takes_new=True)
    pcn = system.team("PCN mental health team")
    outpatients = system.team("Outpatient clinic")
    social = system.team("Positive Pathways", organisation=system.partner("Thurrock and Brentwood Mind"))
    veterans = system.partner("Veterans Support Service", ods_code="")
    duty, practitioner = system.worker("Dele Ayo", first), system.worker("Mary Hart", pcn)
    consultant = system.worker("Dr Anil Rao", outpatients)
    navigator = system.worker("Joan Pike", social, Role.PARTNER)

    refer_from_the_practice(new_page(), system)
    holds(system, first)
    redirect(new_page(), duty, system)
    holds(system, pcn)
    days_pass(system, 5)

    page = new_page()
    sign_in(page, practitioner, next_page=way_through(system))
    expect(page.get_by_text("2 days left")).to_be_visible()
    log_a_contact(page, "Served twice; lives alone; wants company and a review of his medicine.")
    page.goto(way_through(system))
    expect(page.get_by_text("in time").first).to_be_visible()
    ask_the_veterans(page, system)
    involve(page, system, "Joan Pike, Thurrock and Brentwood Mind", "Social support on Thursdays")
    book_a_review(page, system)
    days_pass(system, 4)

    confirm_as_a_charity(new_page(), system)
    meet(new_page(), navigator, system, "Had lunch together at the club.")
    days_pass(system, 8)
    meet(new_page(), consultant, system, "Reviewed the medicine; it stays as it is.")
    page.goto(way_through(system))
    look(page, "veteran-way-through")
    holds(system, pcn)
    all_reached(system, {practitioner, navigator, consultant})
    assert veterans.name == the_handover(system).to_name


def refer_from_the_practice(page: Page, system: System) -> None:
    page.goto("/refer/fylde/professional/")
    page.get_by_role("button", name="Start now").click()
    page.get_by_label("GP practice", exact=True).check()
    page.get_by_label("Code of your practice (ODS code)").fill("P81001")
    page.get_by_label("Name of your organisation").fill("Stonebridge Surgery")
    page.get_by_label("Your name").fill("Dr Lena Frost")
    page.get_by_label("Your role").fill("GP")
    page.get_by_label("Your email address").fill("lena.frost@stonebridge.example")
    look(page, "gp-you")
    go_on(page)
    page.get_by_label("First name").fill("Albert")
    page.get_by_label("Last name").fill("Marsh")
    for part, value in (("Day", "9"), ("Month", "11"), ("Year", "1962")):
        page.get_by_label(part).fill(value)
    look(page, "gp-person")
    go_on(page)
    page.get_by_label("Yes", exact=True).check()
    go_on(page)
    page.get_by_label("Their phone number").fill("01632 960 321")
    page.get_by_label("Phone call").check()
    look(page, "gp-reach")
    go_on(page)
    page.get_by_label("Name or postcode of the practice").fill("stonebridge")
    page.get_by_role("button", name="Search").last.click()
    page.get_by_label("STONEBRIDGE SURGERY").check()
    go_on(page)
    page.get_by_label("What is happening for them?").fill("Low since spring, and not safe to wait a month.")
    go_on(page)
    page.get_by_label("It is urgent").check()
    go_on(page)
    page.get_by_label("I am not sure").check()
    go_on(page)
    look(page, "gp-check")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Your request is with us")).to_be_visible()
    look(page, "gp-sent")


def redirect(page: Page, duty: StaffMember, system: System) -> None:
    """The duty worker of secondary care sees that the practice's own practitioner is the one to help."""
    sign_in(page, duty, next_page="/queue/?urgent=yes")
    look(page, "queue-urgent")
    page.goto(way_through(system))
    look(page, "veteran-new")
    page.get_by_role("button", name="Step up, down or across").click()
    page.get_by_label("Complex needs", exact=True).check()
    page.get_by_label("Team", exact=True).select_option("PCN mental health team")
    page.get_by_label("Named worker in the new team").select_option("Mary Hart, Fylde Trust")
    page.get_by_label("Why?").fill("No crisis; can be seen at his own practice this week.")
    page.get_by_label("What did the person say to it?").fill("Glad not to travel.")
    look(page, "veteran-step")
    page.get_by_role("button", name="Save the step").click()
    expect(page.get_by_text("The step is saved. The referral goes on.")).to_be_visible()


def ask_the_veterans(page: Page, system: System) -> None:
    """A service without a login: it confirms by a link."""
    page.get_by_role("button", name="Hand over").click()
    page.get_by_label("A partner organisation").check()
    page.get_by_label("Organisation", exact=True).select_option("Veterans Support Service")
    page.get_by_label("Their email address").fill("duty@veterans.example")
    hand_over(
        page, "Help for those who served.", "Served twice; has nightmares.", "I would talk to one of us."
    )
    look(page, "veteran-hand-over")
    page.get_by_role("button", name="Send the handover").click()
    expect(page.get_by_text("The handover is sent.")).to_be_visible()


def book_a_review(page: Page, system: System) -> None:
    day = timezone.localdate() + timedelta(days=12)
    page.get_by_role("link", name="Book an appointment").click()
    page.get_by_label("With whom?").select_option("Dr Anil Rao, Outpatient clinic")
    for part in ("day", "month", "year"):
        page.locator(f"[name=starts_on_{part}]").fill(str(getattr(day, part)))
    page.get_by_label("Time", exact=True).fill("10:15am")
    page.get_by_label("Where?").fill("Outpatients, first floor")
    look(page, "book")
    page.get_by_role("button", name="Book").click()
    expect(page.get_by_text("The appointment is booked.")).to_be_visible()
    expect(page.get_by_text("Dr Anil Rao, Outpatient clinic, 30 minutes")).to_be_visible()
    look(page, "veteran-booked")


def confirm_as_a_charity(page: Page, system: System) -> None:
    with in_tenant(system.tenant.pk):
        body = OutgoingMessage.objects.get(address="duty@veterans.example").body
    link = re.search(r"/answer/\S+", body)
    assert link
    page.goto(link.group())
    look(page, "answer")
    page.get_by_label("Your name and role").first.fill("Ron Hale, case worker")
    page.get_by_role("button", name="Confirm: we take this on").click()
    expect(page.get_by_role("heading", name="You have confirmed")).to_be_visible()
    look(page, "answer-confirmed")


def meet(page: Page, worker: StaffMember, system: System, note: str) -> None:
    sign_in(page, worker, next_page=way_through(system))
    log_a_contact(page, note)


def the_handover(system: System) -> Handover:
    with in_tenant(system.tenant.pk):
        return Handover.objects.get(state="confirmed")


def all_reached(system: System, workers: set[StaffMember]) -> None:
    """Seen in seven days, and every service reached within 21 working days of the referral."""
    referral = the_referral(system)
    confirmed_at = the_handover(system).confirmed_at
    assert confirmed_at
    with in_tenant(system.tenant.pk):
        seen = urgent.of_referral(referral)
        contacts = list(Contact.objects.filter(referral=referral))
    assert seen
    assert seen.in_time
    assert {contact.staff_id for contact in contacts} == {worker.pk for worker in workers}
    last = max(timezone.localdate(confirmed_at), *(contact.occurred_on for contact in contacts))
    assert 0 < working_days.between(referral.received_on, last) <= MOST_WORKING_DAYS
