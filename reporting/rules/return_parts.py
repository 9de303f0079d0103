"""The parts of an assurance return, made from stored values by disclosure control.

A measure without a stored value is left out; it is never shown as nought or as withheld.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from reporting.rules.described import Described
from reporting.rules.periods import Period, add_months, iter_months, last_day
from reporting.rules.return_document import (
    Access,
    Admissions,
    Breakdown,
    Characteristic,
    Equalities,
    Group,
    Measure,
    Reading,
    Referrals,
    Trend,
    TrendLine,
    Waits,
)
from reporting.rules.stored_values import WHOLE, Value, Values, named, published, whole
from reporting.rules.suppression import Published, SuppressionPolicy, count

PEOPLE, TRANSFORMED = "access.mhs108", "access.two_contacts_transformed"
RECEIVED, REJECTED, BY_THEMSELVES = "access.referrals", "access.rejected", "access.self_and_vcse_referral"
# Each month of these counts different events, so that a quarter is its three months together.
ADDED_UP = (RECEIVED, REJECTED, BY_THEMSELVES)
FINISHED = ("wait.mrs01", "wait.mrs01a", "wait.mrs01b")
OPEN = (
    "wait.mrs02",
    "wait.mrs02a",
    "wait.mrs02b",
    "wait.mrs02c",
    "wait.mrs02d",
    "wait.mrs02e",
    "wait.mrs02f",
)
SECOND = (
    *("wait.mrs03", "wait.mrs03a", "wait.mrs03b", "wait.mrs07a", "wait.mrs07c", "wait.mrs07e", "wait.mrs15"),
    *("wait.mhs125", "wait.mhs126"),
)
SPELLS = ("wait.mrs04", "wait.mrs05", "wait.mrs06", "wait.mrs20", "wait.mrs21", "wait.mrs22")
ADMISSIONS = ("access.mhs106", "access.mhs106b", "access.mhs107b")
REJECTED_COUNT = "access.rejected_count"
EQUALITIES = (PEOPLE, "wait.mrs01", "wait.mrs01b", "wait.mrs02", "wait.mrs03a")
LENGTH, COMPONENTS = "wait.open_by_length", "wait.components"
# The first page and the headlines of the parts: without these there is no return.
NEEDED = (PEOPLE, RECEIVED, REJECTED, "wait.mrs01b", "wait.mrs02", "wait.mrs03a")
MEASURES = tuple(
    dict.fromkeys(
        (
            *(PEOPLE, TRANSFORMED, *ADDED_UP, *FINISHED, *OPEN, *SECOND, *SPELLS),
            *(*ADMISSIONS, LENGTH, COMPONENTS),
        )
    )
)
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
class Parts:
    """Everything a part is made from."""

    values: Values
    described: Mapping[str, Described]
    quarter: Period
    policy: SuppressionPolicy
    labels: Labels

    def missing(self) -> tuple[str, ...]:
        """Which of the measures that no return can do without have no value."""
        return tuple(one for one in NEEDED if self._value(one, self.quarter) is None)

    def access(self) -> Access:
        return Access(
            readings=self.readings(PEOPLE, TRANSFORMED),
            by_pcn=self._by_area(PEOPLE, "pcn", "Primary care network"),
            by_place=self._by_area(PEOPLE, "place", "Place"),
            trend=self._trend(PEOPLE),
        )

    def referrals(self) -> Referrals:
        return Referrals(
            readings=(*self.readings(RECEIVED), *self._rejected(), *self.readings(REJECTED, BY_THEMSELVES)),
            by_source=self._by_group(RECEIVED, "source", "Source of referral"),
            rejected_by_reason=self._by_group(REJECTED, "rejection_reason", "Reason"),
            trend=self._trend(RECEIVED),
        )

    def waits(self) -> Waits:
        return Waits(
            finished=self.readings(*FINISHED),
            open=self.readings(*OPEN),
            second_contact=self.readings(*SECOND),
            spells=self.readings(*SPELLS),
            open_by_length=self._by_group(LENGTH, "length", "Time waited"),
            missing_component=self._by_group(COMPONENTS, "component", "Part still missing"),
            trend=self._trend("wait.mrs02", "wait.mrs03"),
        )

    def equalities(self) -> Equalities:
        return Equalities(
            measures=tuple(self._described(one).measure for one in EQUALITIES),
            periods=tuple(self._period(one) for one in EQUALITIES),
            characteristics=tuple(
                Characteristic(name, self._rows(breakdown))
                for breakdown, name in self.labels.characteristics.items()
            ),
        )

    def admissions(self) -> Admissions:
        return Admissions(readings=self.readings(*ADMISSIONS))

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
        groups = self._in_words(
            held, self.labels.areas.get(level, {}), lambda value: self._control(indicator, value)
        )
        return Breakdown(
            measure=self._described(indicator).measure, period=self._period(indicator), by=by, groups=groups
        )

    def _by_group(self, indicator: str, breakdown: str, by: str) -> Breakdown:
        """The count of each group, also of a figure that is a share."""
        measure = self._rejected_count if indicator == REJECTED else self._described(indicator).measure
        known = self.described[indicator].groups
        held = self.values.groups(indicator, self._period(indicator), WHOLE, breakdown, known=known)
        groups = self._in_words(
            held,
            self.labels.groups.get(breakdown, {}),
            lambda value: count(whole(value.numerator), self.policy),
        )
        return Breakdown(measure=measure, period=self._period(indicator), by=by, groups=groups)

    def _in_words(
        self, held: Mapping[str, Value], names: Mapping[str, str], shown: Callable[[Value], Published]
    ) -> tuple[Group, ...]:
        return tuple(Group(name, shown(held[code])) for code, name in named(held, names).items())

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
        held = {one: self.values.groups(one, self._period(one), WHOLE, breakdown) for one in EQUALITIES}
        present = {group for groups in held.values() for group in groups}
        names = named(present, self.labels.groups.get(breakdown, {}))
        return tuple(
            (name, tuple(self._cell(one, held[one].get(code)) for one in EQUALITIES))
            for code, name in names.items()
        )

    def _cell(self, indicator: str, value: Value | None) -> Published:
        # The night writes no value of a group that nobody is in: it is nought, and withheld as nought is.
        unit = self.described[indicator].unit
        return self._shown(indicator, value) or Published(None, unit, self.policy.symbol)
