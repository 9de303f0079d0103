"""The parts of an assurance return, made from stored values by disclosure control.

A measure without a stored value is left out; it is never shown as nought or as withheld.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from reporting.rules.described import Described
from reporting.rules.periods import Period, add_months, iter_months, last_day
from reporting.rules.return_document import (
    Access,
    Admissions,
    Breakdown,
    Characteristic,
    Equalities,
    Group,
    Reading,
    Referrals,
    Trend,
    TrendLine,
    Waits,
)
from reporting.rules.stored_values import WHOLE, Value, Values, published
from reporting.rules.suppression import Published, SuppressionPolicy

PEOPLE, TRANSFORMED = "access.mhs108", "access.mhs108_transformed"
RECEIVED, REJECTED, REJECTED_SHARE = "access.referrals", "access.rejected", "access.rejected_share"
FINISHED = ("wait.mrs01", "wait.mrs01a", "wait.mrs01b")
OPEN = ("wait.mrs02", "wait.mrs02a", "wait.mrs02b", "wait.mrs02c", "wait.mrs02d", "wait.mrs02e", "wait.mrs02f")
SECOND = (
    *("wait.mrs03", "wait.mrs03a", "wait.mrs03b", "wait.mrs07a", "wait.mrs07c", "wait.mrs07e", "wait.mrs15"),
    *("wait.mhs125", "wait.mhs126"),
)
SPELLS = ("wait.mrs04", "wait.mrs05", "wait.mrs06", "wait.mrs20", "wait.mrs21", "wait.mrs22")
ADMISSIONS = ("access.mhs106", "access.mhs106b", "access.mhs107b")
EQUALITIES = (PEOPLE, "wait.mrs01", "wait.mrs01b", "wait.mrs02", "wait.mrs03a")
LENGTH, COMPONENTS = "wait.open_by_length", "wait.components"
TRENDS = (PEOPLE, RECEIVED, "wait.mrs02", "wait.mrs03")
# The first page and the headlines of the parts: without these there is no return.
NEEDED = (PEOPLE, RECEIVED, REJECTED, "wait.mrs01b", "wait.mrs02", "wait.mrs03a")
MEASURES = tuple(
    dict.fromkeys(
        (
            *(PEOPLE, TRANSFORMED, RECEIVED, REJECTED, REJECTED_SHARE, *FINISHED, *OPEN, *SECOND, *SPELLS),
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
            readings=self.readings(RECEIVED, REJECTED, REJECTED_SHARE),
            by_source=self._by_group(RECEIVED, "source", "Source of referral"),
            rejected_by_reason=self._by_group(REJECTED, "reason", "Reason"),
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
            measures=tuple(self.described[one].measure for one in EQUALITIES),
            periods=tuple(self._period(one) for one in EQUALITIES),
            characteristics=tuple(
                Characteristic(name, self._rows(breakdown))
                for breakdown, name in self.labels.characteristics.items()
            ),
        )

    def admissions(self) -> Admissions:
        return Admissions(readings=self.readings(*ADMISSIONS))

    def readings(self, *indicators: str) -> tuple[Reading, ...]:
        """Each measure with its value and the one of the quarter before."""
        found = (self._reading(one) for one in indicators)
        return tuple(reading for reading in found if reading)

    def _reading(self, indicator: str) -> Reading | None:
        value = self._published(indicator, self.quarter)
        if value is None:
            return None
        one = self.described[indicator]
        return Reading(
            measure=one.measure,
            period=self._period(indicator),
            value=value,
            previous=self._published(indicator, self.quarter.previous),
            compared_with=one.compared_with,
        )

    def _period(self, indicator: str) -> Period:
        return self.described[indicator].period_of_quarter(self.quarter)

    def _value(self, indicator: str, quarter: Period) -> Value | None:
        return self.values.get(indicator, self.described[indicator].period_of_quarter(quarter))

    def _published(self, indicator: str, quarter: Period) -> Published | None:
        return self._shown(indicator, self._value(indicator, quarter))

    def _shown(self, indicator: str, value: Value | None) -> Published | None:
        return published(value, self.described[indicator].unit, self.policy) if value else None

    def _by_area(self, indicator: str, level: str, by: str) -> Breakdown:
        held = self.values.areas(indicator, self._period(indicator), level)
        return self._breakdown(indicator, by, held, self.labels.areas.get(level, {}))

    def _by_group(self, indicator: str, breakdown: str, by: str) -> Breakdown:
        held = self.values.groups(indicator, self._period(indicator), WHOLE, breakdown)
        return self._breakdown(indicator, by, held, self.labels.groups.get(breakdown, {}))

    def _breakdown(
        self, indicator: str, by: str, held: Mapping[str, Value], names: Mapping[str, str]
    ) -> Breakdown:
        unit = self.described[indicator].unit
        groups = tuple(
            Group(name, published(held[code], unit, self.policy)) for code, name in named(held, names).items()
        )
        measure = self.described[indicator].measure
        return Breakdown(measure=measure, period=self._period(indicator), by=by, groups=groups)

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
        period = self.described[indicator].period(month_end)
        return self._shown(indicator, self.values.get(indicator, period))

    def _rows(self, breakdown: str) -> tuple[tuple[str, tuple[Published, ...]], ...]:
        held = {
            one: self.values.groups(one, self._period(one), WHOLE, breakdown) for one in EQUALITIES
        }
        present = {group for groups in held.values() for group in groups}
        names = named(dict.fromkeys(present), self.labels.groups.get(breakdown, {}))
        return tuple(
            (name, tuple(self._cell(one, held[one].get(code)) for one in EQUALITIES)) for code, name in names.items()
        )

    def _cell(self, indicator: str, value: Value | None) -> Published:
        # A group that nobody is in has no row in the night's answer: its count is nought, and withheld as such.
        return self._shown(indicator, value) or Published(None, self.described[indicator].unit, self.policy.symbol)


def named(held: Mapping[str, object], names: Mapping[str, str]) -> dict[str, str]:
    """The codes that are held with their names, in the order of the names; a code without a name goes by itself."""
    known = {code: name for code, name in names.items() if code in held}
    return {**known, **{code: code or "Not recorded" for code in sorted(held) if code not in known}}
