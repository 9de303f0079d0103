"""Working days: Monday to Friday without the bank holidays of England."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.rules import working_days

days = st.dates(min_value=date(2015, 1, 1), max_value=date(2035, 12, 31))
few = st.integers(min_value=0, max_value=60)

# gov.uk/bank-holidays, England and Wales.
BANK_HOLIDAYS_2025 = [
    date(2025, 1, 1),
    date(2025, 4, 18),
    date(2025, 4, 21),
    date(2025, 5, 5),
    date(2025, 5, 26),
    date(2025, 8, 25),
    date(2025, 12, 25),
    date(2025, 12, 26),
]


def test_the_bank_holidays_of_a_year() -> None:
    assert sorted(working_days.bank_holidays(2025)) == BANK_HOLIDAYS_2025


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2025, 6, 18), 2, date(2025, 6, 20)),  # Wednesday to Friday
        (date(2025, 6, 20), 1, date(2025, 6, 23)),  # over a weekend
        (date(2025, 6, 21), 1, date(2025, 6, 23)),  # from a Saturday
        (date(2025, 4, 17), 2, date(2025, 4, 23)),  # over Easter
        (date(2025, 12, 24), 5, date(2026, 1, 5)),  # over Christmas and New Year
        (date(2021, 12, 24), 1, date(2021, 12, 29)),  # Christmas Day on a Saturday: two days in its place
        (date(2025, 6, 21), 0, date(2025, 6, 21)),
    ],
)
def test_the_nth_working_day(day: date, n: int, expected: date) -> None:
    assert working_days.add(day, n) == expected


def test_never_backwards() -> None:
    with pytest.raises(ValueError, match="forward"):
        working_days.add(date(2025, 6, 18), -1)


@given(days, few)
def test_as_many_lie_between_as_were_added(day: date, n: int) -> None:
    assert working_days.between(day, working_days.add(day, n)) == n


@given(days, st.integers(min_value=1, max_value=60))
def test_it_ends_on_a_working_day_and_no_earlier_one_would_do(day: date, n: int) -> None:
    end = working_days.add(day, n)
    assert working_days.is_working(end)
    assert working_days.between(day, end - timedelta(days=1)) == n - 1


@given(days, days, days)
def test_stretches_add_up(first: date, second: date, third: date) -> None:
    between = working_days.between
    assert between(first, second) + between(second, third) == between(first, third)


@given(days, few, few)
def test_adding_twice_is_adding_once(day: date, n: int, m: int) -> None:
    assert working_days.add(working_days.add(day, n), m) == working_days.add(day, n + m)


@given(days)
def test_no_weekend_is_a_working_day(day: date) -> None:
    assert not (working_days.is_working(day) and day.weekday() >= 5)
