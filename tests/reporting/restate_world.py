"""A tenant whose months were made once, and what may change in it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from careplans.models import Plan, PlanAction, PlanReview
from hubs.models import RefsetMember, Team, Tenant
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from outcomes.models import HealthCheck, SmiRegister
from referrals.models import Contact, GpRegistration, PathwayEpisode, Person, Referral
from reporting.actions import night
from reporting.models import ComputedMonth, RecordSet
from tests.factories import ground, record
from tests.reporting.care_world import action, checked, employed, on_pathway, plan_of, registered, review
from tests.reporting.clock_world import Story, noon, reference_data, team, trust

JUNE, DAY = date(2025, 6, 30), date(2025, 6, 20)
THEN = datetime(2025, 7, 1, tzinfo=UTC)


@pytest.fixture
def told(transactional_db: None) -> Tenant:
    """A tenant with two people seen in spring, every month computed, in transactions of their own as the night's."""
    tenant = ground.tenant()
    with in_tenant(tenant.pk):
        reference_data()
        for name in ("ann", "bob"):
            story = Story(given_name=name)
            referral = story.referred("2025-03-10")
            story.helped(referral, "2025-04-02")
            story.seen(referral, "2025-06-02")
        cared_for(story.person, referral)
        # On the register, and without a referral.
        registered(record.person(given_name="cat", death_date=date(2025, 5, 31)), "2025-05-02")
    assert computed(tenant) == ["2025-03", "2025-04", "2025-05", "2025-06"]
    assert computed(tenant) == []
    return tenant


def cared_for(bob: Person, referral: Referral) -> None:
    """What bob has besides."""
    his = plan_of(bob, "2025-04-01")
    review(his, "2025-05-20")
    action(his, "2025-04-20")
    registered(bob, "2025-04-01")
    checked(bob, "weight", "2025-04-10")
    on_pathway(referral, "cen", "2025-04-01")


def plan() -> Plan:
    found: Plan = Plan.objects.get()
    return found


def reviewed() -> None:
    """As a review is done: it opens the next."""
    changed(PlanReview.objects.get(), reviewed_on=date(2025, 5, 19))
    review(plan(), "2025-11-20")


def bob_s_entry() -> SmiRegister:
    found: SmiRegister = SmiRegister.objects.get(person__given_name="bob")
    return found


def computed(tenant: Tenant, as_at: date = JUNE) -> list[str]:
    """The months that a night wrote."""
    with in_tenant(tenant.pk):
        before = dict(ComputedMonth.objects.values_list("period_end", "read_at"))
    compute_outside(tenant, as_at)
    with in_tenant(tenant.pk):
        after = dict(ComputedMonth.objects.order_by("period_end").values_list("period_end", "read_at"))
    return [f"{end:%Y-%m}" for end, read_at in after.items() if before.get(end) != read_at]


def compute_outside(tenant: Tenant, as_at: date) -> None:
    night.run(by=system_actor(tenant.pk), as_at=as_at)


def ann() -> Person:
    found: Person = Person.objects.get(given_name="ann")
    return found


def anns() -> Referral:
    found: Referral = Referral.objects.get(person=ann())
    return found


def void(row: object) -> None:
    row.voided_at, row.void_reason = noon("2026-01-01"), "Wrong person"  # type: ignore[attr-defined]
    row.save()  # type: ignore[attr-defined]


def changed(row: object, **values: object) -> None:
    for name, given in values.items():
        setattr(row, name, given)
    row.save()  # type: ignore[attr-defined]


def new_record_set() -> None:
    reading = RecordSet.objects.create(provider=trust(), month=date(2025, 5, 1), state="reading", name="May")
    changed(reading, state="taken", finished_at=timezone.now())


