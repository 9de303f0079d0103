"""Months and what is made of them: the periods that figures are counted over.

A period is whole months. The national month number counts from April 1900, so that April 1900 is 1,
October 2021 is 1459 and April 2024 is 1489.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})-[Qq]([1-4])", re.ASCII)


class PeriodKind(StrEnum):
    """How long a period is and where it may start."""

    MONTH = "month"
    ROLLING_QUARTER = "rolling_quarter"
    FINANCIAL_QUARTER = "financial_quarter"
    ROLLING_YEAR = "rolling_year"
    FINANCIAL_YEAR = "financial_year"


_LENGTHS = {
    PeriodKind.MONTH: 1,
    PeriodKind.ROLLING_QUARTER: 3,
    PeriodKind.FINANCIAL_QUARTER: 3,
    PeriodKind.ROLLING_YEAR: 12,
    PeriodKind.FINANCIAL_YEAR: 12,
}


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months from `start` (a first day) to `end` (a last day).

    Raises ValueError when the dates are no such days, or do not make a period of its kind.
    """

    start: date
    end: date
    kind: PeriodKind

    def __post_init__(self) -> None:
        """Refuse dates that do not fit the kind."""
        if self.start.day != 1 or self.end != last_day(self.end):
            raise ValueError(
                f"A period runs from a month's first day to a month's last, not {self.start} to {self.end}."
            )
        if months_between(self.start, self.end) + 1 != _LENGTHS[self.kind]:
            raise ValueError(
                f"{self.start} to {self.end} is not {_LENGTHS[self.kind]} months, as a {self.kind.value} is."
            )
        if self.kind is PeriodKind.FINANCIAL_YEAR and self.start.month != 4:
            raise ValueError(f"A financial year starts on 1 April, not on {self.start}.")
        if self.kind is PeriodKind.FINANCIAL_QUARTER and self.start.month % 3 != 1:
            raise ValueError(
                f"A financial quarter starts in April, July, October or January, not on {self.start}."
            )

    def __contains__(self, day: date) -> bool:
        """Whether the day lies in the period, both ends included."""
        return self.start <= day <= self.end

    @property
    def label(self) -> str:
        """In plain English: "June 2025", "April to June 2025", "July 2024 to June 2025"."""
        if self.kind is PeriodKind.MONTH:
            return f"{self.start:%B %Y}"
        first = f"{self.start:%B}" if self.start.year == self.end.year else f"{self.start:%B %Y}"
        return f"{first} to {self.end:%B %Y}"

    @property
    def code(self) -> str:
        """For files and addresses: "2025-06", "2025-Q1", "2025-26", "2025-04_2025-06" for a rolling one."""
        if self.kind is PeriodKind.FINANCIAL_QUARTER:
            return f"{financial_year_start(self.start).year}-Q{quarter_number(self.start)}"
        if self.kind is PeriodKind.FINANCIAL_YEAR:
            return f"{self.start.year}-{self.end.year % 100:02d}"
        if self.kind is PeriodKind.MONTH:
            return f"{self.start:%Y-%m}"
        return f"{self.start:%Y-%m}_{self.end:%Y-%m}"

    @property
    def months(self) -> tuple[date, ...]:
        """First day of each month of the period."""
        return tuple(iter_months(self.start, self.end))

    @property
    def days(self) -> int:
        """Number of days, both ends included."""
        return (self.end - self.start).days + 1

    def moved(self, months: int) -> "Period":
        """A period of the same kind that many months later, or earlier if negative."""
        return Period(add_months(self.start, months), last_day(add_months(self.end, months)), self.kind)

    @property
    def previous(self) -> "Period":
        """The period of the same kind that ends the day before this one starts."""
        return self.moved(-_LENGTHS[self.kind])


def first_day(day: date) -> date:
    """The first day of the month a day lies in."""
    return day.replace(day=1)


def last_day(day: date) -> date:
    """The last day of the month a day lies in."""
    # Any 28th plus four days lies in the next month, and no day of it is skipped: 9999 has no next month.
    if (day.year, day.month) == (date.max.year, date.max.month):
        return date.max
    return first_day(day.replace(day=28) + timedelta(days=4)) - timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The first day of the month that many months later, or earlier if negative."""
    index = day.year * 12 + day.month - 1 + months
    if not date.min.year <= index // 12 <= date.max.year:
        raise ValueError(f"{months} months from {day} is outside the calendar; give fewer months.")
    return date(index // 12, index % 12 + 1, 1)


def months_between(first: date, last: date) -> int:
    """How many months lie from the month of one day to the month of another."""
    return (last.year - first.year) * 12 + last.month - first.month


def iter_months(first: date, last: date) -> Iterator[date]:
    """First day of every month from that of `first` to that of `last`, both included."""
    for index in range(months_between(first, last) + 1):
        yield add_months(first, index)


def uniq_month_id(day: date) -> int:
    """The national number of the month a day lies in."""
    number = (day.year - 1900) * 12 + (day.month - 4) + 1
    if number < 1:
        raise ValueError(f"{day} has no month number; the national numbering starts in April 1900.")
    return number


def month_of_id(number: int) -> Period:
    """The month with this national number."""
    if number < 1:
        raise ValueError(f"{number} is no month number; the national numbering starts with 1 for April 1900.")
    return month_of(add_months(date(1900, 4, 1), number - 1))


def month_of(day: date) -> Period:
    """The month a day lies in."""
    return Period(first_day(day), last_day(day), PeriodKind.MONTH)


def rolling_quarter(day: date) -> Period:
    """The three months that end with the month a day lies in."""
    return Period(add_months(day, -2), last_day(day), PeriodKind.ROLLING_QUARTER)


def rolling_year(day: date) -> Period:
    """The twelve months that end with the month a day lies in."""
    return Period(add_months(day, -11), last_day(day), PeriodKind.ROLLING_YEAR)


def financial_quarter(day: date) -> Period:
    """The financial quarter a day lies in; the first is April to June."""
    start = add_months(day, -((day.month - 1) % 3))
    return Period(start, last_day(add_months(start, 2)), PeriodKind.FINANCIAL_QUARTER)


def financial_year(day: date) -> Period:
    """The financial year, April to March, that a day lies in."""
    start = financial_year_start(day)
    return Period(start, last_day(add_months(start, 11)), PeriodKind.FINANCIAL_YEAR)


def financial_year_start(day: date) -> date:
    """1 April on or before a day."""
    return date(day.year if day.month >= 4 else day.year - 1, 4, 1)


def quarter_number(day: date) -> int:
    """Which quarter of its financial year a day lies in, 1 to 4."""
    return months_between(financial_year_start(day), day) // 3 + 1


def parse_month(text: str) -> Period:
    """Read "2025-06"."""
    found = _MONTH.fullmatch(text.strip())
    if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1:
        raise ValueError(
            f"{text!r} is not a month. Write year and month with a hyphen, such as 2025-06 for June 2025."
        )
    return month_of(date(int(found[1]), int(found[2]), 1))


def parse_quarter(text: str) -> Period:
    """Read "2025-Q1", the quarter that starts the financial year 2025-26: April to June 2025."""
    found = _QUARTER.fullmatch(text.strip())
    if not found or not 1 <= int(found[1]) < date.max.year:
        raise ValueError(
            f"{text!r} is not a financial quarter. Write the year in which the financial year starts, then"
            " the quarter: 2025-Q1 is April to June 2025, 2025-Q4 is January to March 2026."
        )
    return financial_quarter(add_months(date(int(found[1]), 4, 1), 3 * (int(found[2]) - 1)))
