"""Goals of the person's own, scored by the three national codes of Goal-Based Outcomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

MOST_GOALS = 3
LONGEST_WORDS = 1000
# Goal number -> the SNOMED CT code its progress is scored by (nhsengland/MHSDS, CMH PROMs Dashboard).
CODES: Mapping[int, str] = {1: "1638531000000102", 2: "1638541000000106", 3: "1638551000000109"}
NUMBERS: Mapping[str, int] = {code: number for number, code in CODES.items()}


class Goal(Protocol):
    @property
    def referral_id(self) -> int: ...
    @property
    def number(self) -> int: ...
    @property
    def set_on(self) -> dt.date: ...
    @property
    def ended_on(self) -> dt.date | None: ...


G = TypeVar("G", bound=Goal)


def scored(goals: Iterable[G], *, referral_id: int, code: str, on: dt.date) -> G | None:
    """The goal that a score is about: the one with its number on that day, the later of two that met on it."""
    fitting = [
        goal
        for goal in goals
        if goal.referral_id == referral_id
        and goal.number == NUMBERS.get(code)
        and goal.set_on <= on <= (goal.ended_on or on)
    ]
    return max(fitting, key=lambda goal: goal.set_on, default=None)


def next_number(goals: Iterable[Goal], *, on: dt.date) -> int | None:
    """The number of a new goal of a referral: one that no goal has had, else the one that has been free the longest.

    None when three goals are open. A number whose goal ended on the day of the new one is free as well.
    """
    last_day = dict.fromkeys(CODES, dt.date.min)
    for goal in goals:
        last_day[goal.number] = max(last_day[goal.number], goal.ended_on or dt.date.max)
    free = [number for number, last in last_day.items() if last <= on]
    return min(free, key=lambda number: (last_day[number], number), default=None)
