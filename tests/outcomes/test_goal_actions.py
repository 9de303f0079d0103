"""Goals are set, said better, ended and taken out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from hubs.models import AuditEvent
from hubs.tenancy import in_tenant
from outcomes.actions import goals
from outcomes.models import OutcomeGoal
from tests.factories import record
from tests.referrals.conftest import TODAY, World, now, world

__all__ = ["now", "world"]


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield world


def made(world: World, words: str = "Take the bus to town by myself", **given: Any) -> OutcomeGoal:
    values = {"referral": world.referral, "set_on": TODAY, **given}
    return goals.set_goal(by=world.by, words=words, **values)


def test_three_goals_take_the_three_national_numbers(inside: World) -> None:
    assert [made(inside, words).number for words in ("Bus", "Sister", "Sleep")] == [1, 2, 3]
    with pytest.raises(ValidationError, match="Three goals are open"):
        made(inside, "A fourth")


def test_a_goal_that_is_sent_twice_is_one(inside: World) -> None:
    assert made(inside, " Bus ") == made(inside, "Bus")
    assert AuditEvent.objects.filter(action="goal.set").count() == 1


def test_goals_of_another_referral_have_numbers_of_their_own(inside: World) -> None:
    made(inside)
    other = record.referral(person=inside.person, team=inside.team, received_on=TODAY)
    assert made(inside, "Sister", referral=other).number == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"words": "  "}, "in the person’s words"),
        ({"words": "x" * 1001}, "1,000 characters or fewer"),
        (
            {"set_on": TODAY + timedelta(days=1)},
            "between 29 May 2025, when the referral was received, and today",
        ),
        ({"set_on": TODAY - timedelta(days=21)}, "between 29 May 2025"),
    ],
)
def test_what_a_goal_cannot_be(inside: World, given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        made(inside, **given)
    assert not OutcomeGoal.objects.exists()


def test_no_goal_is_set_in_a_referral_that_is_closed(inside: World) -> None:
    record.end(inside.referral, TODAY)
    with pytest.raises(ValidationError, match="closed already"):
        made(inside)


def test_a_goal_is_said_better_and_its_history_keeps_what_it_said(inside: World) -> None:
    goal = made(inside)
    better = goals.reword(by=inside.by, goal=goal, words="Take the 14 to town", version=1)
    assert (better.words, better.version) == ("Take the 14 to town", 2)
    before = goal.history.get()  # type: ignore[attr-defined]
    assert before.words == "Take the bus to town by myself"


def test_whoever_saves_over_another_change_is_told_what_it_says_now(inside: World) -> None:
    goal = made(inside)
    goals.reword(by=inside.by, goal=goal, words="Take the 14 to town", version=1)
    with pytest.raises(ValidationError, match="It now says: Take the 14 to town"):
        goals.reword(by=inside.by, goal=goal, words="Walk", version=1)
    assert OutcomeGoal.objects.get().words == "Take the 14 to town"


def test_a_goal_ends_and_leaves_its_number(inside: World) -> None:
    goal = made(inside, set_on=TODAY - timedelta(days=3))
    for words in ("Sister", "Sleep"):
        made(inside, words)
    with pytest.raises(ValidationError, match="between 15 June 2025"):
        goals.end(by=inside.by, goal=goal, ended_on=TODAY - timedelta(days=4))
    assert goals.end(by=inside.by, goal=goal, ended_on=TODAY).ended_on == TODAY
    assert made(inside, "Swim").number == 1
    with pytest.raises(ValidationError, match="ended already, on 18 June 2025"):
        goals.end(by=inside.by, goal=goal, ended_on=TODAY)
    with pytest.raises(ValidationError, match="ended already, on 18 June 2025"):
        goals.reword(by=inside.by, goal=goal, words="Walk", version=2)


def test_a_goal_set_by_mistake_is_taken_out_with_a_reason(inside: World) -> None:
    goal = made(inside)
    with pytest.raises(ValidationError, match="Say why"):
        goals.void(by=inside.by, goal=goal, reason="")
    goals.void(by=inside.by, goal=goal, reason="Another person's")
    assert not OutcomeGoal.objects.exists()
    assert OutcomeGoal.with_voided.get().void_reason == "Another person's"
    with pytest.raises(ValidationError, match="taken out already"):
        goals.void(by=inside.by, goal=goal, reason="Again")
    assert made(inside, "Swim").number == 1
