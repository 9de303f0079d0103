"""Trauma and a dependency, treated together by a therapist and a worker of another organisation (after a case of
Thurrock: the programme's report of January 2022).
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
from referrals.models import Contact, Involvement
from tests.journeys.conftest import NewPage, Site, sign_in
from tests.journeys.walk import (
    System,
    days_pass,
    holds,
    involve,
    log_a_contact,
    look,
    make_system,
    the_person,
    way_through,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def system(live_site: Site) -> System:
    return make_system()


def test_joint_work_on_a_dual_diagnosis(system: System, new_page: NewPage) -> None:
    trauma = system.team("Trauma therapies", takes_new=True)
    recovery = system.team("Recovery service", organisation=system.partner("Inclusion"))
    therapist, worker = system.worker("Tom Bell", trauma), system.worker("Sue Lane", recovery, Role.PARTNER)

    his, hers = new_page(), new_page()
    take_in(his, therapist, system)
    holds(system, trauma)
    ask_for_advice(his, system)
    give_advice(hers, worker)
    involve(his, system, "Sue Lane, Inclusion", "Cutting down cannabis and tobacco")
    his.goto(way_through(system))
    log_a_contact(his, "With Sue: what cannabis does to the nightmares.", name="joint-contact")
    plan_a_step(his, system, "Go through the diary of cravings", "Tom Bell, Fylde Trust")

    hers.goto(way_through(system))
    log_a_contact(hers, "With Tom: patches, and a smoke-free flat.")
    plan_a_step(hers, system, "Bring patches for four weeks", "Sue Lane, Inclusion")
    give_a_session(hers, system)
    confirm_the_session(his)
    days_pass(system, 28)

    both_see_one_record(system, his, hers)
    finish(his, system, "Go through the diary of cravings", "No craving for ten days.")
    finish(hers, system, "Bring patches for four weeks", "Has not smoked since the second week.")
    close_together(his, hers, system)


def take_in(page: Page, therapist: StaffMember, system: System) -> None:
    sign_in(page, therapist, next_page="/referrals/new/person/")
    page.get_by_label("First name").fill("Ben")
    page.get_by_label("Last name").fill("Hollis")
    for part, value in (("day", "2"), ("month", "8"), ("year", "1990")):
        page.locator(f"[name=birth_date_{part}]").fill(value)
    page.get_by_label("Who asked?").select_option("The person themselves")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("What is happening, and what was asked for?").fill(
        "Nightmares since the fire; smokes to sleep."
    )
    page.get_by_label("It can wait longer").check()
    look(page, "take-in")
    page.get_by_role("button", name="Take in the request").click()
    expect(page.get_by_text("Trauma therapies holds the person from now on")).to_be_visible()
    page.goto(way_through(system))
    page.get_by_role("button", name="I am the named worker").click()
    expect(page.get_by_text("You are the named worker now.")).to_be_visible()


def ask_for_advice(page: Page, system: System) -> None:
    page.goto(f"/advice/new/?person={the_person(system).reference}")
    page.get_by_label("Who is asked?").select_option("Sue Lane")
    page.get_by_label("Question", exact=True).fill(
        "How do I talk about cutting down without losing his trust?"
    )
    look(page, "advice-ask")
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_text("Your question is sent.")).to_be_visible()


def give_advice(page: Page, worker: StaffMember) -> None:
    sign_in(page, worker, next_page="/advice/")
    look(page, "advice-list")
    page.get_by_role("link", name="Question").click()
    page.get_by_label("Answer", exact=True).fill(
        "Ask what it gives him first. I come along to the next hour."
    )
    look(page, "advice-asked")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Your answer is sent.")).to_be_visible()
    look(page, "advice-given")


def plan_a_step(page: Page, system: System, what: str, who: str) -> None:
    page.goto(way_through(system))
    page.get_by_role("link", name="Plan a next step").click()
    page.get_by_label("Something to do").check()
    page.get_by_label("What is to be done?").fill(what)
    page.get_by_label("Who will do it?").select_option(who)
    day = timezone.localdate() + timedelta(days=28)
    for part in ("day", "month", "year"):
        page.locator(f"[name=due_on_{part}]").fill(str(getattr(day, part)))
    look(page, "plan-a-step")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The next step is planned.")).to_be_visible()


def give_a_session(page: Page, system: System) -> None:
    page.goto("/advice/sessions/new/")
    page.get_by_label("Consultation", exact=True).check()
    page.get_by_label("Team", exact=True).select_option("Trauma therapies, Coast hub")
    today = timezone.localdate()
    for part in ("day", "month", "year"):
        page.locator(f"[name=held_on_{part}]").fill(str(getattr(today, part)))
    page.get_by_label("How many minutes it took").fill("45")
    page.get_by_label("How many people took part").fill("2")
    page.get_by_label("What it was about").fill("Cannabis and trauma: what to say, and what to leave.")
    look(page, "session")
    page.get_by_role("button", name="Save the session").click()
    expect(page.get_by_text("It waits for those who received it to confirm.")).to_be_visible()


def confirm_the_session(page: Page) -> None:
    page.goto("/handovers/")
    page.get_by_role("link", name="Consultation").click()
    page.get_by_role("button", name="Confirm: we received it").click()
    expect(page.get_by_text("The session is confirmed.")).to_be_visible()
    look(page, "session-confirmed")


def both_see_one_record(system: System, *pages: Page) -> None:
    for page in pages:
        page.goto(way_through(system))
        for words in (
            "Go through the diary of cravings",
            "Bring patches for four weeks",
            "Sue Lane, Recovery service: Ask what it gives him first.",
        ):
            expect(page.get_by_text(words).first).to_be_visible()
        page.goto(f"/people/{the_person(system).reference}/")
        for words in ("With Sue: what cannabis does", "With Tom: patches"):
            expect(page.get_by_text(words).first).to_be_visible()
        look(page, "joint-record")


def finish(page: Page, system: System, what: str, result: str) -> None:
    page.goto(way_through(system))
    page.get_by_role("link", name=re.compile(rf"Done\s*: {what}")).click()
    page.get_by_label("What came of it?").fill(result)
    look(page, "step-done")
    page.get_by_role("button").filter(has_text=re.compile("done|Save", re.IGNORECASE)).last.click()
    expect(page.get_by_text("The step is done, and what came of it is kept.")).to_be_visible()


def close_together(his: Page, hers: Page, system: System) -> None:
    address = way_through(system)
    his.goto(address)
    look(his, "joint-before-the-end")
    his.get_by_role("button", name="Close with the person").click()
    his.get_by_label("The person", exact=True).check()
    his.get_by_label("Reason for closing").select_option("Treatment completed")
    his.get_by_label("Closing words").fill("You stopped, with both of us beside you.")
    look(his, "joint-close")
    his.get_by_role("button", name="Close the referral").click()
    expect(his.get_by_text("The referral is closed.")).to_be_visible()
    hers.goto(address)
    expect(hers.get_by_text("You stopped, with both of us beside you.")).to_be_visible()
    look(hers, "joint-closed")
    with in_tenant(system.tenant.pk):
        assert Involvement.objects.get().ends_on == timezone.localdate()
        teams = Contact.objects.values_list("staff__name", "team__name")
        assert set(teams) == {("Tom Bell", "Trauma therapies"), ("Sue Lane", "Recovery service")}
