"""Parts, goals, comments and plans themselves: written by several, at once, and nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from careplans.actions import agreements, comments, goals, participants, plan_texts, plans
from careplans.actions.goals import GoalChanged
from careplans.actions.plan_texts import WrittenMeanwhile
from careplans.models import (
    CarePlan,
    CarePlanAgreement,
    Plan,
    PlanComment,
    PlanGoal,
    PlanParticipant,
    PlanReview,
    PlanText,
    PlanVersion,
)
from hubs.models import AuditEvent
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from tests.factories import ground
from tests.referrals.conftest import TODAY, World
from tests.referrals.test_at_the_same_moment import at_once


class TestParts:
    def test_whoever_writes_over_newer_words_is_shown_them(self, inside: World, plan: Plan) -> None:
        first = plan_texts.write(by=inside.by, plan=plan, part="matters", text="My dog")
        assert first is not None
        colleague = ground.actor(Role.CLINICIAN, hub=inside.hub)
        plan_texts.write(by=colleague, plan=plan, part="matters", text="My cat", version=first.version)
        with pytest.raises(WrittenMeanwhile, match=f"{colleague.name} changed this part") as refused:
            plan_texts.write(by=inside.by, plan=plan, part="matters", text="My hens", version=first.version)
        assert refused.value.held.text == "My cat"
        assert PlanText.objects.get().text == "My cat"

    def test_words_that_stand_there_already_change_nothing(self, inside: World, plan: Plan) -> None:
        for text in ("My dog", " My dog \n"):
            plan_texts.write(by=inside.by, plan=plan, part="matters", text=text, version=0)
        assert PlanText.objects.get().version == 1
        assert AuditEvent.objects.filter(action="plan.written").count() == 1

    def test_nothing_said_leaves_no_row_and_an_emptied_part_keeps_its_own(
        self, inside: World, plan: Plan
    ) -> None:
        assert plan_texts.write(by=inside.by, plan=plan, part="matters", text=" ") is None
        plan_texts.write(by=inside.by, plan=plan, part="matters", text="My dog")
        emptied = plan_texts.write(by=inside.by, plan=plan, part="matters", text="")
        assert emptied is not None
        assert (emptied.text, emptied.version) == ("", 2)
        assert emptied.history.get().text == "My dog"  # type: ignore[attr-defined]

    def test_a_part_that_is_none_is_refused(self, inside: World, plan: Plan) -> None:
        with pytest.raises(ValidationError, match="Choose a part"):
            plan_texts.write(by=inside.by, plan=plan, part="goals", text="x")

    def test_the_audit_holds_no_words(self, inside: World, plan: Plan) -> None:
        plan_texts.write(by=inside.by, plan=plan, part="matters", text="My dog")
        assert AuditEvent.objects.get(action="plan.written").detail == {"part": "matters"}


class TestGoals:
    def test_a_goal_that_somebody_else_changed_is_shown(self, inside: World, plan: Plan) -> None:
        goal = goals.add(by=inside.by, plan=plan, words="Walk")
        goals.change(by=inside.by, goal=goal, words="Walk twice", version=1)
        with pytest.raises(GoalChanged) as refused:
            goals.change(by=inside.by, goal=goal, words="Run", version=1)
        assert refused.value.held.words == "Walk twice"
        assert goals.change(by=inside.by, goal=goal, words="Walk twice", version=1).version == 2

    def test_a_goal_says_something(self, inside: World, plan: Plan) -> None:
        with pytest.raises(ValidationError, match="what the person hopes for"):
            goals.add(by=inside.by, plan=plan, words=" ")

    def test_a_goal_that_is_over_is_changed_no_more(self, inside: World, plan: Plan) -> None:
        goal = goals.add(by=inside.by, plan=plan, words="Walk")
        for _ in range(2):
            ended = goals.end(by=inside.by, goal=goal, state="reached")
        assert (ended.ended_on, ended.version) == (TODAY, 2)
        with pytest.raises(ValidationError, match="“Reached” since 18 June 2025"):
            goals.change(by=inside.by, goal=goal, words="Run")
        with pytest.raises(ValidationError, match="This goal is over"):
            goals.end(by=inside.by, goal=goal, state="changed")

    @pytest.mark.parametrize(("state", "later"), [("active", 0), ("gone", 0), ("reached", 1)])
    def test_ends_that_cannot_be(self, inside: World, plan: Plan, state: str, later: int) -> None:
        goal = goals.add(by=inside.by, plan=plan, words="Walk")
        with pytest.raises(ValidationError):
            goals.end(by=inside.by, goal=goal, state=state, on=TODAY + timedelta(days=later))

    def test_the_database_refuses_an_end_without_a_day(self, inside: World, plan: Plan) -> None:
        goal = goals.add(by=inside.by, plan=plan, words="Walk")
        with pytest.raises(IntegrityError, match="ended_when_over"), transaction.atomic():
            PlanGoal.objects.filter(pk=goal.pk).update(state="reached")


class TestComments:
    def test_the_same_twice_is_once_until_it_was_talked_about(self, inside: World, plan: Plan) -> None:
        for _ in range(2):
            made = comments.add(by=inside.by, plan=plan, text="Yes", part="goals")
        for _ in range(2):
            comments.answer(by=inside.by, comment=made)
        comments.add(by=inside.by, plan=plan, text="Yes", part="goals")
        assert PlanComment.objects.count() == 2
        assert AuditEvent.objects.filter(action="plan.comment_answered").count() == 1

    def test_the_person_says_something_in_their_own_name(self, inside: World, plan: Plan) -> None:
        made = comments.add(by=inside.by, plan=plan, text="Yes", by_person=True, writer_name="Amara Okafor")
        assert (made.writer_name, made.by_person) == ("Amara Okafor", True)

    @pytest.mark.parametrize(("part", "text"), [("goals", " "), ("sessions", "Yes")])
    def test_what_is_no_comment(self, inside: World, plan: Plan, part: str, text: str) -> None:
        with pytest.raises(ValidationError):
            comments.add(by=inside.by, plan=plan, part=part, text=text)


class TestParticipants:
    def test_somebody_who_helped_is_named_once(self, inside: World, plan: Plan) -> None:
        for _ in range(2):
            participants.name(by=inside.by, plan=plan, name="Ada", part="Sister")
        with pytest.raises(ValidationError, match="Enter a name"):
            participants.name(by=inside.by, plan=plan, name=" ")
        assert plan.participants.count() == 1

    def test_somebody_named_by_mistake_is_taken_out_with_a_reason_and_kept(
        self, inside: World, plan: Plan
    ) -> None:
        named = participants.name(by=inside.by, plan=plan, name="Ada", part="Sister")
        with pytest.raises(ValidationError, match="Say why"):
            participants.take_out(by=inside.by, participant=named, reason=" ")
        for _ in range(2):
            participants.take_out(by=inside.by, participant=named, reason="Another family")
        assert plan.participants.count() == 0
        kept = PlanParticipant.with_voided.get()
        assert (kept.name, kept.void_reason, kept.voided_by) == ("Ada", "Another family", inside.staff)
        event = AuditEvent.objects.get(action="plan.participant_taken_out")
        assert event.detail == {"participant": str(named.public_id)}

    def test_somebody_taken_out_can_be_named_again(self, inside: World, plan: Plan) -> None:
        named = participants.name(by=inside.by, plan=plan, name="Ada")
        participants.take_out(by=inside.by, participant=named, reason="A slip")
        assert participants.name(by=inside.by, plan=plan, name="Ada") != named


class TestPuttingAway:
    def test_the_persons_own_plan_is_never_put_away(self, inside: World, plan: Plan) -> None:
        with pytest.raises(ValidationError, match="never put away"):
            plans.put_away(by=inside.by, plan=plan, reason="Old")

    def test_a_reason_is_needed(self, inside: World, plan: Plan) -> None:
        Plan.objects.filter(pk=plan.pk).update(beside_reason="Joined")
        with pytest.raises(ValidationError, match="Say why"):
            plans.put_away(by=inside.by, plan=plan, reason=" ")
        for _ in range(2):
            plans.put_away(by=inside.by, plan=plan, reason="Carried over")
        assert AuditEvent.objects.filter(action="plan.put_away").count() == 1


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    def run(self, world: World, *work: Callable[[], object]) -> list[object]:
        def inside(piece: Callable[[], object]) -> object:
            with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
                return piece()

        return at_once(*(partial(inside, piece) for piece in work))

    def test_two_who_begin_a_plan_begin_one(self, world: World) -> None:
        begin = partial(plans.open, by=world.by, person=world.person)
        first, second = self.run(world, begin, begin)
        assert first == second

    def test_of_two_who_write_a_part_one_is_told(self, world: World) -> None:
        with in_tenant(world.tenant.pk):
            plan = plans.open(by=world.by, person=world.person)

        def write(text: str) -> str:
            try:
                plan_texts.write(by=world.by, plan=plan, part="matters", text=text, version=0)
            except WrittenMeanwhile as told:
                return f"told {told.held.text}"
            return f"wrote {text}"

        said = self.run(world, partial(write, "My dog"), partial(write, "My cat"))
        with in_tenant(world.tenant.pk):
            stands = PlanText.objects.get().text
        assert sorted(map(str, said)) == sorted([f"wrote {stands}", f"told {stands}"])

    def test_two_who_agree_agree_once(self, world: World) -> None:
        with in_tenant(world.tenant.pk):
            plan = plans.open(by=world.by, person=world.person)
            plan_texts.write(by=world.by, plan=plan, part="crisis", text="Ring Ada")
        agree = partial(
            agreements.agree,
            by=world.by,
            plan=plan,
            agreed_with=["10"],
            agreed_on=TODAY,
            review_on=TODAY + timedelta(days=90),
            chosen_by_person=True,
        )
        first, second = self.run(world, agree, agree)
        assert first == second
        with in_tenant(world.tenant.pk):
            counts = [
                model.objects.count() for model in (PlanVersion, CarePlan, CarePlanAgreement, PlanReview)
            ]
        assert counts == [1, 2, 2, 1]
