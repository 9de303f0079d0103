"""A person reads their own plan on their telephone, answers, and leaves nothing behind."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from careplans.actions import agreements, goals, plan_actions, plan_texts, plans
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import OutgoingMessage
from tests.factories import ground, record
from tests.journeys.conftest import NewPage, Site, sign_in
from tests.journeys.walk import look, make_system

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()


def newest_code() -> str:
    body = OutgoingMessage.objects.filter(kind="sign-in-code").latest("pk").body
    found = re.search(r"\b\d{6}\b", body)
    assert found
    return found.group()


def test_a_person_reads_their_plan_and_answers(
    live_site: Site, page: Page, phone: Page, new_page: NewPage
) -> None:
    system = make_system()
    team = system.team("Coast team", takes_new=True)
    worker = system.worker("Rosa Adeyemi", team)
    today = timezone.localdate()
    with in_tenant(system.tenant.pk, staff_id=worker.pk):
        by = ground.actor(Role.CLINICIAN, hub=system.hub, team=team)
        person = record.referral(team=team, received_on=today - timedelta(days=20)).person
        plan = plans.open(by=by, person=person)
        plan_texts.write(by=by, plan=plan, part="matters", text="My garden, and quiet mornings.")
        plan_texts.write(by=by, plan=plan, part="crisis", text="Ring my sister first. Then ring the team.")
        goal = goals.add(by=by, plan=plan, words="Sleep through the night")
        plan_actions.add(by=by, plan=plan, goal=goal, what="No screens after nine", doer="person")
        agreements.agree(
            by=by,
            plan=plan,
            agreed_with=["10"],
            agreed_on=today,
            review_on=today + timedelta(days=60),
            chosen_by_person=True,
        )

    sign_in(page, worker, next_page=f"/people/{person.reference}/own-access/")
    page.get_by_label("By text message").check()
    page.get_by_label("Mobile number or email address").fill("07911 123456")
    page.get_by_label("The person said that nobody else reads messages there").check()
    page.get_by_role("button", name="Give access").click()
    expect(page.get_by_text("The person can see their plan.")).to_be_visible()
    look(page, "own-access")

    phone.goto(f"/my/{system.tenant.slug}/")
    look(phone, "own-start")
    phone.get_by_label("Your reference").fill(person.reference)
    born = person.birth_date
    assert born
    for part, value in (("Day", born.day), ("Month", born.month), ("Year", born.year)):
        phone.get_by_label(part).fill(str(value))
    phone.get_by_role("button", name="Send me a code").tap()
    expect(phone.get_by_role("heading", name="Enter your code")).to_be_visible()
    look(phone, "own-code")
    with in_tenant(system.tenant.pk):
        code = newest_code()
    phone.get_by_label("Your code").fill(code)
    phone.get_by_role("button", name="Go on").tap()

    expect(phone.get_by_text("My garden, and quiet mornings.")).to_be_visible()
    expect(phone.get_by_text("No screens after nine")).to_be_visible()
    look(phone, "own-plan")
    phone.get_by_label("What you think").fill("And my dog")
    phone.get_by_role("button", name="Send", exact=True).tap()
    expect(phone.get_by_text("Thank you. Your worker reads it")).to_be_visible()

    phone.get_by_role("link", name="How was your care?").tap()
    expect(phone.get_by_role("heading", name="How was your care?")).to_be_visible()
    phone.get_by_label("Very likely", exact=True).check()
    phone.get_by_label("What should change?").fill("Evening times")
    phone.get_by_label("I would like to know what you do about it").check()
    look(phone, "own-experience")
    phone.get_by_role("button", name="Send", exact=True).tap()
    expect(phone.get_by_text("What you said has reached us")).to_be_visible()

    phone.get_by_role("link", name="Who looked at my record").tap()
    expect(phone.get_by_text("Rosa Adeyemi")).to_be_visible()
    look(phone, "own-looked")

    phone.get_by_role("button", name="Sign out").tap()
    expect(phone.get_by_role("heading", name="You are signed out")).to_be_visible()
    phone.go_back()
    expect(phone.get_by_text("And my dog")).to_have_count(0)

    with in_tenant(system.tenant.pk):
        manager = ground.staff_member(role=Role.MANAGER, hub=system.hub)
    page = new_page()
    sign_in(page, manager, next_page="/said/")
    expect(page.get_by_text("Evening times")).to_be_visible()
    look(page, "what-people-said")
    page.get_by_role("link", name="Say what was done about it").click()
    page.get_by_label("What was done about it").fill("We now offer two evenings a week.")
    look(page, "answer")
    page.get_by_role("button", name="Save the answer").click()
    expect(page.get_by_text("We now offer two evenings a week.")).to_be_visible()