CHANGES: dict[str, tuple[Callable[[], object], list[str]]] = {
    "a contact": (
        lambda: record.contact(referral=anns(), occurred_on=date(2025, 5, 9)),
        ["2025-05", "2025-06"],
    ),
    "a contact voided": (
        lambda: void(Contact.objects.get(referral=anns(), occurred_on=date(2025, 6, 2))),
        ["2025-06"],
    ),
    "a contact moved": (
        lambda: changed(
            Contact.objects.get(referral=anns(), occurred_on=date(2025, 6, 2)), occurred_on=date(2025, 4, 30)
        ),
        ["2025-04", "2025-05", "2025-06"],
    ),
    "an activity": (
        lambda: record.activity(contact=Contact.objects.get(referral=anns(), occurred_on=date(2025, 6, 2))),
        ["2025-06"],
    ),
    "an indirect activity": (
        lambda: record.indirect_activity(referral=anns(), occurred_on=date(2025, 5, 1)),
        ["2025-05", "2025-06"],
    ),
    "a score": (lambda: record.score(referral=anns(), taken_on=date(2025, 6, 30)), ["2025-06"]),
    "a plan": (
        lambda: record.plan(person=ann(), provider=trust(), created_on=date(2025, 5, 31)),
        ["2025-05", "2025-06"],
    ),
    "a plan updated": (
        lambda: record.plan_update(plan=ann().care_plans.get(), updated_on=date(2025, 6, 5)),
        ["2025-06"],
    ),
    "a plan's only update voided": (
        lambda: changed(
            ann().care_plans.get().updates.get(), voided_at=timezone.now(), void_reason="Wrong person"
        ),
        ["2025-04", "2025-05", "2025-06"],
    ),
    "a referral": (
        lambda: record.referral(received_on=date(2025, 5, 20), team=team()),
        ["2025-05", "2025-06"],
    ),
    "a referral ended": (lambda: record.end(anns(), date(2025, 6, 12)), ["2025-06"]),
    "a referral moved to another hub": (
        lambda: changed(anns(), hub=ground.hub()),
        ["2025-03", "2025-04", "2025-05", "2025-06"],
    ),
    "a referral's named worker": (
        lambda: changed(anns(), named_worker=ground.staff_member(organisation=trust())),
        [],
    ),
    "a hospital spell": (
        lambda: record.hospital_spell(referral=anns(), starts_on=date(2025, 6, 1)),
        ["2025-06"],
    ),
    "an address": (
        lambda: changed(ann(), postcode="CF10 1AA"),
        ["2025-03", "2025-04", "2025-05", "2025-06"],
    ),
    "a death": (lambda: changed(bob_s_entry().person, death_date=date(2025, 5, 20)), ["2025-05", "2025-06"]),
    "a death that was not": (
        lambda: changed(Person.objects.get(given_name="cat"), death_date=None),
        ["2025-05", "2025-06"],
    ),
    "the birth date of somebody without a referral": (
        lambda: changed(Person.objects.get(given_name="cat"), birth_date=date(1950, 1, 1)),
        ["2025-05", "2025-06"],
    ),
    "the practice of somebody without a referral": (
        lambda: GpRegistration.objects.create(
            person=Person.objects.get(given_name="cat"), practice_code="P81001", starts_on=date(2020, 1, 1)
        ),
        ["2025-05", "2025-06"],
    ),
    "the practice of somebody in no figure": (
        lambda: GpRegistration.objects.create(person=record.person(), practice_code="P81001"),
        [],
    ),
    "records that were joined": (
        lambda: changed(Person.objects.get(given_name="cat"), merged_into=ann()),
        ["2025-05", "2025-06"],
    ),
    "a telephone number": (lambda: changed(ann(), phone="01253 000000"), []),
    "a registration": (
        lambda: GpRegistration.objects.create(
            person=ann(), practice_code="P81001", starts_on=date(2025, 5, 5)
        ),
        ["2025-05", "2025-06"],
    ),
    "a record set": (new_record_set, ["2025-05", "2025-06"]),
    "a team's type": (
        lambda: Team.objects.filter(team_type="A06").update(team_type="A18"),
        ["2025-03", "2025-04", "2025-05", "2025-06"],
    ),
    "a reference set": (
        lambda: RefsetMember.objects.create(refset_id="1", concept_id="2", active_from=date(2024, 1, 1)),
        ["2025-03", "2025-04", "2025-05", "2025-06"],
    ),
    "a referral's reason": (
        lambda: changed(anns(), primary_reason="08"),
        ["2025-03", "2025-04", "2025-05", "2025-06"],
    ),
    "a review of a plan": (lambda: review(plan_of(ann()), "2025-05-12"), ["2025-05", "2025-06"]),
    "a review done": (reviewed, ["2025-05", "2025-06"]),
    "an action": (lambda: action(plan(), "2025-05-12"), ["2025-05", "2025-06"]),
    "an action done": (
        lambda: changed(
            PlanAction.objects.get(due_on=date(2025, 4, 20)), state="done", settled_on=date(2025, 4, 20)
        ),
        ["2025-04", "2025-05", "2025-06"],
    ),
    "the words of an action": (
        lambda: changed(PlanAction.objects.get(due_on=date(2025, 4, 20)), what="Ring the pool"),
        [],
    ),
    "an entry in the register": (lambda: registered(ann(), "2025-05-31"), ["2025-05", "2025-06"]),
    "remission": (lambda: changed(bob_s_entry(), remission_on=date(2025, 6, 1)), ["2025-06"]),
    "the team that does the next check": (lambda: changed(bob_s_entry(), unstable=True), []),
    "a health check": (lambda: checked(ann(), "weight", "2025-06-30"), ["2025-06"]),
    "a health check moved": (
        lambda: changed(HealthCheck.objects.get(), checked_on=date(2025, 5, 3)),
        ["2025-04", "2025-05", "2025-06"],
    ),
    "what follows a health check": (lambda: changed(HealthCheck.objects.get(), words="Ring in May"), []),
    "a job": (lambda: employed(anns(), "2025-06-02"), ["2025-06"]),
    "a pathway": (lambda: on_pathway(anns(), "cen", "2025-05-01"), ["2025-05", "2025-06"]),
    "a pathway ended": (
        lambda: changed(PathwayEpisode.objects.get(), ended_on=date(2025, 6, 3), end_reason="Finished"),
        ["2025-06"],
    ),
    "what is for later months": (lambda: record.contact(referral=anns(), occurred_on=date(2025, 7, 2)), []),
}
