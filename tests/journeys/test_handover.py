"""A person is handed over in real browsers: to a partner who asks and confirms, and to a GP who has no login."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hubs.models import StaffMember, Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import OutgoingMessage, Referral
from tests.factories import ground, record
from tests.journeys.conftest import NewPage, Site, accessible, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def made(live_site: Site) -> tuple[Tenant, Referral, StaffMember, StaffMember]:
    """A referral, a clinician of the team that holds it, and a worker of a partner's team."""
    tenant = ground.tenant(slug="fylde", name="Fylde Coast")
    with in_tenant(tenant.pk):
        hub = ground.hub(name="Northbrook hub")
        team = ground.team(name="Northbrook core team", hub=hub)
        other = ground.team(
            name="Money help",
            hub=ground.hub(),
            organisation=ground.organisation(kind="vcse", name="Fylde Advice"),
        )
        clinician = ground.staff_member(role=Role.CLINICIAN, hub=hub, team=team, name="Priya Nair")
        partner = ground.staff_member(role=Role.PARTNER, hub=other.hub, team=other, name="Rosa Adeyemi")
        person = record.person(given_name="Amara", family_name="Okafor", nhs_number="9434765919")
        received = date.today() - timedelta(days=3)  # noqa: DTZ011
        referral = record.referral(person=person, team=team, received_on=received)
    return tenant, referral, clinician, partner


def hand_over(page: Page, referral: Referral, receiver: str, fill: dict[str, str]) -> None:
    page.goto(f"/people/{referral.person.reference}/referrals/{referral.reference}/hand-over/")
    page.get_by_label(receiver, exact=True).check()
    for label, text in fill.items():
        field = page.get_by_label(label, exact=True)
        field.select_option(label=text) if label == "Team" else field.fill(text)
    page.get_by_label("Why is the person handed over?").fill("Letters about rent arrears.")
    page.get_by_label("What does the receiver need to know?").fill("Prefers text messages.")
    page.get_by_label("What did the person say to it?").fill("Yes please.")
    accessible(page)
    page.get_by_role("button", name="Send the handover").click()
    expect(page.get_by_role("alert")).to_contain_text("The handover is sent")


def act(page: Page, summary: str, label: str, text: str, button: str) -> None:
    page.get_by_text(summary, exact=True).click()
    page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name=button, exact=True).click()


def open_from_list(page: Page, words: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Handovers").click()
    page.get_by_role("link", name=words, exact=True).click()


def test_to_a_partner_who_asks_first(made: Any, new_page: NewPage) -> None:
    _, referral, clinician, partner = made
    ours, theirs = new_page(), new_page()
    sign_in(ours, clinician)
    hand_over(ours, referral, "A team", {"Team": f"Money help, {partner_hub(made)}"})

    sign_in(theirs, partner)
    open_from_list(theirs, "Handover")
    expect(theirs.get_by_text("Amara Okafor, born 4 May 1980, NHS number 943 476 5919")).to_be_visible()
    expect(theirs.get_by_text("The record opens when you confirm")).to_be_visible()
    act(theirs, "Ask a question first", "Your question", "How much does she owe?", "Send the question")
    accessible(theirs)

    open_from_list(ours, "Handover of OKAFOR, Amara")
    expect(ours.get_by_text("A question came back")).to_be_visible()
    ours.get_by_label("Your answer", exact=True).fill("About £3,000.")
    ours.get_by_role("button", name="Send", exact=True).click()

    open_from_list(theirs, "Handover")
    expect(theirs.get_by_text("About £3,000.")).to_be_visible()
    theirs.get_by_label("Named worker (optional)").select_option(label="Rosa Adeyemi")
    theirs.get_by_role("button", name="Confirm: we take over").click()
    expect(theirs.get_by_role("alert")).to_contain_text("You have confirmed")
    theirs.get_by_role("link", name="OKAFOR, Amara").click()
    expect(theirs.get_by_role("heading", name="Record of OKAFOR, Amara")).to_be_attached()

    ours.reload()
    expect(ours.get_by_text("Money help took the person over")).to_be_visible()


def partner_hub(made: Any) -> str:
    tenant, _, _, partner = made
    with in_tenant(tenant.pk):
        return str(partner.memberships.select_related("team__hub").get().team.hub.name)


def test_to_a_practice_that_has_no_login(made: Any, new_page: NewPage, new_context: Any) -> None:
    tenant, referral, clinician, _ = made
    ours = new_page()
    sign_in(ours, clinician)
    hand_over(
        ours,
        referral,
        "A GP practice",
        {
            "Name of the GP practice": "Moorside Surgery",
            "Email address of the practice": "desk@moorside.example",
        },
    )
    with in_tenant(tenant.pk):
        body = OutgoingMessage.objects.get(kind="handover-link").body
    address = "/answer/" + body.split("/answer/")[1].split()[0]

    # On a telephone, without JavaScript.
    theirs = new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False).new_page()
    theirs.goto(address)
    expect(theirs.get_by_text("Letters about rent arrears.")).to_be_visible()
    theirs.locator("#question_name").fill("Dr Amina Shah, GP")
    theirs.locator("#question_text").fill("Which medicines does she take?")
    theirs.get_by_role("button", name="Send the question").click()
    expect(theirs.get_by_text("Which medicines does she take?")).to_be_visible()
    theirs.locator("#confirm_name").fill("Dr Amina Shah, GP")
    theirs.get_by_role("button", name="Confirm: we take this on").click()
    expect(theirs.get_by_role("heading", name="You have confirmed")).to_be_visible()
    expect(theirs.get_by_text("Prefers text messages.")).to_have_count(0)

    ours.reload()
    expect(ours.get_by_text("decides with the person whether to end the referral")).to_be_visible()
    accessible(ours)
    ours.get_by_role("link", name="End the referral here").click()
    expect(ours).to_have_url(re.compile("/close/$"))
