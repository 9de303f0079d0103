"""A person reads their own plan, and says what they think of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from careplans.actions import agreements, plan_texts, plans
from careplans.models import Plan, PlanComment
from hubs.models import Tenant
from hubs.rules.roles import Actor, Role
from hubs.tenancy import in_tenant
from referrals.models import Person
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
