"""Months, quarters and years of reporting."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.periods import (
    Period,
    PeriodKind,
    add_months,
    financial_quarter,
    financial_year,
    iter_months,
    last_day,
    month_of,
    month_of_id,
    months_between,
    parse_month,
    parse_quarter,
    quarter_number,
    rolling_quarter,
    rolling_year,
    uniq_month_id,
)

days = st.dates(min_value=date(1900, 4, 1), max_value=date(2200, 12, 31))
makers = st.sampled_from([month_of, rolling_quarter, rolling_year, financial_quarter, financial_year])


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(1900, 4, 30), 1),
        (date(2021, 10, 1), 1459),
        (date(2023, 4, 15), 1477),
        (date(2024, 3, 31), 1488),
        (date(2024, 4, 1), 1489),
    ],
)
def test_the_national_month_number(day: date, number: int) -> None:
    assert uniq_month_id(day) == number
    assert month_of_id(number) == month_of(day)


@given(days)
def test_month_numbers_go_both_ways(day: date) -> None:
    assert day in month_of_id(uniq_month_id(day))


@given(days)
def test_month_numbers_follow_each_other(day: date) -> None:
    assert uniq_month_id(add_months(day, 1)) == uniq_month_id(day) + 1


@pytest.mark.parametrize("day", [date(1900, 3, 31), date(1899, 12, 1)])
def test_no_month_number_before_the_first(day: date) -> None:
    with pytest.raises(ValueError, match="starts in April 1900"):
        uniq_month_id(day)


def test_no_month_of_number_nought() -> None:
    with pytest.raises(ValueError, match="starts with 1"):
        month_of_id(0)


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        ("2025-Q1", date(2025, 4, 1), date(2025, 6, 30), "April to June 2025"),
        ("2025-Q2", date(2025, 7, 1), date(2025, 9, 30), "July to September 2025"),
        ("2025-Q3", date(2025, 10, 1), date(2025, 12, 31), "October to December 2025"),
        ("2025-Q4", date(2026, 1, 1), date(2026, 3, 31), "January to March 2026"),
        (" 2023-q4 ", date(2024, 1, 1), date(2024, 3, 31), "January to March 2024"),
    ],
)
def test_financial_quarters(text: str, start: date, end: date, label: str) -> None:
    quarter = parse_quarter(text)
    assert (quarter.start, quarter.end, quarter.kind) == (start, end, PeriodKind.FINANCIAL_QUARTER)
    assert quarter.label == label
    assert quarter.code == text.strip().upper()


@pytest.mark.parametrize(
    "text",
    ["", "2025-Q5", "2025-Q0", "2025Q1", "Q1-2025", "25-Q1", "9999-Q4", "\N{FULLWIDTH DIGIT TWO}025-Q1"],
)
def test_what_is_no_quarter_is_told_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="2025-Q1 is April to June 2025"):
        parse_quarter(text)


@pytest.mark.parametrize(
    "text", ["", "2025", "2025-13", "2025-00", "06-2025", "2025-6", "2025-06-01", "0000-01"]
)
def test_what_is_no_month_is_told_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="such as 2025-06"):
        parse_month(text)


def test_labels_and_codes() -> None:
    day = date(2025, 6, 14)
    periods = (month_of(day), rolling_quarter(day), rolling_year(day), financial_year(day))
    assert [period.label for period in periods] == [
        "June 2025",
        "April to June 2025",
        "July 2024 to June 2025",
        "April 2025 to March 2026",
    ]
    assert [period.code for period in periods] == ["2025-06", "2025-04_2025-06", "2024-07_2025-06", "2025-26"]
    assert rolling_quarter(date(2025, 1, 5)).label == "November 2024 to January 2025"
    assert financial_year(date(1999, 4, 1)).code == "1999-00"


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2025, 2, 28), date(2025, 2, 28)),
        (date(1900, 2, 9), date(1900, 2, 28)),
        (date(2025, 12, 31), date(2025, 12, 31)),
        (date(9999, 12, 5), date(9999, 12, 31)),
    ],
)
def test_last_days(day: date, last: date) -> None:
    assert last_day(day) == last


@pytest.mark.parametrize(
    ("day", "number"), [(date(2025, 4, 1), 1), (date(2025, 12, 31), 3), (date(2026, 3, 31), 4)]
)
def test_quarters_of_the_financial_year(day: date, number: int) -> None:
    assert quarter_number(day) == number


@pytest.mark.parametrize(
    ("start", "end", "kind", "words"),
    [
        (date(2025, 4, 2), date(2025, 4, 30), PeriodKind.MONTH, "first day"),
        (date(2025, 4, 1), date(2025, 4, 29), PeriodKind.MONTH, "first day"),
        (date(2025, 4, 1), date(2025, 5, 31), PeriodKind.MONTH, "is not 1 months"),
        (date(2025, 4, 1), date(2025, 5, 31), PeriodKind.ROLLING_QUARTER, "is not 3 months"),
        (date(2025, 5, 1), date(2025, 7, 31), PeriodKind.FINANCIAL_QUARTER, "starts in April"),
        (date(2025, 1, 1), date(2025, 12, 31), PeriodKind.FINANCIAL_YEAR, "starts on 1 April"),
        (date(2025, 4, 1), date(2024, 3, 31), PeriodKind.FINANCIAL_YEAR, "is not 12 months"),
    ],
)
def test_dates_that_make_no_such_period_are_refused(
    start: date, end: date, kind: PeriodKind, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        Period(start, end, kind)


@given(days, st.integers(min_value=-1200, max_value=1200))
def test_moving_months_there_and_back(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert moved.day == 1
    assert months_between(day, moved) == months
    assert add_months(moved, -months) == day.replace(day=1)


@pytest.mark.parametrize("months", [-24309, 95700])
def test_months_outside_the_calendar(months: int) -> None:
    with pytest.raises(ValueError, match="outside the calendar"):
        add_months(date(2025, 6, 1), months)


@given(days, days)
def test_iterating_months(one: date, other: date) -> None:
    first, last = sorted((one, other))
    months = list(iter_months(first, last))
    assert months[0] == first.replace(day=1)
    assert months[-1] == last.replace(day=1)
    assert [months_between(first, month) for month in months] == list(range(len(months)))


def test_iterating_backwards_gives_nothing() -> None:
    assert list(iter_months(date(2025, 6, 1), date(2025, 5, 31))) == []


@given(days, makers)
def test_every_period_holds_its_day_and_whole_months(day: date, maker: Callable[[date], Period]) -> None:
    period = maker(day)
    assert day in period
    assert period.start.day == 1
    assert (period.end + timedelta(days=1)).day == 1
    assert len(period.months) in (1, 3, 12)
    assert period.days == (period.end - period.start).days + 1


@given(days.filter(lambda day: day.year > 1901), makers)
def test_the_previous_period_ends_where_this_one_starts(day: date, maker: Callable[[date], Period]) -> None:
    period = maker(day)
    before = period.previous
    assert before.kind == period.kind
    assert before.end + timedelta(days=1) == period.start


@given(days, makers)
def test_days_just_outside_are_outside(day: date, maker: Callable[[date], Period]) -> None:
    period = maker(day)
    assert period.start - timedelta(days=1) not in period
    assert period.end + timedelta(days=1) not in period


@given(days)
def test_quarters_read_back_from_their_code(day: date) -> None:
    quarter = financial_quarter(day)
    assert parse_quarter(quarter.code) == quarter
    assert parse_month(month_of(day).code) == month_of(day)
