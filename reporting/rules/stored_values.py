"""Stored values at hand: found by what they count, for when and for whom, and written for the reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from config import formats
from reporting.rules.periods import Period, PeriodKind
from reporting.rules.suppression import Published, SuppressionPolicy, Unit, count, linked, percent

NO_VALUE = "No figure"
Key = tuple[str, str, dt.date, str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One stored value, exact, with its parts and what it rests on."""

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
class Area:
    """Whose values: a level and a code. The whole tenant has no code."""

    level: str = "tenant"
    code: str = ""


WHOLE = Area()


class Values:
    """What one question to the database found."""

    def __init__(self, found: Iterable[Value]) -> None:
        self._by_key = {_key(value): value for value in found}

    def __iter__(self) -> Iterator[Value]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    def get(
        self, indicator: str, period: Period, area: Area = WHOLE, breakdown: str = "", group: str = ""
    ) -> Value | None:
        """The value, or None when the night has not made it."""
        where = (area.level, area.code, breakdown, group)
        return self._by_key.get((indicator, period.kind.value, period.end, *where))

    def groups(
        self, indicator: str, period: Period, area: Area, breakdown: str, *, known: Collection[str] = ()
    ) -> dict[str, Value]:
        """The values of each group of a breakdown.

        The night writes none for a group that nothing is in: those of ``known`` are nought where the whole
        is known.
        """
        wanted = (indicator, period.kind.value, period.end, area.level, area.code, breakdown)
        held = {key[-1]: value for key, value in self._by_key.items() if key[:-1] == wanted}
        of_all = self.get(indicator, period, area)
        noughts = {group: _nought(of_all, breakdown, group) for group in known} if of_all else {}
        return {**noughts, **held}

    def areas(self, indicator: str, period: Period, level: str) -> dict[str, Value]:
        """The values of each area of a level, by its code."""
        wanted = (indicator, period.kind.value, period.end, level)
        return {
            value.level_code: value
            for key, value in self._by_key.items()
            if key[:4] == wanted and not value.breakdown
        }


def _key(value: Value) -> Key:
    where = (value.level, value.level_code, value.breakdown, value.group)
    return (value.indicator, value.period_kind, value.period_end, *where)


def _nought(value: Value, breakdown: str, group: str) -> Value:
    return replace(value, breakdown=breakdown, group=group, numerator=Decimal(0), value=Decimal(0))


def named(held: Collection[str], names: Mapping[str, str]) -> dict[str, str]:
    """The codes held with their names, in the order of the names; a code without a name goes by itself."""
    known = {code: name for code, name in names.items() if code in held}
    return {**known, **{code: code or "Not recorded" for code in sorted(held) if code not in known}}


def whole(number: Decimal | None) -> int | None:
    """A count as a whole number."""
    return None if number is None else int(number)


def published(value: Value, unit: Unit, policy: SuppressionPolicy) -> Published:
    """The value as it may leave the tenant."""
    if unit == "percent":
        return percent(whole(value.numerator), whole(value.denominator), policy)
    if unit == "days":
        return linked(value.value, whole(value.denominator), policy)
    if unit == "rate":
        over, of = whole(value.numerator), whole(value.denominator)
        return linked(value.value, over, policy, denominator=of or 0, unit=unit)
    return count(whole(value.value), policy)


def exact_text(value: Value, unit: Unit) -> str:
    """The value as those read it who may see it whole: "1,069", "42%", "31.5 days", "4.6"."""
    if value.value is None:
        return NO_VALUE
    if unit == "percent":
        return formats.percent(value.value)
    if unit == "rate":
        return formats.number(value.value, 1)
    if unit == "days":
        days = formats.number(value.value, 1).removesuffix(".0")
        return f"{days} day" if days == "1" else f"{days} days"
    return formats.number(value.value)
