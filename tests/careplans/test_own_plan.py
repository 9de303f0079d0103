"""A person reads their own plan, and says what they think of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from careplans.actions import agreements, plan_texts, plans
from careplans.models import DialogSession, Plan, PlanComment
from hubs.models import Tenant
from hubs.rules.roles import Actor, Role
from hubs.tenancy import in_tenant
from referrals.models import Person, Referral
from tests.careplans.own_pages import signed_in
from tests.factories import ground, record


@pytest.fixture
def worker(tenant: Tenant) -> Actor:
    with in_tenant(tenant.pk):
        return ground.actor(Role.CLINICIAN)


@pytest.fixture
def person(tenant: Tenant) -> Person:
    with in_tenant(tenant.pk):
        made: Person = record.referral(received_on=timezone.localdate() - dt.timedelta(days=10)).person
        return made


def written(tenant: Tenant, worker: Actor, person: Person, **texts: str) -> Plan:
    """Parts of a plan, as the worker and the person wrote them."""
    with in_tenant(tenant.pk, staff_id=worker.staff_id):
        plan = plans.open(by=worker, person=person)
        for part, text in texts.items():
            plan_texts.write(by=worker, plan=plan, part=part, text=text)
    return plan


def agree(tenant: Tenant, worker: Actor, plan: Plan) -> None:
    with in_tenant(tenant.pk, staff_id=worker.staff_id):
        today = timezone.localdate()
        agreements.agree(
            by=worker,
            plan=plan,
            agreed_with=["10"],
            agreed_on=today,
            review_on=today + dt.timedelta(days=90),
            chosen_by_person=True,
        )


def read(tenant: Tenant, person: Person, query: str = "") -> str:
    page: Any = signed_in(tenant, person).get(f"/my/{tenant.slug}/plan/{query}")
    return str(page.content.decode())


def test_without_a_plan_the_page_says_how_one_is_made(tenant: Tenant, person: Person) -> None:
    assert "There is no plan yet" in read(tenant, person)


def test_what_is_being_written_is_shown_as_not_agreed(tenant: Tenant, worker: Actor, person: Person) -> None:
    written(tenant, worker, person, matters="My garden")
    page = read(tenant, person)
    assert "My garden" in page
    assert "You have not agreed to it yet" in page


def test_after_an_agreement_the_agreed_words_are_shown_until_the_next(
    tenant: Tenant, worker: Actor, person: Person
) -> None:
    plan = written(tenant, worker, person, matters="My garden")
    agree(tenant, worker, plan)
    assert "version 1" in read(tenant, person)
    written(tenant, worker, person, strengths="I am good with animals")
    page = read(tenant, person)
    assert "I am good with animals" not in page
    assert "Read what is written now" in page
    assert "I am good with animals" in read(tenant, person, "?now=1")


def test_what_helps_in_a_crisis_stands_first(tenant: Tenant, worker: Actor, person: Person) -> None:
    written(tenant, worker, person, matters="My garden", crisis="Ring my sister")
    page = read(tenant, person)
    assert page.index("Ring my sister") < page.index("My garden")


def test_the_person_comments(tenant: Tenant, worker: Actor, person: Person) -> None:
    written(tenant, worker, person, matters="My garden")
    client = signed_in(tenant, person)
    page = f"/my/{tenant.slug}/plan/"
    assert "Write what you think" in client.post(page, {"part": "matters"}).content.decode()
    done = client.post(page, {"part": "matters", "text": "And my dog"}, follow=True).content.decode()
    assert "And my dog" in done
    with in_tenant(tenant.pk):
        comment = PlanComment.objects.get()
    assert (comment.part, comment.by_person, comment.writer_name) == ("matters", True, person.given_name)


def test_plan_and_progress_are_taken_along_on_paper(tenant: Tenant, worker: Actor, person: Person) -> None:
    written(tenant, worker, person, matters="My garden")
    client = signed_in(tenant, person)
    for page in ("plan/paper/?layout=easy", "progress/paper/?layout=large"):
        answer: Any = client.get(f"/my/{tenant.slug}/{page}")
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert client.get(f"/my/{tenant.slug}/plan/paper/?layout=tiny").status_code == 404


def test_without_a_plan_there_is_no_paper(tenant: Tenant, person: Person) -> None:
    assert signed_in(tenant, person).get(f"/my/{tenant.slug}/plan/paper/").status_code == 404


def test_progress_shows_every_session(tenant: Tenant, worker: Actor, person: Person) -> None:
    client = signed_in(tenant, person)
    page = f"/my/{tenant.slug}/progress/"
    assert "Nothing to show yet" in client.get(page).content.decode()
    with in_tenant(tenant.pk, staff_id=worker.staff_id):
        referral = Referral.objects.get(person=person)
        for days, rating in ((9, "3"), (2, "5")):
            record.score(
                referral=referral,
                tool_code="1037651000000100",
                score=rating,
                taken_on=timezone.localdate() - dt.timedelta(days=days),
            )
    shown = client.get(page).content.decode()
    assert "<svg" in shown
    assert "is for you and your worker to say" in shown


def test_rating_before_a_session_leads_to_a_page_for_that_alone(
    tenant: Tenant, worker: Actor, person: Person
) -> None:
    client = signed_in(tenant, person)
    answer = client.post(f"/my/{tenant.slug}/rate/")
    assert "/rate/" in answer["Location"]
    with in_tenant(tenant.pk):
        session = DialogSession.objects.get()
        assert session.person == person
        assert session.is_open
    again = client.post(f"/my/{tenant.slug}/rate/")
    with in_tenant(tenant.pk):
        assert DialogSession.objects.get() == session, "the one that is open goes on"
    assert again["Location"] != answer["Location"], "each link is used for itself"


def test_whom_nobody_holds_is_told_so(tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        alone = record.person()
    answer = signed_in(tenant, alone).post(f"/my/{tenant.slug}/rate/")
    assert "Nobody looks after you at the moment" in answer.content.decode()
