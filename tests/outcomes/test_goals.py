"""Goals of the person's own: their numbers, and which of them a score is about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.rules import change, goals

DAY = dt.date(2025, 6, 1)


@dataclass(frozen=True)
class AGoal:
    number: int
    set_on: dt.date
    ended_on: dt.date | None = None
    referral_id: int = 1


def goal(number: int, start: int, end: int | None = None, referral_id: int = 1) -> AGoal:
    """Set and ended so many days after the first."""
    ended_on = None if end is None else DAY + dt.timedelta(days=end)
    return AGoal(number, DAY + dt.timedelta(days=start), ended_on, referral_id)


@pytest.mark.parametrize(
    ("held", "on", "expected"),
    [
        ([], 0, 1),
        ([goal(1, 0)], 0, 2),
        ([goal(1, 0), goal(2, 0)], 5, 3),
        ([goal(1, 0), goal(2, 0), goal(3, 0)], 5, None),
        # A number that no goal has had comes before one that is free again.
        ([goal(1, 0, 5)], 9, 2),
        ([goal(1, 0, 5), goal(2, 0, 3), goal(3, 0)], 9, 2),
        ([goal(1, 0, 5), goal(2, 0, 3), goal(2, 4), goal(3, 0)], 9, 1),
        ([goal(1, 0, 5), goal(2, 0), goal(3, 0)], 5, 1),
        ([goal(1, 0, 5), goal(2, 0), goal(3, 0)], 4, None),
    ],
)
def test_the_number_of_a_new_goal(held: list[AGoal], on: int, expected: int | None) -> None:
    assert goals.next_number(held, on=DAY + dt.timedelta(days=on)) == expected


ONE, LATER, ELSEWHERE = goal(1, 0, 5), goal(1, 5), goal(1, 0, referral_id=2)


@pytest.mark.parametrize(
    ("number", "on", "expected"),
    [(1, 0, ONE), (1, 4, ONE), (1, 5, LATER), (1, 400, LATER), (1, -1, None), (2, 0, None)],
)
def test_which_goal_a_score_is_about(number: int, on: int, expected: AGoal | None) -> None:
    found = goals.scored(
        [ONE, LATER, ELSEWHERE], referral_id=1, code=goals.CODES[number], on=DAY + dt.timedelta(days=on)
    )
    assert found == expected


def test_a_score_of_another_tool_is_about_no_goal() -> None:
    assert goals.scored([ONE], referral_id=1, code="1091071000000100", on=DAY) is None


def test_goals_are_scored_by_the_codes_that_are_measured_nationally() -> None:
    measured = {code for code, rule in change.RULES.items() if rule.tool == "Goal Based Outcomes"}
    assert set(goals.CODES.values()) == measured
    assert [change.RULES[goals.CODES[number]].item for number in goals.CODES] == [
        "goal_1",
        "goal_2",
        "goal_3",
    ]


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=12))
def test_never_do_two_open_goals_have_one_number(steps: list[tuple[int, bool]]) -> None:
    """Goals are set one after another, and now and then the oldest open one ends."""
    held: list[AGoal] = []
    today = 0
    for days, ends in steps:
        today += days
        on = DAY + dt.timedelta(days=today)
        if ends and (first := next((each for each in held if each.ended_on is None), None)):
            held[held.index(first)] = AGoal(first.number, first.set_on, on)
            continue
        number = goals.next_number(held, on=on)
        open_now = [each.number for each in held if each.ended_on is None]
        assert number not in open_now
        assert (number is None) == (len(open_now) == goals.MOST_GOALS)
        if number is not None:
            held.append(AGoal(number, on))
