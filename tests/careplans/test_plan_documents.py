"""A plan read as one document."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from careplans.actions import plan_actions, plan_texts, plans
from careplans.actions.plan_actions import ActionChanged
from careplans.models import (
    DialogArea,
    DialogRating,
    DialogSession,
    Plan,
    PlanAction,
    PlanGoal,
    PlanParticipant,
)
from careplans.rules.document import Participant, Rating
from careplans.selectors import documents
from hubs.models import AuditEvent
from outcomes.models import LocalItem
from tests.factories import ground
from tests.referrals.conftest import TODAY, World


def test_a_person_has_one_plan(inside: World, plan: Plan) -> None:
    assert plans.open(by=inside.by, person=inside.person) == plan
    assert plan.started_on == TODAY
    assert AuditEvent.objects.filter(action="plan.started").count() == 1


def test_an_empty_plan_says_whose_it_is_and_who_keeps_it(inside: World, plan: Plan) -> None:
    document = documents.of_plan(plan)
    assert (document.who.name, document.who.nhs_number) == ("Amara Okafor", "9434765919")
    assert (document.holder, document.worker) == ("Northbrook core team", "Priya Nair")
    assert document.organisation_code == inside.referral.provider.ods_code
    assert (document.texts, document.goals, document.agreements, document.review_on) == ((), (), (), None)


def test_parts_stand_in_their_order_and_empty_ones_are_left_out(inside: World, plan: Plan) -> None:
    for part, text in (("crisis", "Ring my sister"), ("matters", "My dog"), ("people", "")):
        plan_texts.write(by=inside.by, plan=plan, part=part, text=text)
    told = [(text.part, text.title, text.text) for text in documents.of_plan(plan).texts]
    assert told == [
        ("matters", "What matters most to me", "My dog"),
        ("crisis", "What to do in a crisis, and who to call", "Ring my sister"),
    ]


def test_goals_actions_and_who_was_there(inside: World, plan: Plan) -> None:
    goal = PlanGoal.objects.create(plan=plan, words="Walk the dog each day")
    charity = ground.organisation(name="Moorside Walkers", kind="vcse")
    plan_actions.add(
        by=inside.by, plan=plan, what="Join", doer="partner", organisation=charity, who="Jo", goal=goal
    )
    done = plan_actions.add(by=inside.by, plan=plan, what="Ring them", doer="person", due_on=TODAY)
    plan_actions.settle(by=inside.by, action=done, state="partly", words="Line was busy")
    PlanParticipant.objects.create(plan=plan, name="Ada", part="Sister")
    document = documents.of_plan(plan)
    assert document.goals[0].words == "Walk the dog each day"
    join, ring = document.actions
    assert (join.who, join.goal, join.state) == ("Moorside Walkers, Jo", document.goals[0].key, "open")
    assert (ring.who, ring.state, ring.settled_on) == ("", "partly", TODAY)
    assert document.participants == (Participant("Ada", "Sister", ""),)


def test_sessions_are_told_by_labels_in_the_national_order(inside: World, plan: Plan) -> None:
    session = DialogSession.objects.create(
        person=inside.person,
        referral=inside.referral,
        worker=inside.staff,
        started_at=timezone.now(),
        completed_at=timezone.now(),
    )
    local = LocalItem.objects.create(key="garden", label="The garden")
    DialogRating.objects.create(session=session, local_item=local, rating=6)
    body = DialogRating.objects.create(
        session=session, item_code="1037661000000102", rating=3, more_help=True
    )
    DialogRating.objects.create(session=session, item_code="1037651000000100")
    DialogArea.objects.create(session=session, rating=body, rank=1)
    DialogSession.objects.create(
        person=inside.person, referral=inside.referral, worker=inside.staff, started_at=timezone.now()
    )
    (told,) = documents.of_plan(plan).sessions
    assert told.ratings == (
        Rating("1037651000000100", "Mental health", None, None),
        Rating("1037661000000102", "Physical health", 3, True),
        Rating("", "The garden", 6, None),
    )
    assert (told.areas, told.worker, told.on) == (("Physical health",), "Priya Nair", TODAY)


@pytest.mark.parametrize("rows", [1, 50])
def test_as_many_queries_whatever_is_in_it(inside: World, plan: Plan, rows: int) -> None:
    for number in range(rows):
        PlanGoal.objects.create(plan=plan, words=f"Goal {number}")
        plan_actions.add(by=inside.by, plan=plan, what=f"Action {number}", doer="worker", staff=inside.staff)
    held = Plan.objects.select_related("person").get(pk=plan.pk)
    with CaptureQueriesContext(connection) as queries:
        documents.of_plan(held)
    assert len(queries) == 9


class TestActions:
    @pytest.mark.parametrize(
        ("doer", "field"), [("worker", "who"), ("partner", "who"), ("carer", "who"), ("dog", "doer")]
    )
    def test_an_action_says_who_does_it(self, inside: World, plan: Plan, doer: str, field: str) -> None:
        with pytest.raises(ValidationError) as refused:
            plan_actions.add(by=inside.by, plan=plan, what="Ring", doer=doer)
        assert list(refused.value.message_dict) == [field]

    def test_an_action_says_what(self, inside: World, plan: Plan) -> None:
        with pytest.raises(ValidationError, match="Say what will be done"):
            plan_actions.add(by=inside.by, plan=plan, what=" ", doer="person")

    def test_the_last_that_is_said_of_it_counts_and_the_same_twice_is_once(
        self, inside: World, plan: Plan
    ) -> None:
        action = plan_actions.add(by=inside.by, plan=plan, what="Ring", doer="person")
        for state in ("done", "done", "not_done", "open"):
            held = plan_actions.settle(by=inside.by, action=action, state=state)
        assert AuditEvent.objects.filter(action="plan_action.settled").count() == 3
        assert (held.state, held.settled_on) == ("open", None)

    def test_a_wrong_day_is_put_right(self, inside: World, plan: Plan) -> None:
        action = plan_actions.add(by=inside.by, plan=plan, what="Ring", doer="person")
        for on in (TODAY, date(2025, 6, 11), None):
            held = plan_actions.settle(by=inside.by, action=action, state="done", words="She rang", on=on)
        assert held.settled_on == date(2025, 6, 11)
        assert AuditEvent.objects.filter(action="plan_action.settled").count() == 2

    def test_nothing_is_settled_in_a_way_that_is_not_one_or_on_a_day_to_come(
        self, inside: World, plan: Plan
    ) -> None:
        action = plan_actions.add(by=inside.by, plan=plan, what="Ring", doer="person")
        with pytest.raises(ValidationError, match="what came of it"):
            plan_actions.settle(by=inside.by, action=action, state="gone")
        with pytest.raises(ValidationError, match="today or earlier"):
            plan_actions.settle(by=inside.by, action=action, state="done", on=date(2025, 6, 19))

    def test_an_action_is_put_differently_and_keeps_how_it_was(self, inside: World, plan: Plan) -> None:
        charity = ground.organisation(name="Moorside Walkers", kind="vcse")
        goal = PlanGoal.objects.create(plan=plan, words="Walk the dog each day")
        action = plan_actions.add(by=inside.by, plan=plan, what="Ring", doer="worker", staff=inside.staff)
        said: plan_actions.Said = {
            "what": " Join them ",
            "doer": "partner",
            "organisation": charity,
            "goal": goal,
            "due_on": TODAY,
        }
        for _ in range(2):
            held = plan_actions.change(by=inside.by, action=action, version=1, **said)
        (told,) = documents.of_plan(plan).actions
        assert (told.what, told.who, told.due_on, told.goal) == (
            "Join them",
            "Moorside Walkers",
            TODAY,
            str(goal.public_id),
        )
        assert (held.staff, held.version) == (None, 2)
        before = held.history.get()  # type: ignore[attr-defined]
        assert (before.what, before.staff, before.version) == ("Ring", inside.staff, 1)
        assert AuditEvent.objects.filter(action="plan_action.changed").count() == 1

    def test_whoever_changes_an_action_over_newer_words_is_shown_them(
        self, inside: World, plan: Plan
    ) -> None:
        action = plan_actions.add(by=inside.by, plan=plan, what="Ring", doer="person")
        plan_actions.change(by=inside.by, action=action, what="Ring twice", doer="person", version=1)
        with pytest.raises(ActionChanged) as refused:
            plan_actions.change(by=inside.by, action=action, what="Write", doer="person", version=1)
        assert refused.value.held.what == "Ring twice"
        assert PlanAction.objects.get().what == "Ring twice"

    def test_a_settled_action_is_put_differently_only_when_it_is_to_do_again(
        self, inside: World, plan: Plan
    ) -> None:
        action = plan_actions.add(by=inside.by, plan=plan, what="Ring", doer="person")
        plan_actions.settle(by=inside.by, action=action, state="done")
        with pytest.raises(ValidationError, match="settled: “Done” since 18 June 2025"):
            plan_actions.change(by=inside.by, action=action, what="Write", doer="person")
        plan_actions.settle(by=inside.by, action=action, state="open")
        assert plan_actions.change(by=inside.by, action=action, what="Write", doer="person").what == "Write"

    def test_a_changed_action_says_who_does_it_too_and_serves_a_goal_of_its_plan(
        self, inside: World, plan: Plan
    ) -> None:
        action = plan_actions.add(by=inside.by, plan=plan, what="Ring", doer="person")
        other = Plan.objects.create(
            person=inside.person, reference="NOTHER", started_on=TODAY, beside_reason="Joined"
        )
        theirs = PlanGoal.objects.create(plan=other, words="Another")
        with pytest.raises(ValidationError, match="write the name of the carer"):
            plan_actions.change(by=inside.by, action=action, what="Ring", doer="carer")
        with pytest.raises(ValidationError, match="a goal of this plan"):
            plan_actions.change(by=inside.by, action=action, what="Ring", doer="person", goal=theirs)

    def test_an_action_is_taken_back_with_a_reason(self, inside: World, plan: Plan) -> None:
        action = plan_actions.add(by=inside.by, plan=plan, what="Ring", doer="person")
        with pytest.raises(ValidationError, match="Say why"):
            plan_actions.take_back(by=inside.by, action=action, reason=" ")
        for _ in range(2):
            plan_actions.take_back(by=inside.by, action=action, reason="A slip")
        assert documents.of_plan(plan).actions == ()
        assert AuditEvent.objects.filter(action="plan_action.taken_back").count() == 1
