"""How stored values become the readings, breakdowns and trends of an assurance return: by disclosure control.

A measure without a stored value is left out; it is never shown as nought or as withheld.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from reporting.rules.described import Described
from reporting.rules.periods import Period, add_months, iter_months, last_day
from reporting.rules.return_document import (
    Breakdown,
    Comparison,
    Group,
    Measure,
    Reading,
    Trend,
    TrendLine,
)
from reporting.rules.return_measures import (
    ADDED_UP,
    EQUALITIES,
    REJECTED,
    REJECTED_COUNT,
)
from reporting.rules.stored_values import WHOLE, Value, Values, named, published, whole
from reporting.rules.suppression import Published, SuppressionPolicy, count

TREND_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Names of areas and groups by their codes, in the order in which they are shown.

    ``areas`` are by level, ``groups`` by breakdown; ``characteristics`` name the breakdowns of people.
    """

    areas: Mapping[str, Mapping[str, str]]
    groups: Mapping[str, Mapping[str, str]]
    characteristics: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """Everything a part is made from."""

    values: Values
    described: Mapping[str, Described]
    quarter: Period
    policy: SuppressionPolicy
    labels: Labels

    def readings(self, *indicators: str) -> tuple[Reading, ...]:
        """Each measure that has a value, with the one of the quarter before."""
        return tuple(found for one in indicators if (found := self._reading(one)))

    def _reading(self, indicator: str) -> Reading | None:
        one = self._described(indicator)
        return self._read(one.measure, one.compared_with, indicator, self._published)

    def _rejected(self) -> tuple[Reading, ...]:
        """How many were turned away, before the share of all that they are."""
        found = self._read(self._rejected_count, "Aim: none", REJECTED, self._counted)
        return (found,) if found else ()

    @property
    def _rejected_count(self) -> Measure:
        """The words of the share, of its count alone."""
        one = self._described(REJECTED).measure
        return replace(
            one,
            id=REJECTED_COUNT,
            title=self.described[REJECTED].title,
            counts=f"{one.counts.partition(',')[0]}.",
        )

    def _read(
        self,
        measure: Measure,
        compared_with: str,
        indicator: str,
        shown: Callable[[str, Period], Published | None],
    ) -> Reading | None:
        value = shown(indicator, self.quarter)
        if value is None:
            return None
        return Reading(
            measure=measure,
            period=self._period(indicator),
            value=value,
            previous=shown(indicator, self.quarter.previous),
            compared_with=compared_with,
        )

    def _described(self, indicator: str) -> Described:
        one = self.described[indicator]
        if indicator not in ADDED_UP:
            return one
        title = f"{one.title}, as a share of received" if indicator == REJECTED else one.title
        return replace(one.said_of_quarters(), title=title)

    def _period(self, indicator: str, quarter: Period | None = None) -> Period:
        wanted = quarter or self.quarter
        return wanted if indicator in ADDED_UP else self.described[indicator].period(wanted.end)

    def _value(self, indicator: str, quarter: Period) -> Value | None:
        return self.values.get(indicator, self._period(indicator, quarter))

    def _published(self, indicator: str, quarter: Period) -> Published | None:
        return self._shown(indicator, self._value(indicator, quarter))

    def _counted(self, indicator: str, quarter: Period) -> Published | None:
        value = self._value(indicator, quarter)
        return count(whole(value.numerator), self.policy) if value else None

    def _shown(self, indicator: str, value: Value | None) -> Published | None:
        return self._control(indicator, value) if value else None

    def _control(self, indicator: str, value: Value) -> Published:
        return published(value, self.described[indicator].unit, self.policy)

    def _by_area(self, indicator: str, level: str, by: str) -> Breakdown:
        held = self.values.areas(indicator, self._period(indicator), level)
        names = self.labels.areas.get(level, {})
        return self._breakdown(indicator, by, held, names, lambda value: self._control(indicator, value))

    def _by_share(self, indicator: str, breakdown: str, by: str) -> Breakdown:
        """The figure of each group."""
        return self._by(indicator, breakdown, by, lambda value: self._control(indicator, value))

    def _by_count(self, indicator: str, breakdown: str, by: str) -> Breakdown:
        """The count of each group, also of a figure that is a share."""
        found = self._by(indicator, breakdown, by, lambda value: count(whole(value.numerator), self.policy))
        return replace(found, measure=self._rejected_count) if indicator == REJECTED else found

    def _by(self, indicator: str, breakdown: str, by: str, shown: Callable[[Value], Published]) -> Breakdown:
        known = self.described[indicator].groups
        held = self.values.groups(indicator, self._period(indicator), WHOLE, breakdown, known=known)
        return self._breakdown(indicator, by, held, self.labels.groups.get(breakdown, {}), shown)

    def _breakdown(
        self,
        indicator: str,
        by: str,
        held: Mapping[str, Value],
        names: Mapping[str, str],
        shown: Callable[[Value], Published],
    ) -> Breakdown:
        return Breakdown(
            measure=self._described(indicator).measure,
            period=self._period(indicator),
            by=by,
            groups=tuple(Group(name, shown(held[code])) for code, name in named(held, names).items()),
        )

    def _compared(self, indicators: Sequence[str], breakdown: str, by: str) -> Comparison:
        return Comparison(
            measures=tuple(self._described(one).measure for one in indicators),
            period=self._period(indicators[0]),
            by=by,
            rows=tuple(
                (name, tuple(self._shown(one, value) for one, value in zip(indicators, values, strict=True)))
                for name, values in self._split(indicators, breakdown)
            ),
        )

    def _split(
        self, indicators: Sequence[str], breakdown: str
    ) -> Iterator[tuple[str, tuple[Value | None, ...]]]:
        """Each group that one of the indicators has a value of, with the values of all of them."""
        held = {one: self.values.groups(one, self._period(one), WHOLE, breakdown) for one in indicators}
        present = {group for groups in held.values() for group in groups}
        for code, name in named(present, self.labels.groups.get(breakdown, {})).items():
            yield name, tuple(held[one].get(code) for one in indicators)

    def _trend(self, *indicators: str) -> Trend:
        months = tuple(iter_months(add_months(self.quarter.end, 1 - TREND_MONTHS), self.quarter.end))
        lines = tuple(
            TrendLine(
                measure=self.described[one].measure,
                values=tuple(self._at(one, last_day(month)) for month in months),
            )
            for one in indicators
        )
        return Trend(months=months, lines=lines)

    def _at(self, indicator: str, month_end: dt.date) -> Published | None:
        return self._shown(indicator, self.values.get(indicator, self.described[indicator].period(month_end)))

    def _rows(self, breakdown: str) -> tuple[tuple[str, tuple[Published, ...]], ...]:
        return tuple(
            (name, tuple(self._cell(one, value) for one, value in zip(EQUALITIES, values, strict=True)))
            for name, values in self._split(EQUALITIES, breakdown)
        )

    def _cell(self, indicator: str, value: Value | None) -> Published:
        # The night writes no value of a group that nobody is in: it is nought, and withheld as nought is.
        unit = self.described[indicator].unit
        return self._shown(indicator, value) or Published(None, unit, self.policy.symbol)
