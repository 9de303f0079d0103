"""Which months a night makes anew: those that what was recorded, corrected or voided can have changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from unittest.mock import Mock

import pytest
from django.db import connection, transaction
from django.utils import timezone

from careplans.models import Plan, PlanAction, PlanReview
from hubs.models import RefsetMember, Team, Tenant
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from outcomes.models import HealthCheck, SmiRegister
from referrals.models import Contact, GpRegistration, PathwayEpisode, Person, Referral
from reporting.actions import night
from reporting.models import ComputedMonth, IndicatorValue, RecordSet
from reporting.rules.months import Computed, Month, newest, stale
from tests.factories import ground, record
from tests.reporting.care_world import action, checked, employed, on_pathway, plan_of, registered, review
from tests.reporting.clock_world import Story, noon, reference_data, team, trust
from tests.reporting.night_world import compute, number

JUNE, DAY = date(2025, 6, 30), date(2025, 6, 20)
THEN = datetime(2025, 7, 1, tzinfo=UTC)


class TestRule:
    """Without a database: months, how far they were computed, and what changed."""

    def codes(
        self,
        *,
        as_at: date = JUNE,
        first: date | None = date(2025, 3, 9),
        last: date | None = date(2025, 6, 3),
        computed: dict[date, Computed] | None = None,
        changed: date | None = None,
    ) -> list[str]:
        found = stale(
            first=first,
            last=last,
            as_at=as_at,
            computed=computed or {},
            definitions="d",
            changed_since=lambda moment: changed,
        )
        return [month.code for month in found]

    def done(self, *ends: date, as_at: date | None = None, by: str = "d") -> dict[date, Computed]:
        return {end: Computed(as_at or end, THEN, by) for end in ends}

    ALL = (date(2025, 3, 31), date(2025, 4, 30), date(2025, 5, 31), JUNE)

    def test_everything_with_data_the_first_time(self) -> None:
        assert self.codes() == ["2025-03", "2025-04", "2025-05", "2025-06"]

    def test_nothing_the_second_time(self) -> None:
        assert self.codes(computed=self.done(*self.ALL)) == []

    def test_every_month_from_the_one_that_changed(self) -> None:
        assert self.codes(computed=self.done(*self.ALL), changed=date(2025, 5, 31)) == ["2025-05", "2025-06"]
        assert self.codes(computed=self.done(*self.ALL), changed=date(2025, 6, 1)) == ["2025-06"]
        assert self.codes(computed=self.done(*self.ALL), changed=date(2025, 7, 1)) == []

    def test_every_month_when_what_figures_are_made_by_has_changed(self) -> None:
        assert len(self.codes(computed=self.done(*self.ALL, by="other"))) == 4

    def test_month_to_date_goes_on_until_it_is_over(self) -> None:
        done = {**self.done(*self.ALL[:3]), **self.done(JUNE, as_at=DAY)}
        assert self.codes(computed=done, as_at=DAY) == []
        assert self.codes(computed=done, as_at=date(2025, 6, 21)) == ["2025-06"]
        assert self.codes(computed=done, as_at=date(2025, 7, 1)) == ["2025-06", "2025-07"]

    def test_months_after_the_last_data_are_left_out_but_that_of_the_day(self) -> None:
        assert self.codes(computed=self.done(*self.ALL), as_at=date(2026, 11, 22)) == ["2026-11"]

    def test_nothing_recorded_yet(self) -> None:
        assert self.codes(first=None, last=None) == ["2025-06"]

    def test_day_before_the_first_data(self) -> None:
        assert self.codes(as_at=date(2024, 1, 15)) == ["2024-01"]

    def test_what_changed_is_asked_once_for_months_computed_together(self) -> None:
        asked = Mock(return_value=None)
        stale(
            first=self.ALL[0],
            last=JUNE,
            as_at=JUNE,
            computed=self.done(*self.ALL),
            definitions="d",
            changed_since=asked,
        )
        assert {call.args for call in asked.call_args_list} == {(THEN,)}

    def test_so_many_months(self) -> None:
        assert [month.code for month in newest(3, as_at=DAY)] == ["2025-04", "2025-05", "2025-06"]
        assert newest(1, as_at=DAY) == [Month(JUNE, DAY)]


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
        lambda: changed(ann().care_plans.get(), last_updated_on=date(2025, 6, 5)),
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


@pytest.mark.parametrize("what", CHANGES)
def test_months_that_a_change_is_about_are_made_anew(told: Tenant, what: str) -> None:
    change, expected = CHANGES[what]
    with in_tenant(told.pk):
        change()
    assert computed(told) == expected
    assert computed(told) == []


@pytest.mark.parametrize(
    "what", ["a contact moved", "a referral ended", "an address", "a death", "a record set", "a review done"]
)
def test_made_anew_is_as_made_from_nothing(told: Tenant, what: str) -> None:
    with in_tenant(told.pk):
        CHANGES[what][0]()
    compute_outside(told, JUNE)
    with in_tenant(told.pk):
        restated = values()
        IndicatorValue.objects.all().delete()
        ComputedMonth.objects.all().delete()
    compute_outside(told, JUNE)
    with in_tenant(told.pk):
        assert values() == restated


def values() -> list[tuple[object, ...]]:
    columns = [
        field.name for field in IndicatorValue._meta.concrete_fields if field.name not in ("id", "run")
    ]
    return sorted(IndicatorValue.objects.values_list(*columns), key=str)


def test_unchanged_values_keep_their_run_and_others_name_the_new_one(told: Tenant) -> None:
    with in_tenant(told.pk):
        before = {one.pk: one.run_id for one in IndicatorValue.objects.filter(period_end=JUNE)}
        record.contact(referral=anns(), occurred_on=date(2025, 6, 9))
    compute_outside(told, JUNE)
    with in_tenant(told.pk):
        now = IndicatorValue.objects.filter(period_end=JUNE, run_id__in=set(before.values()))
        assert 0 < now.count() < len(before)


def test_rows_that_are_no_longer_made_go(told: Tenant) -> None:
    with in_tenant(told.pk):
        hub = ground.hub(code="for-a-week")
    compute_outside(told, JUNE)
    with in_tenant(told.pk):
        assert IndicatorValue.objects.filter(level_code="for-a-week").exists()
        place = hub.place
        hub.delete()
        place.delete()
    compute_outside(told, JUNE)
    with in_tenant(told.pk):
        assert not IndicatorValue.objects.filter(level_code="for-a-week").exists()


def test_what_commits_after_the_night_began_is_seen_by_the_next(told: Tenant) -> None:
    """A long import that was at work while the night ran carries the time it began, not the time it committed."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("begin")
            cursor.execute("select set_config('app.tenant_id', %s, true)", [str(told.pk)])
            cursor.execute(
                "update referrals_referral"
                " set discharged_on = '2025-06-20', closed_with = 'person', closure_reason = '02'"
            )
            cursor.execute("update referrals_holding set until = now()")
            assert computed(told, date(2025, 7, 1)) == ["2025-07"]
            cursor.execute("commit")
    finally:
        other.close()
    assert computed(told, date(2025, 7, 1)) == ["2025-06", "2025-07"]
    with in_tenant(told.pk), transaction.atomic():
        assert number("wait.mrs05", on=date(2025, 7, 31)) == 2


def test_tenants_do_not_see_each_other_s_night(told: Tenant) -> None:
    stranger = ground.tenant()
    compute_outside(stranger, JUNE)
    with in_tenant(stranger.pk):
        assert number("wait.mrs06") == 0
        assert ComputedMonth.objects.count() == 1
    with in_tenant(told.pk):
        assert number("wait.mrs06") == 2


def test_first_month_of_a_tenant_is_made_when_nothing_is_there(in_a_tenant: Tenant) -> None:
    assert compute(months=None).months == ["2025-06"]
