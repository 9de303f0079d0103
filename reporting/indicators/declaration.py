"""What an indicator is: its words, and the conditions by which the night counts it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from reporting.rules import periods
from reporting.rules.periods import Period, PeriodKind


class Unit(StrEnum):
    COUNT = "count"
    PERCENT = "percent"
    DAYS = "days"
    RATE = "rate"


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Measure:
    """Rows of a family that fulfil ``where``, or the sum of one of their columns.

    Both are SQL over the columns of the family's rows; ``%(month_start)s``, ``%(quarter_start)s``,
    ``%(year_start)s``, ``%(as_at)s`` and ``%(within_days)s`` stand for the values of the month.
    """

    where: str
    total: str = ""

    @property
    def sql(self) -> str:
        """The aggregate."""
        what = f"coalesce(sum({self.total})" if self.total else "count(*)"
        return f"{what} filter (where {self.where})" + (", 0)" if self.total else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A breakdown of one indicator alone. ``groups`` are rows of (group, whether it applies), as SQL.

    A row may be in several groups, or in none. A group's share is of everything that the indicator counts over, or
    with ``within`` of what lies in the group itself. ``rows`` says in SQL which rows a group takes in, where they are
    not those of the whole. No group of an indicator is called as one of another breakdown of it.
    """

    breakdown: str
    groups: str
    order: Sequence[str] = ()
    within: bool = False
    rows: str = ""

    def taken(self, measure: Measure) -> Measure:
        """The measure over the rows that the groups take in."""
        return replace(measure, where=self.rows) if self.rows else measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A figure: what it asks in plain words, what it counts, where that comes from and what it is compared with.

    A count has a numerator. A percentage (stored between 0 and 1) and a rate have both. ``DAYS`` is the ``quantile`` of
    ``days``, an SQL expression, over the rows of the denominator. ``splits`` are its own breakdowns, beside those of
    people that every figure has. ``among`` explains, in sentences, what several figures share: whom they are counted
    among, and words they use. ``excluded`` and ``incomplete`` say in words what
    ``left_out`` and ``unknown`` count. ``version`` changes whenever the figure would: the night then makes every
    month anew.
    """

    id: str
    title: str
    question: str
    unit: Unit
    better: Direction
    period: PeriodKind
    source: str
    top: Measure | None = None
    bottom: Measure | None = None
    days: str = ""
    quantile: str = ""
    numerator: str = ""
    denominator: str = ""
    among: str = ""
    excluded: str = ""
    incomplete: str = ""
    left_out: Measure | None = None
    unknown: Measure | None = None
    target: Decimal | None = None
    target_source: str = ""
    splits: Sequence[Split] = ()
    version: str = "1"

    @property
    def frequency(self) -> str:
        """What a value covers, in words."""
        return FREQUENCIES[self.period]

    def period_of(self, day: dt.date) -> Period:
        """The period of this indicator that ends with the month of a day."""
        return PERIODS[self.period](day)


PERIODS = {
    PeriodKind.MONTH: periods.month_of,
    PeriodKind.ROLLING_QUARTER: periods.rolling_quarter,
    PeriodKind.ROLLING_YEAR: periods.rolling_year,
}
FREQUENCIES = {
    PeriodKind.MONTH: "every month",
    PeriodKind.ROLLING_QUARTER: "every month, over the three months that end with it",
    PeriodKind.ROLLING_YEAR: "every month, over the twelve months that end with it",
}
_NATIONAL = re.compile(r"\w+\.(mrs|mhs)(\d+[a-z]?)")


def national_code(indicator: str) -> str:
    """What NHS England publishes it as, which its id ends with ("MRS01a" of wait.mrs01a); nothing for one of others."""
    found = _NATIONAL.fullmatch(indicator)
    return f"{found[1].upper()}{found[2]}" if found else ""


def nationally(usual: Callable[..., Indicator]) -> Callable[..., Indicator]:
    """Declares measures of NHS England: the source of each is its code, unless another is given."""

    def declare(**given: Any) -> Indicator:
        return usual(**{"source": f"NHS England, {national_code(given['id'])}", **given})

    return declare
