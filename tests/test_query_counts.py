"""How many queries a page may cost, at 1 row and at 50: written in query_counts.json, beside the most allowed.

A change in a count shows in the diff; ``UPDATE_QUERY_COUNTS=1 make test ARGS=tests/test_query_counts.py``
writes it anew.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from careplans.actions import plan_actions
from hubs.models import Hub, StaffMember, Team, Tenant
from hubs.rules.roles import Role
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from referrals.models import Person, Referral
from tests.careplans.sessions import session
from tests.conftest import ClientAs
from tests.factories import figures, ground, health, plan_worlds, record, sessions

# In real transactions: a test's own would cost savepoints and settings that pages do not.
pytestmark = pytest.mark.django_db(transaction=True)

COUNTS = Path(__file__).with_name("query_counts.json")
# The ends and savepoints of transactions, which ask for nothing.
TRANSACTION_CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
# What the pages were promised to cost at most.
MOST = {
    "caseload": 8,
    "queue": 6,
    "person": 12,
    "contact-log": 10,
    "contact-save": 10,
    "dashboard": 10,
    "referral": 28,
    "assessment": 10,
    "dialog-rate": 12,
    "dialog-complete": 14,
    "recall": 12,
    "health": 12,
    "plan": 16,
    "measures": 10,
    "outcomes": 10,
    "progress": 12,
}


def recorded() -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = json.loads(COUNTS.read_text())
    return counts


def check(page: str, rows: int, ask: Callable[[], int]) -> None:
    """Ask once to warm the caches that live longer than a request, then count."""
    assert ask() in (200, 302)
    with CaptureQueriesContext(connection) as captured:
        assert ask() in (200, 302)
    agree(page, rows, captured)


def agree(page: str, rows: int, captured: CaptureQueriesContext) -> None:
    """The queries are as many as written down, and no more than promised."""
    queries = [query["sql"] for query in captured if not query["sql"].startswith(TRANSACTION_CONTROL)]
    count = len(queries)
    said = "\n".join(query[:200] for query in queries)
    assert count <= MOST[page], f"{page} at {rows} rows: {count} queries\n{said}"
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        counts = recorded()
        counts.setdefault(page, {})[str(rows)] = count
        COUNTS.write_text(json.dumps(counts, indent=2, sort_keys=True) + "\n")
    assert recorded()[page][str(rows)] == count, f"{page} at {rows} rows: {count} queries\n{said}"


@pytest.fixture
def hub(tenant: Tenant) -> Hub:
    with in_tenant(tenant.pk):
        return ground.hub()


@pytest.fixture
def team(tenant: Tenant, hub: Hub) -> Team:
    with in_tenant(tenant.pk):
        return ground.team(hub=hub)


@pytest.fixture
def clinician(tenant: Tenant, hub: Hub, team: Team) -> Client:
    with in_tenant(tenant.pk):
        member = ground.staff_member(role=Role.CLINICIAN, hub=hub, team=team)
    client = Client()
    assert member.user is not None
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def held(team: Team, count: int) -> list[Referral]:
    """Open referrals of as many people, each with a contact, a score and a plan."""
    made = []
    for number in range(count):
        referral = record.referral(team=team, received_on=date.today() - timedelta(days=30 + number))  # noqa: DTZ011
        record.contact(referral=referral, occurred_on=referral.received_on)
        record.score(referral=referral, taken_on=referral.received_on)
        record.plan(person=referral.person, provider=referral.provider, created_on=referral.received_on)
        made.append(referral)
    return made


at_1_and_50 = pytest.mark.parametrize("rows", [1, 50])


@at_1_and_50
@pytest.mark.parametrize("page", ["caseload", "queue"])
def test_lists(page: str, rows: int, tenant: Tenant, team: Team, clinician: Client) -> None:
    """On a caseload with as many sessions that are not completed."""
    with in_tenant(tenant.pk):
        worker = StaffMember.objects.get(memberships__team=team)
        for referral in held(team, rows):
            session(referral, referral.received_on, completed=False, worker=worker)
    check(page, rows, lambda: clinician.get(reverse(page)).status_code)


@at_1_and_50
def test_health_checks(rows: int, tenant: Tenant, team: Team, clinician: Client) -> None:
    """The recall list, and the page of somebody about whom much is recorded."""
    with in_tenant(tenant.pk):
        for referral in held(team, rows):
            entry = health.on_register(person=referral.person, next_by="secondary", next_team=team)
            health.to_follow_up(person=referral.person)
            health.attempt(person=referral.person)
        for _ in range(rows):
            health.to_follow_up(person=entry.person, follow_up_staff=ground.staff_member(), follow_up_who="")
            health.attempt(person=entry.person)
    check("recall", rows, lambda: clinician.get(reverse("recall")).status_code)
    page = reverse("health", args=[entry.person.reference])
    check("health", rows, lambda: clinician.get(page).status_code)


@at_1_and_50
def test_a_person(rows: int, tenant: Tenant, team: Team, clinician: Client) -> None:
    with in_tenant(tenant.pk):
        person = record.person()
        _long_record(person, team, rows)
    check("person", rows, lambda: clinician.get(reverse("person", args=[person.reference])).status_code)


@at_1_and_50
def test_the_way_through(rows: int, tenant: Tenant, team: Team, clinician: Client) -> None:
    with in_tenant(tenant.pk):
        referral = record.referral(team=team)
        for _ in range(rows):
            staff = ground.staff_member(team=team)
            record.pathway(referral=referral, ended_on=referral.received_on, end_reason="Reached")
            record.Involvement.objects.create(
                referral=referral, staff=staff, what="Debts", starts_on=referral.received_on
            )
            record.entry(referral=referral)
        assessment = record.Assessment.objects.get(person=referral.person)
    person = referral.person.reference
    way = reverse("referral", args=[person, referral.reference])
    check("referral", rows, lambda: clinician.get(way).status_code)
    sheet = reverse("assessment", args=[person, assessment.public_id])
    check("assessment", rows, lambda: clinician.get(sheet).status_code)


@at_1_and_50
def test_a_session(rows: int, tenant: Tenant, team: Team, clinician: Client) -> None:
    """With as many earlier scores, and actions of last time, as rows."""
    with in_tenant(tenant.pk):
        referral = record.referral(team=team)
        _long_record(referral.person, team, rows)
        made = sessions.session(referral, ground.staff_member(team=team))
        for _ in range(rows):
            plan_actions.add(by=system_actor(tenant.pk), plan=made.action.plan, what="Walk", doer="person")
    person, session = referral.person.reference, made.session.public_id
    rate = reverse("dialog-rate", args=[person, session, "job"])
    check("dialog-rate", rows, lambda: clinician.get(rate).status_code)
    complete = reverse("dialog-complete", args=[person, session])
    check("dialog-complete", rows, lambda: clinician.get(complete).status_code)


@at_1_and_50
def test_a_plan(rows: int, tenant: Tenant, team: Team, clinician: Client) -> None:
    """With as many goals, actions and comments as rows, agreed, and something kept from an organisation."""
    with in_tenant(tenant.pk):
        referral = record.referral(team=team)
        plan_worlds.full(system_actor(tenant.pk), referral, rows)
    plan = reverse("plan", args=[referral.person.reference])
    check("plan", rows, lambda: clinician.get(plan).status_code)


@at_1_and_50
def test_the_measures_of_a_person(rows: int, tenant: Tenant, team: Team, clinician: Client) -> None:
    """As many scores of four tools, with goals that have ended."""
    with in_tenant(tenant.pk):
        referral = record.referral(team=team)
        for number in range(rows):
            on = referral.received_on + timedelta(days=number)
            for tool in ("1037651000000100", "1091071000000100", "979641000000103", "1638531000000102"):
                record.score(referral=referral, tool_code=tool, taken_on=on)
            record.goal(referral=referral, set_on=on, ended_on=on)
    address = reverse("measures", args=[referral.person.reference])
    check("measures", rows, lambda: clinician.get(address).status_code)


@at_1_and_50
def test_the_outcomes_of_a_hub(rows: int, tenant: Tenant, team: Team, clinician: Client) -> None:
    with in_tenant(tenant.pk):
        held(team, rows)
    check("outcomes", rows, lambda: clinician.get(reverse("outcomes")).status_code)


@at_1_and_50
def test_progress(rows: int, tenant: Tenant, team: Team, clinician: Client) -> None:
    with in_tenant(tenant.pk):
        referral = record.referral(team=team)
        for place in range(rows):
            session(referral, referral.received_on + timedelta(days=place), talked=["job"], own={"Money": 3})
    address = reverse("progress", args=[referral.person.reference])
    check("progress", rows, lambda: clinician.get(address).status_code)


@at_1_and_50
def test_the_form_of_a_contact(rows: int, tenant: Tenant, team: Team, clinician: Client) -> None:
    with in_tenant(tenant.pk):
        person = record.person()
        _long_record(person, team, rows)
    check(
        "contact-log",
        rows,
        lambda: clinician.get(reverse("contact-log", args=[person.reference])).status_code,
    )


@at_1_and_50
def test_saving_a_contact(rows: int, tenant: Tenant, team: Team, clinician: Client) -> None:
    """With a draft, as many activities as rows (ten at most) and a score."""
    with in_tenant(tenant.pk):
        person = record.person()
        _long_record(person, team, rows)
        held = Referral.objects.get(person=person)
    address = reverse("contact-log", args=[person.reference])

    def save() -> int:
        page = clinician.get(address).content.decode()
        data = _form_of(page) | {
            "referral": held.reference,
            "tool": "1037651000000100",
            "score": "4",
            "activities": str(min(rows, 10)),
            **{f"activity-{number}-procedure": "386053000" for number in range(min(rows, 10))},
        }
        clinician.post(address, {**data, "draft": "1"})
        with CaptureQueriesContext(connection) as captured:
            assert clinician.post(address, {**data, "save": "1"}).status_code == 302
        saved.append(captured)
        return 302

    saved: list[CaptureQueriesContext] = []
    save()
    save()
    agree("contact-save", rows, saved[-1])


def _form_of(page: str) -> dict[str, str]:
    """What the form of a contact sends when nothing is changed in it."""
    form = page.split('id="contact"')[1].split("</form>")[0]
    texts = re.findall(r'<input[^>]* name="([^"]+)"[^>]*? value="([^"]*)"', form)
    chosen = re.findall(r'<select[^>]* name="([^"]+)".*?<option value="([^"]*)" selected', form, re.DOTALL)
    ticked = re.findall(r'name="([^"]+)" type="radio" value="([^"]*)" checked', form)
    return dict([*texts, *chosen, *ticked])


def _long_record(person: Person, team: Team, rows: int) -> None:
    referral = record.referral(person=person, team=team)
    for number in range(rows):
        contact = record.contact(referral=referral, occurred_on=referral.received_on + timedelta(days=number))
        record.activity(contact=contact)
        record.score(referral=referral, taken_on=contact.occurred_on)
        record.plan(person=person, provider=referral.provider, created_on=contact.occurred_on)
        health.to_follow_up(person=person, checked_on=contact.occurred_on)
        health.attempt(person=person, tried_on=contact.occurred_on)


@at_1_and_50
def test_the_dashboard(rows: int, tenant: Tenant, client_as: ClientAs) -> None:
    """As it is for commissioners, who ask for the rule of suppression as well."""
    with in_tenant(tenant.pk):
        for _ in range(rows):
            ground.coverage()
        figures.year(months=min(rows, 13))
    client = client_as(Role.COMMISSIONER)
    check("dashboard", rows, lambda: client.get(reverse("dashboard")).status_code)
