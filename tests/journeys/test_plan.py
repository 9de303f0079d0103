"""The plan in a browser: two write at once and lose nothing, words outlive a session, and every page fits a phone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from careplans.actions import comments, goals, participants, plan_actions, plan_texts, plans, sharing
from careplans.models import Plan, PlanText
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from tests.factories import ground
from tests.journeys.conftest import NewPage, Site, accessible, fill_in_sign_in, sign_in
from tests.journeys.test_contact import end_sessions
from tests.referrals.conftest import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORDS = "In the person’s own words where you can"


@pytest.fixture
def world(live_site: Site) -> World:
    tenant = ground.tenant(slug="fylde", name="Fylde Coast", ods_code="QE1")
    return make_world(tenant, today=timezone.localdate())


@pytest.fixture
def plan(world: World) -> Plan:
    """With something of everything."""
    today = timezone.localdate()
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        held = plans.open(by=world.by, person=world.person)
        for part, text in (
            ("matters", "My dog Biscuit, quiet mornings, and my choir on Thursdays."),
            ("people", "My sister Ada, who lives in Lytham.\nMy neighbour Tom, who has a key."),
            ("strengths", "I have got through this before. I can ask for help now."),
            ("crisis", "Ring Ada first. At night ring the crisis line. Do not ring my old landlord."),
        ):
            plan_texts.write(by=world.by, plan=held, part=part, text=text)
        goal = goals.add(
            by=world.by,
            plan=held,
            words="Walk to the sea with Biscuit every day",
            how_known="I tick it off in my diary",
            target_on=today + timedelta(days=60),
        )
        charity = ground.organisation(name="Moorside Walkers", kind="vcse")
        plan_actions.add(
            by=world.by,
            plan=held,
            what="Lend a long lead",
            doer="worker",
            staff=world.staff,
            goal=goal,
            due_on=today,
        )
        action = plan_actions.add(
            by=world.by,
            plan=held,
            what="Join the Monday walk",
            doer="partner",
            organisation=charity,
            goal=goal,
        )
        plan_actions.settle(by=world.by, action=action, state="partly", words="Went twice")
        plan_actions.add(by=world.by, plan=held, what="Sort the post each Friday", doer="person")
        comments.add(by=world.by, plan=held, part="matters", text="She told the choir as well.")
        participants.name(by=world.by, plan=held, name="Ada Okafor", part="Sister")
        sharing.keep_from(by=world.by, person=world.person, organisation=charity, parts=["people"])
    return held


def test_two_workers_write_at_once(page: Page, new_page: NewPage, world: World, plan: Plan) -> None:
    with in_tenant(world.tenant.pk):
        colleague = ground.staff_member(role=Role.CLINICIAN, hub=world.hub, team=world.team, name="Sam Reid")
    address = world.page("plan", "parts", "matters")
    other = new_page()
    sign_in(page, world.staff, next_page=address)
    sign_in(other, colleague, next_page=address)
    other.get_by_label(WORDS).fill("My dog, and my garden.")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text("My dog, and my garden.")).to_be_visible()
    page.get_by_label(WORDS).fill("My dog, and my sister.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Sam Reid saved this on")).to_be_visible()
    expect(page.get_by_text("My dog, and my garden.")).to_be_visible()
    expect(page.get_by_label(WORDS)).to_have_value("My dog, and my sister.")
    accessible(page)
    page.get_by_label(WORDS).fill("My dog, my garden and my sister.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("My dog, my garden and my sister.")).to_be_visible()


def test_words_survive_a_page_that_nobody_uses(page: Page, world: World, settings: Settings) -> None:
    sign_in(page, world.staff)
    settings.SESSION_COOKIE_AGE = 4
    page.goto(world.page("plan", "goals", "new"))
    settings.SESSION_COOKIE_AGE = 1800
    page.get_by_label("What do you hope for?").fill("To sleep through.")
    page.get_by_label("Month").fill("Octob")
    end_sessions()
    page.wait_for_url(re.compile("/sign-in/"))
    fill_in_sign_in(page, world.staff)
    expect(page.get_by_label("What do you hope for?")).to_have_value("To sleep through.")
    expect(page.get_by_label("Month")).to_have_value("Octob")


def test_a_plan_is_agreed_by_keyboard(page: Page, world: World, plan: Plan) -> None:
    sign_in(page, world.staff, next_page=world.page("plan"))
    accessible(page)
    page.get_by_role("button", name="Agree the plan").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Patient or patient proxy").focus()
    page.keyboard.press("Space")
    day = timezone.localdate() + timedelta(days=90)
    boxes = page.get_by_role("group", name="By when do you look at it again?")
    for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        boxes.get_by_label(label).focus()
        page.keyboard.type(str(number))
    page.get_by_label("The person", exact=True).focus()
    page.keyboard.press("Space")
    accessible(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The plan is agreed, and this version is kept.")).to_be_visible()
    page.get_by_role("link", name="Read what was agreed").click()
    expect(page.get_by_role("heading", name="Plan as it was agreed, version 1")).to_be_visible()
    accessible(page)


def test_every_page_of_it_fits(page: Page, world: World, plan: Plan) -> None:
    with in_tenant(world.tenant.pk):
        goal, action = plan.goals.get(), plan.actions.first()
        open_action = plan.actions.get(doer="worker")
        assert action is not None
        sister = plan.participants.get()
        assert PlanText.objects.count() == 4
    sign_in(page, world.staff)
    for parts in (
        ("parts", "crisis"),
        ("goals", str(goal.public_id)),
        ("goals", str(goal.public_id), "end"),
        ("actions", "new"),
        ("actions", str(open_action.public_id)),
        ("actions", str(action.public_id), "settle"),
        ("review",),
        ("review", "day"),
        ("comments", "new"),
        ("people", "new"),
        ("people", str(sister.public_id), "take-out"),
        ("sharing",),
    ):
        page.goto(world.page("plan", *parts))
        accessible(page)
