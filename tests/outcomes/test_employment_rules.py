"""Whether a job lasted thirteen weeks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from outcomes.rules.employment import Sustained, sustained, thirteen_weeks

START = date(2025, 1, 6)
REACHED = START + timedelta(days=91)
TODAY = date(2025, 6, 18)


@pytest.mark.parametrize(
    ("in_work_on", "ended_on", "today", "expected"),
    [
        (None, None, REACHED - timedelta(days=1), Sustained.NOT_YET),
        # Nobody asked: that is no answer.
        (None, None, REACHED, Sustained.ASK),
        (REACHED, None, TODAY, Sustained.YES),
        (REACHED - timedelta(days=1), None, TODAY, Sustained.ASK),
        (None, REACHED, TODAY, Sustained.YES),
        (None, REACHED - timedelta(days=1), TODAY, Sustained.NO),
        (START, START + timedelta(days=2), TODAY, Sustained.NO),
        # As at a day on which the end was not known yet.
        (None, REACHED - timedelta(days=1), START + timedelta(days=30), Sustained.NOT_YET),
    ],
)
def test_thirteen_weeks(
    in_work_on: date | None, ended_on: date | None, today: date, expected: Sustained
) -> None:
    found = sustained(started_on=START, in_work_on=in_work_on, ended_on=ended_on, today=today)
    assert found == expected


def test_thirteen_weeks_are_91_days() -> None:
    assert thirteen_weeks(START) == date(2025, 4, 7)


maybe = st.none() | st.integers(0, 300)


@given(maybe, maybe, st.integers(0, 400))
def test_it_is_never_sustained_sooner_and_never_lost_again(
    in_work: int | None, ended: int | None, later: int
) -> None:
    assume(in_work is None or ended is None or in_work <= ended)
    known = {
        "in_work_on": None if in_work is None else START + timedelta(days=in_work),
        "ended_on": None if ended is None else START + timedelta(days=ended),
    }
    found = sustained(started_on=START, **known, today=START + timedelta(days=later))
    if found == Sustained.YES:
        assert later >= 91
        assert sustained(started_on=START, **known, today=START + timedelta(days=later + 1)) == Sustained.YES
