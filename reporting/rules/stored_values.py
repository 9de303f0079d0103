"""Stored values at hand: found by what they count, for when, where and whom, and written for the reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from config import formats
from reporting.rules.periods import Period, PeriodKind
from reporting.rules.suppression import Published, SuppressionPolicy, Unit, count, linked, percent

Key = tuple[str, str, dt.date, str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One stored value, exact; where it stands is said by ``level`` to ``group``."""

    indicator: str
    period_kind: str
    period_start: dt.date
    period_end: dt.date
    level: str
    level_code: str
    breakdown: str
    group: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    excluded: int
    incomplete: int
    definition_version: str
    as_at: dt.datetime
    run_id: int | None

    @property
    def period(self) -> Period:
        """The months it is counted over."""
        return Period(self.period_start, self.period_end, PeriodKind(self.period_kind))


@dataclass(frozen=True, slots=True)
class Where:
    """A level and a code: whose figures; the whole tenant has no code."""

    level: str = "tenant"
    code: str = ""


WHOLE = Where()


class Values:
    """The figures that one question to the database found."""

    def __init__(self, found: Iterable[Value]) -> None:
        self._all = list(found)
        self._by_key = {_key(value): value for value in self._all}

    def __iter__(self) -> Iterator[Value]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def get(
        self, indicator: str, period: Period, place: Where = WHOLE, breakdown: str = "", group: str = ""
    ) -> Value | None:
        """The value, or None when the night has not made it."""
        where = (place.level, place.code, breakdown, group)
        return self._by_key.get((indicator, period.kind.value, period.end, *where))

    def groups(self, indicator: str, period: Period, place: Where, breakdown: str) -> dict[str, Value]:
        """The figures of each group of a breakdown."""
        wanted = (indicator, period.kind.value, period.end, place.level, place.code, breakdown)
        return {value.group: value for value in self._all if _key(value)[:-1] == wanted}

    def places(self, indicator: str, period: Period, level: str) -> dict[str, Value]:
        """The figures of each place of a level, by its code."""
        wanted = (indicator, period.kind.value, period.end, level, "")
        return {
            value.level_code: value
            for value in self._all
            if (value.indicator, value.period_kind, value.period_end, value.level, value.breakdown) == wanted
        }


def _key(value: Value) -> Key:
    where = (value.level, value.level_code, value.breakdown, value.group)
    return (value.indicator, value.period_kind, value.period_end, *where)


def whole(value: Decimal | None) -> int | None:
    """A count as a whole number."""
    return None if value is None else int(value)


def published(value: Value, unit: Unit, policy: SuppressionPolicy) -> Published:
    """The value as it may leave the tenant."""
    if unit == "percent":
        return percent(whole(value.numerator), whole(value.denominator), policy)
    if unit == "days":
        return linked(value.value, whole(value.denominator), policy)
    return count(whole(value.value), policy)


def exact_text(value: Value, unit: Unit) -> str:
    """The value as those read it who may see it whole: "1,069", "42%", "31.5 days"."""
    if value.value is None:
        return "No value"
    if unit == "percent":
        return formats.percent(value.value)
    if unit == "days":
        return f"{_trimmed(value.value)} day{'' if value.value == 1 else 's'}"
    return formats.number(value.value)


def _trimmed(value: Decimal) -> str:
    """One decimal, none where it is nought: medians lie halfway between two days."""
    written = formats.number(value, 1)
    return written.removesuffix(".0")
