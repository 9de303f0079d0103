"""The values of plans: who has one that they agreed, and whether what was agreed happens by its day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from careplans.models import CarePlanAgreement
from hubs.models import Tenant
from referrals.models import Referral
from tests.factories import ground
from tests.reporting.care_world import action, fraction, left_out, plan_of, reported, review, seen_twice
from tests.reporting.clock_world import Story, day, noon, reference_data
from tests.reporting.night_world import compute, groups

pytestmark = pytest.mark.usefixtures("in_a_tenant")


@pytest.fixture(autouse=True)
def _reference(in_a_tenant: Tenant) -> None:
    reference_data()


def held() -> Story:
    """Somebody on the caseload."""
    story = Story()
    story.seen(story.referred("2025-01-01"), "2025-02-01")
    return story


def coproduced() -> tuple[int, int]:
    compute()
    return fraction("plan.coproduced")


class TestCurrentPlan:
    def test_caseload_is_open_and_seen(self) -> None:
        held().planned("2025-02-01")
        unseen, gone = Story(), Story()
        unseen.referred("2025-01-01")
        unseen.planned("2025-02-01")
        gone.seen(gone.referred("2025-01-01", "2025-06-10"), "2025-02-01")
        gone.planned("2025-02-01")
        assert coproduced() == (1, 1)

    def test_plan_of_another_provider_counts_where_the_person_is_held(self) -> None:
        held().planned("2025-02-01", provider="RXB")
        assert coproduced() == (1, 1)
        assert fraction("plan.coproduced", level="provider", code="RXA") == (1, 1)

    @pytest.mark.parametrize(("plan_type", "counts"), [("10", 1), ("12", 0), ("11", 0), ("13", 0)])
    def test_care_plans_alone(self, plan_type: str, counts: int) -> None:
        held().planned("2025-02-01", plan_type=plan_type)
        assert coproduced() == (counts, 1)

    @pytest.mark.parametrize(("by", "counts"), [("10", 1), ("11", 0), ("13", 0)])
    def test_agreed_by_the_person_themselves(self, by: str, counts: int) -> None:
        plan = held().planned("2025-02-01", agreed=False)
        CarePlanAgreement.objects.create(plan=plan, agreed_by=by, agreed_on=date(2025, 2, 1))
        assert coproduced() == (counts, 1)
        assert left_out("plan.coproduced") == (0, 1 - counts)

    @pytest.mark.parametrize(("agreed", "counts"), [("2025-06-30", 1), ("2025-07-01", 0), (None, 1)])
    def test_agreed_by_the_end_of_the_month(self, agreed: str | None, counts: int) -> None:
        plan = held().planned("2025-02-01", agreed=False)
        CarePlanAgreement.objects.create(plan=plan, agreed_by="10", agreed_on=day(agreed))
        assert coproduced() == (counts, 1)

    @pytest.mark.parametrize(
        ("due", "done", "counts"),
        [
            ("2025-06-30", None, 1),
            ("2025-06-29", None, 0),
            ("2025-06-29", "2025-06-30", 1),
            ("2025-06-01", "2025-07-01", 0),
            ("2025-09-01", None, 1),
        ],
    )
    def test_not_past_the_day_of_its_review(self, due: str, done: str | None, counts: int) -> None:
        plan = plan_of(held().person)
        reported(plan, "2025-02-01")
        review(plan, due, done)
        assert coproduced() == (counts, 1)
        assert left_out("plan.coproduced") == (0, 0)

    @pytest.mark.parametrize(("chosen", "counts"), [("2025-06-20", 1), ("2025-07-02", 0)])
    def test_another_day_chosen_takes_its_place_from_then_on(self, chosen: str, counts: int) -> None:
        plan = plan_of(held().person)
        reported(plan, "2025-02-01")
        put_off(review(plan, "2025-06-10"), noon(chosen))
        review(plan, "2025-10-10")
        assert coproduced() == (counts, 1)

    def test_person_with_two_referrals_counts_once(self) -> None:
        story = held()
        story.seen(story.referred("2025-03-01"), "2025-03-02")
        story.planned("2025-02-01")
        assert coproduced() == (1, 1)

    def test_nobody_held_is_nothing_to_divide_by(self) -> None:
        assert coproduced() == (0, 0)


def put_off(row: object, at: datetime) -> None:
    """Another day was chosen in its place."""
    row.voided_at, row.void_reason = at, "Another day was chosen"  # type: ignore[attr-defined]
    row.save()  # type: ignore[attr-defined]


class TestCrisisPlan:
    @pytest.mark.parametrize(
        ("plan_type", "on", "counts"),
        [("12", "2025-06-30", 1), ("12", "2025-07-01", 0), ("10", "2025-03-01", 0)],
    )
    def test_recorded_by_the_end_of_the_month_agreed_or_not(
        self, plan_type: str, on: str, counts: int
    ) -> None:
        held().planned(on, agreed=False, plan_type=plan_type)
        compute()
        assert fraction("plan.crisis_plan") == (counts, 1)


class TestReviews:
    @pytest.mark.parametrize(
        ("due", "done", "expected"),
        [
            ("2025-06-01", "2025-06-01", (1, 1)),
            ("2025-06-30", "2025-06-30", (1, 1)),
            ("2025-06-10", "2025-05-20", (1, 1)),
            ("2025-06-10", "2025-06-11", (0, 1)),
            ("2025-06-10", None, (0, 1)),
            ("2025-06-30", "2025-07-01", (0, 1)),
            ("2025-05-31", "2025-05-31", (0, 0)),
            ("2025-07-01", None, (0, 0)),
        ],
    )
    def test_due_in_the_month_and_done_by_the_day(
        self, due: str, done: str | None, expected: tuple[int, int]
    ) -> None:
        review(plan_of(held().person), due, done)
        compute()
        assert fraction("plan.review_on_time") == expected

    @pytest.mark.parametrize(
        ("chosen", "expected"),
        [
            (datetime(2025, 6, 10, 22, 59, tzinfo=UTC), (0, 0)),
            (datetime(2025, 6, 10, 23, 1, tzinfo=UTC), (0, 1)),
            (datetime(2025, 7, 3, tzinfo=UTC), (0, 1)),
        ],
    )
    def test_another_day_chosen_too_late_does_not_undo_that_it_went_by(
        self, chosen: datetime, expected: tuple[int, int]
    ) -> None:
        put_off(review(plan_of(held().person), "2025-06-10"), chosen)
        compute()
        assert fraction("plan.review_on_time") == expected

    @pytest.mark.parametrize(("closed", "expected"), [("2025-06-10", (0, 1)), ("2025-06-09", (0, 0))])
    def test_people_whose_help_had_ended_are_left_out(self, closed: str, expected: tuple[int, int]) -> None:
        story = Story()
        story.referred("2025-01-01", closed)
        review(plan_of(story.person), "2025-06-10")
        compute()
        assert fraction("plan.review_on_time") == expected
        assert left_out("plan.review_on_time") == (1 - expected[1], 0)

    def test_lies_where_the_newest_referral_of_the_day_lies(self) -> None:
        story = Story()
        story.referred("2025-01-01", provider="RXA")
        story.referred("2025-05-01", provider="RXB")
        story.referred("2025-06-20", provider="RXC")
        review(plan_of(story.person), "2025-06-10", "2025-06-10")
        compute()
        assert fraction("plan.review_on_time", level="provider", code="RXB") == (1, 1)
        assert fraction("plan.review_on_time", level="provider", code="RXA") == (0, 0)
        assert fraction("plan.review_on_time", level="provider", code="RXC") == (0, 0)

    def test_plan_that_was_voided_has_none(self) -> None:
        plan = plan_of(held().person)
        review(plan, "2025-06-10")
        put_off(plan, datetime(2025, 6, 20, tzinfo=UTC))
        compute()
        assert fraction("plan.review_on_time") == (0, 0)


class TestActions:
    @pytest.mark.parametrize(
        ("due", "state", "settled", "expected"),
        [
            ("2025-06-10", "done", "2025-06-10", (1, 1)),
            ("2025-06-10", "done", "2025-05-01", (1, 1)),
            ("2025-06-10", "done", "2025-06-11", (0, 1)),
            ("2025-06-30", "done", "2025-07-01", (0, 1)),
            ("2025-06-10", "partly", "2025-06-09", (0, 1)),
            ("2025-06-10", "not_done", "2025-06-09", (0, 1)),
            ("2025-06-10", "open", None, (0, 1)),
            ("2025-06-10", "dropped", "2025-06-09", (0, 0)),
            ("2025-06-10", "dropped", "2025-07-09", (0, 1)),
            ("2025-05-31", "done", "2025-05-31", (0, 0)),
            (None, "done", "2025-06-10", (0, 0)),
        ],
    )
    def test_due_in_the_month_and_done_by_the_day(
        self, due: str | None, state: str, settled: str | None, expected: tuple[int, int]
    ) -> None:
        action(plan_of(held().person), due, state, settled)
        compute()
        assert fraction("plan.actions_done") == expected

    def test_by_who_was_to_do_them_each_of_their_own(self) -> None:
        plan = plan_of(held().person)
        action(plan, "2025-06-10", "done", "2025-06-10", doer="person")
        action(plan, "2025-06-11", doer="person")
        action(plan, "2025-06-12", doer="worker")
        action(plan, "2025-06-13", "dropped", "2025-06-01", doer="carer")
        compute()
        assert groups("plan.actions_done", "doer") == {"person": 1, "worker": 0}
        assert fraction("plan.actions_done", breakdown="doer", group="person") == (1, 2)
        assert fraction("plan.actions_done", breakdown="doer", group="worker") == (0, 1)
        assert left_out("plan.actions_done") == (1, 0)

    def test_reviews_and_actions_are_not_mixed(self) -> None:
        plan = plan_of(held().person)
        review(plan, "2025-06-10", "2025-06-10")
        action(plan, "2025-06-10")
        compute()
        assert fraction("plan.review_on_time") == (1, 1)
        assert fraction("plan.actions_done") == (0, 1)


def test_hubs_have_their_own_figures() -> None:
    story = Story()
    referral = seen_twice(story, "2025-01-01")
    Referral.objects.filter(pk=referral.pk).update(hub=ground.hub(code="fylde"))
    plan = plan_of(story.person)
    reported(plan, "2025-02-01")
    action(plan, "2025-06-10", "done", "2025-06-10")
    compute()
    assert fraction("plan.coproduced", level="hub", code="fylde") == (1, 1)
    assert fraction("plan.actions_done", level="hub", code="fylde", breakdown="doer", group="person") == (
        1,
        1,
    )
