"""What changed from one version of a plan to the next, in sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given

from careplans.rules import changes
from careplans.rules.document import Action, Goal, Participant, PlanDocument, Session, Text, Who
from careplans.rules.parts import ActionState, Doer, GoalState
from tests.careplans.made_up import DOCUMENTS

DAY = date(2025, 6, 18)
EMPTY = PlanDocument(
    reference="N1",
    who=Who("P1", "Amara Okafor", None, "", "", ""),
    number=None,
    started_on=DAY,
    written_at=datetime(2025, 6, 18, tzinfo=UTC),
    organisation="",
    organisation_code="",
    holder="",
    phone="",
    worker="",
)
GOAL = Goal("g", "Walk the dog", "", "", None, GoalState.ACTIVE)
ACTION = Action("a", "Ring", Doer.WORKER, "Priya", DAY, "", "", "", ActionState.OPEN, None, "")
MATTERS = Text("matters", "What matters most to me", "My dog", "Priya", DAY)


def plan(**parts: Any) -> PlanDocument:
    return replace(EMPTY, **parts)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({}, {"texts": [MATTERS]}, "“What matters most to me” was written."),
        (
            {"texts": [MATTERS]},
            {"texts": [replace(MATTERS, text="My cat")]},
            "“What matters most to me” was changed.",
        ),
        ({"texts": [MATTERS]}, {}, "“What matters most to me” was emptied."),
        ({}, {"goals": [GOAL]}, "New goal: “Walk the dog”."),
        (
            {"goals": [GOAL]},
            {"goals": [replace(GOAL, words="Walk")]},
            "The goal “Walk the dog” is now “Walk”.",
        ),
        (
            {"goals": [GOAL]},
            {"goals": [replace(GOAL, target_on=DAY)]},
            "Details of the goal “Walk the dog” were changed.",
        ),
        (
            {"goals": [GOAL]},
            {"goals": [replace(GOAL, state=GoalState.REACHED)]},
            "The goal “Walk the dog”: reached.",
        ),
        ({"goals": [GOAL]}, {}, "Taken out, goal: “Walk the dog”."),
        ({}, {"actions": [ACTION]}, "New action: “Ring” (Priya by 18 June 2025)."),
        (
            {"actions": [ACTION]},
            {"actions": [replace(ACTION, state=ActionState.NOT_DONE, settled_on=DAY)]},
            "The action “Ring” (Priya by 18 June 2025): not done.",
        ),
        (
            {"actions": [ACTION]},
            {"actions": [replace(ACTION, who="", due_on=None)]},
            "The action “Ring” (Priya by 18 June 2025) is now “Ring” (a worker of the hub).",
        ),
        (
            {"actions": [ACTION]},
            {"actions": [replace(ACTION, what="Ring twice")]},
            "The action “Ring” (Priya by 18 June 2025) is now “Ring twice” (Priya by 18 June 2025).",
        ),
        (
            {"actions": [ACTION]},
            {"actions": [replace(ACTION, how_known="They rang")]},
            "Details of the action “Ring” (Priya by 18 June 2025) were changed.",
        ),
        ({}, {"participants": [Participant("Ada", "Sister", "")]}, "Ada (Sister) helped to write it."),
        (
            {"participants": [Participant("Ada", "", "")]},
            {},
            "Ada is no longer named among those who helped to write it.",
        ),
        (
            {},
            {"sessions": [Session("s", DAY, "Priya", (), ())]},
            "A DIALOG+ session of 18 June 2025 was added.",
        ),
        ({"sessions": [Session("s", DAY, "Priya", (), ())]}, {}, "1 DIALOG+ session taken out."),
        (
            {},
            {"review_on": DAY, "review_chosen_by_person": True},
            "It is looked at again by 18 June 2025, a day that the person chose.",
        ),
        ({"review_on": DAY}, {}, "No day is set to look at it again."),
    ],
)
def test_one_change_is_one_sentence(before: dict[str, Any], after: dict[str, Any], told: str) -> None:
    assert changes.between(plan(**before), plan(**after)) == [told]
    assert not changes.says_the_same(plan(**before), plan(**after))


def test_the_first_version_has_none_before_it() -> None:
    assert changes.between(None, plan(texts=[MATTERS])) == ["The first version."]


def test_long_words_are_told_by_their_beginning() -> None:
    (told,) = changes.between(EMPTY, plan(goals=[replace(GOAL, words="walk " * 100)]))
    assert len(told) < 130
    assert told.endswith("…”.")


@given(DOCUMENTS)
def test_nothing_changed_is_nothing_told(document: PlanDocument) -> None:
    later = replace(
        document, number=7, agreements=(), holder="Another", written_at=datetime(2030, 1, 1, tzinfo=UTC)
    )
    assert changes.between(document, later) == []
    assert changes.says_the_same(document, later)


@given(DOCUMENTS, DOCUMENTS)
def test_whoever_is_told_of_a_change_did_not_agree_to_it(one: PlanDocument, other: PlanDocument) -> None:
    if changes.between(one, other):
        assert not changes.says_the_same(one, other)


@pytest.mark.parametrize(
    ("parts", "nothing"),
    [
        ({}, True),
        ({"texts": [replace(MATTERS, text=" ")]}, True),
        ({"participants": [Participant("Ada", "", "")]}, True),
        ({"texts": [MATTERS]}, False),
        ({"goals": [GOAL]}, False),
        ({"actions": [ACTION]}, False),
    ],
)
def test_what_can_be_agreed_to(parts: dict[str, Any], nothing: bool) -> None:
    assert changes.says_nothing(plan(**parts)) is nothing
