"""A plan is agreed: frozen, reported as the nation asks, and the real clock stops as its rule says."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from careplans.actions import agreements, goals, plan_actions, plan_texts, reviews
from careplans.models import CarePlan, CarePlanAgreement, Plan, PlanReview, PlanVersion
from careplans.selectors import documents, plans
from careplans.selectors.care_plans import last_updated_on
from hubs.models import AuditEvent, RefsetMember
from reporting.selectors import caseload_rows, clock
from tests.factories import ground, record
from tests.referrals.conftest import NOW, TODAY, World

PERSON, TEAM, ADVOCATE = "10", "13", "12"
LATER = TODAY + timedelta(days=90)


def agree(world: World, plan: Plan, *codes: str, on: date = TODAY, **changed: Any) -> PlanVersion:
    given = {"review_on": LATER, "chosen_by_person": True, **changed}
    return agreements.agree(by=world.by, plan=plan, agreed_with=codes or (PERSON,), agreed_on=on, **given)


def at(day: date) -> Any:
    return time_machine.travel(datetime.combine(day, NOW.timetz()), tick=False)


def write(world: World, plan: Plan, part: str = "matters", text: str = "My dog") -> None:
    plan_texts.write(by=world.by, plan=plan, part=part, text=text)


def told(plan: Plan) -> list[tuple[str, date, date | None]]:
    rows = CarePlan.objects.filter(of_plan=plan).order_by("plan_type", "provider")
    return [(row.plan_type, row.created_on, last_updated_on(row)) for row in rows]


class TestFreezing:
    def test_nothing_is_agreed_with_an_empty_plan(self, inside: World, plan: Plan) -> None:
        with pytest.raises(ValidationError, match="nothing to agree yet"):
            agree(inside, plan)
        write(inside, plan)
        write(inside, plan, text="")
        with pytest.raises(ValidationError, match="nothing to agree yet"):
            agree(inside, plan)
        assert not PlanVersion.objects.exists()
        assert not PlanReview.objects.exists()

    def test_a_version_says_what_was_agreed_and_stays(self, inside: World, plan: Plan) -> None:
        write(inside, plan)
        first = agree(inside, plan)
        write(inside, plan, text="My cat")
        frozen = documents.of_version(first)
        assert [text.text for text in frozen.texts] == ["My dog"]
        assert (frozen.number, frozen.review_on, first.changes) == (1, LATER, ["The first version."])
        assert [(one.label, one.on) for one in frozen.agreements] == [("Patient or patient proxy", TODAY)]

    def test_the_next_version_says_what_changed(self, inside: World, plan: Plan) -> None:
        write(inside, plan)
        agree(inside, plan)
        goals.add(by=inside.by, plan=plan, words="Sleep")
        with at(TODAY + timedelta(days=7)):
            second = agree(inside, plan, on=TODAY + timedelta(days=7))
        assert (second.number, second.changes) == (2, ["New goal: “Sleep”."])

    def test_agreeing_twice_on_a_day_is_one_version(self, inside: World, plan: Plan) -> None:
        write(inside, plan)
        first = agree(inside, plan)
        assert agree(inside, plan) == first
        assert CarePlanAgreement.objects.count() == 1
        assert AuditEvent.objects.filter(action="plan.frozen").count() == 1

    def test_who_agrees_later_on_that_day_agrees_to_the_same_version(self, inside: World, plan: Plan) -> None:
        write(inside, plan)
        first = agree(inside, plan, TEAM)
        assert agree(inside, plan, PERSON) == first
        assert [one.agreed_by for one in documents.of_version(first).agreements] == [TEAM, PERSON]
        assert [one.agreed_by for one in documents.of_plan(plan).agreements] == [TEAM, PERSON]

    def test_other_words_on_that_day_are_another_version(self, inside: World, plan: Plan) -> None:
        write(inside, plan)
        agree(inside, plan)
        write(inside, plan, text="My cat")
        second = agree(inside, plan)
        assert second.number == 2
        assert CarePlanAgreement.objects.get().plan_version == second

    def test_where_nobody_reports_who_agrees_later_makes_a_version(self, inside: World, plan: Plan) -> None:
        record.end(inside.referral, TODAY)
        write(inside, plan)
        agree(inside, plan, TEAM)
        second = agree(inside, plan, PERSON)
        assert (second.number, second.changes) == (2, [])
        assert not CarePlan.objects.exists()

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"on": TODAY + timedelta(days=1)}, "agreed_on"),
            ({"on": TODAY - timedelta(days=1)}, "agreed_on"),
            ({"review_on": TODAY - timedelta(days=1)}, "review_on"),
        ],
    )
    def test_days_that_cannot_be(
        self, inside: World, plan: Plan, changed: dict[str, Any], field: str
    ) -> None:
        write(inside, plan)
        with pytest.raises(ValidationError) as refused:
            agree(inside, plan, **changed)
        assert list(refused.value.message_dict) == [field]

    @pytest.mark.parametrize("codes", [["99"], ["10", ""]])
    def test_who_is_not_in_the_list(self, inside: World, plan: Plan, codes: list[str]) -> None:
        write(inside, plan)
        with pytest.raises(ValidationError, match="from the list"):
            agree(inside, plan, *codes)

    def test_somebody_agreed(self, inside: World, plan: Plan) -> None:
        write(inside, plan)
        with pytest.raises(ValidationError, match="Choose who agreed"):
            agreements.agree(
                by=inside.by,
                plan=plan,
                agreed_with=(),
                agreed_on=TODAY,
                review_on=LATER,
                chosen_by_person=True,
            )

    def test_nobody_agrees_before_they_agreed_last(self, inside: World, plan: Plan) -> None:
        write(inside, plan)
        with at(TODAY + timedelta(days=2)):
            agree(inside, plan, on=TODAY + timedelta(days=2))
            with pytest.raises(ValidationError, match="last agreed on 20 June 2025"):
                agree(inside, plan, on=TODAY + timedelta(days=1))


class TestReporting:
    def test_each_provider_with_an_open_referral_of_ours_reports_it(self, inside: World, plan: Plan) -> None:
        other = ground.organisation(name="Council", kind="council")
        record.referral(person=inside.person, team=ground.team(organisation=other))
        record.referral(person=inside.person, source_month=date(2025, 5, 1))
        record.referral(person=inside.person, discharged_on=TODAY)
        write(inside, plan)
        version = agree(inside, plan, PERSON, TEAM, family_involved="Y")
        reported = CarePlan.objects.filter(of_plan=plan)
        assert {row.provider for row in reported} == {inside.referral.provider, other}
        rows = CarePlanAgreement.objects.values_list(
            "agreed_by", "agreed_on", "family_involved", "plan_version"
        )
        assert sorted(rows) == [(PERSON, TODAY, "Y", version.pk)] * 2 + [(TEAM, TODAY, "Y", version.pk)] * 2

    def test_a_crisis_part_that_says_something_is_a_crisis_plan_as_well(
        self, inside: World, plan: Plan
    ) -> None:
        write(inside, plan)
        agree(inside, plan)
        assert told(plan) == [("10", TODAY, TODAY)]
        later = TODAY + timedelta(days=3)
        with at(later):
            write(inside, plan, "crisis", "Ring my sister")
            agree(inside, plan, on=later)
        assert told(plan) == [("10", TODAY, later), ("12", later, later)]
        with at(later + timedelta(days=1)):
            agree(inside, plan, on=later + timedelta(days=1))
        assert {row[2] for row in told(plan)} == {later + timedelta(days=1)}

    def test_a_crisis_part_written_since_was_not_agreed_to(self, inside: World, plan: Plan) -> None:
        write(inside, plan)
        with at(TODAY + timedelta(days=3)):
            write(inside, plan, "crisis", "Ring my sister")
            agree(inside, plan, on=TODAY + timedelta(days=1))
        assert told(plan) == [("10", TODAY, TODAY + timedelta(days=1))]

    def test_a_plan_is_created_when_something_is_written_not_when_it_is_opened(
        self, inside: World, plan: Plan
    ) -> None:
        with at(TODAY + timedelta(days=9)):
            write(inside, plan)
            with pytest.raises(ValidationError, match="first written on 27 June 2025"):
                agree(inside, plan, on=TODAY + timedelta(days=8))
            agree(inside, plan, on=TODAY + timedelta(days=9))
        assert told(plan) == [("10", TODAY + timedelta(days=9), TODAY + timedelta(days=9))]

    @pytest.mark.parametrize("kind", ["goal", "action"])
    def test_a_goal_or_an_action_is_something_written(self, inside: World, plan: Plan, kind: str) -> None:
        if kind == "goal":
            goals.add(by=inside.by, plan=plan, words="Sleep")
        else:
            plan_actions.add(by=inside.by, plan=plan, what="Ring", doer="person")
        agree(inside, plan)
        assert told(plan) == [("10", TODAY, TODAY)]


class TestClock:
    """By reporting.selectors.clock, which is the national rule."""

    def running(self, inside: World, today: date = TODAY) -> Any:
        found = clock.running(clock.for_person(inside.person.pk, today))
        assert found is not None
        return found

    def all_but_help(self, inside: World) -> None:
        """A contact, a score and an assessment, ten days ago."""
        RefsetMember.objects.create(
            refset_id="1853441000000109", concept_id="386053000", active_from=date(2024, 4, 1)
        )
        day = TODAY - timedelta(days=10)
        record.activity(contact=record.contact(referral=inside.referral, occurred_on=day))
        record.score(referral=inside.referral, taken_on=day)

    def test_a_plan_that_nobody_agreed_never_counts(self, inside: World, plan: Plan) -> None:
        self.all_but_help(inside)
        write(inside, plan)
        found = self.running(inside)
        assert (found.help_on, found.stopped_on) == (None, None)

    def test_it_stops_when_the_person_agrees(self, inside: World, plan: Plan) -> None:
        self.all_but_help(inside)
        write(inside, plan)
        agree(inside, plan)
        assert self.running(inside).stopped_on == TODAY

    @pytest.mark.parametrize("codes", [[PERSON], [TEAM], [ADVOCATE, TEAM]])
    def test_any_agreement_stops_it_nationally(self, inside: World, plan: Plan, codes: list[str]) -> None:
        write(inside, plan)
        agree(inside, plan, *codes)
        assert self.running(inside).help_on == TODAY

    def test_it_counts_from_its_creation_once_it_is_agreed(self, inside: World, plan: Plan) -> None:
        write(inside, plan)
        later = TODAY + timedelta(days=12)
        with at(later):
            assert self.running(inside, later).help_on is None
            agree(inside, plan, on=later)
            assert self.running(inside, later).help_on == TODAY

    def test_a_plan_from_before_the_spell_counts_from_its_last_update(
        self, inside: World, plan: Plan
    ) -> None:
        write(inside, plan)
        agree(inside, plan)
        record.end(inside.referral, TODAY)
        again = TODAY + timedelta(days=60)
        with at(again):
            record.referral(person=inside.person, team=inside.team, received_on=again)
            assert self.running(inside, again).help_on is None
            agree(inside, plan, on=again)
            assert self.running(inside, again).help_on == again

    def test_a_second_agreement_does_not_move_the_day(self, inside: World, plan: Plan) -> None:
        write(inside, plan)
        agree(inside, plan)
        later = TODAY + timedelta(days=12)
        with at(later):
            agree(inside, plan, on=later, review_on=later + timedelta(days=90))
            assert self.running(inside, later).help_on == TODAY

    def test_every_plan_has_a_day_of_update(self, inside: World, plan: Plan) -> None:
        write(inside, plan, "crisis")
        agree(inside, plan)
        made = CarePlan.objects.filter(of_plan=plan)
        assert {one.plan_type for one in made} == {"10", "12"}
        assert all(last_updated_on(plan) for plan in made)


class TestReviews:
    def test_another_day_takes_the_place_of_the_one_before(self, inside: World, plan: Plan) -> None:
        first = reviews.set_day(by=inside.by, plan=plan, due_on=LATER, chosen_by_person=False)
        assert reviews.set_day(by=inside.by, plan=plan, due_on=LATER, chosen_by_person=False) == first
        second = reviews.set_day(by=inside.by, plan=plan, due_on=TODAY, chosen_by_person=True)
        assert documents.around(plan).review == second
        assert PlanReview.with_voided.get(pk=first.pk).void_reason == "Another day was chosen"

    def test_a_review_ends_the_open_one_and_opens_the_next(self, inside: World, plan: Plan) -> None:
        reviews.set_day(by=inside.by, plan=plan, due_on=TODAY, chosen_by_person=True)
        following = reviews.review(
            by=inside.by, plan=plan, on=TODAY, words="Better", next_on=LATER, chosen_by_person=True
        )
        assert documents.around(plan).review == following
        done = PlanReview.objects.get(reviewed_on=TODAY)
        assert (done.words, done.due_on) == ("Better", TODAY)

    def test_a_review_without_a_day_set_is_kept_too(self, inside: World, plan: Plan) -> None:
        reviews.review(
            by=inside.by, plan=plan, on=TODAY, words="Better", next_on=LATER, chosen_by_person=False
        )
        assert PlanReview.objects.count() == 2

    def test_what_is_wrong_is_said(self, inside: World, plan: Plan) -> None:
        given: dict[str, Any] = {"words": "Better", "next_on": LATER, "chosen_by_person": True}
        wrong: list[tuple[dict[str, Any], str]] = [
            ({"on": TODAY + timedelta(days=1)}, "on"),
            ({"on": TODAY - timedelta(days=1)}, "on"),
            ({"on": TODAY, "words": " "}, "words"),
            ({"on": TODAY, "next_on": TODAY - timedelta(days=1)}, "review_on"),
        ]
        for changed, field in wrong:
            with pytest.raises(ValidationError) as refused:
                reviews.review(by=inside.by, plan=plan, **{**given, **changed})
            assert list(refused.value.message_dict) == [field]

    def test_lists_tell_of_one_that_is_past_for_the_plan_that_goes_on(
        self, inside: World, plan: Plan
    ) -> None:
        def past() -> bool:
            (row,) = caseload_rows.by_ids([inside.referral.pk])
            return row.plan_review_past

        reviews.set_day(by=inside.by, plan=plan, due_on=TODAY, chosen_by_person=True)
        assert not past()
        with at(TODAY + timedelta(days=1)):
            assert past()
            Plan.objects.filter(pk=plan.pk).update(beside_reason="Joined from another record")
            assert not past()
            assert not plans.open_reviews().exists()

    def test_a_review_that_is_past_shows_in_the_document(self, inside: World, plan: Plan) -> None:
        reviews.set_day(by=inside.by, plan=plan, due_on=TODAY, chosen_by_person=True)
        document = documents.of_plan(plan)
        assert not document.is_review_past(TODAY)
        assert document.is_review_past(TODAY + timedelta(days=1))
