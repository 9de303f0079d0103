"""The figures and charts of a dashboard, made from stored values.

A figure asks its question in plain words and says what it counts, for when, as at when and by which run.
Readers who may not see small numbers get suppressed ones, in charts as in text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from markupsafe import Markup

from config import formats
from reporting.charts import Bar, Chart, HorizontalBars, LineSeries, Shift, Shifts, TimeLine
from reporting.charts.values import ChartValue
from reporting.rules.described import SATISFACTION, Described
from reporting.rules.periods import Period, last_day
from reporting.rules.stored_values import (
    NO_VALUE,
    Area,
    Value,
    Values,
    exact_text,
    named,
    published,
    whole,
)
from reporting.rules.suppression import SuppressionPolicy, Unit, count

# (indicator, group or nothing) -> the address of the list behind it, or nothing for who may not see it.
Link = Callable[[str, str], str]
UNITS = {"percent": "%", "days": " days", "count": "", "rate": ""}
# So many rows of a table stand open under its chart.
FEW = 8
AXES = {"percent": "Per cent", "days": "Days", "count": "People", "rate": "Mean"}


def no_link(indicator: str, group: str) -> str:
    """For readers who may not see lists."""
    return ""


@dataclass(frozen=True, slots=True)
class Showing:
    """How values are written: exact, or by the rule for readers who may not see small numbers."""

    policy: SuppressionPolicy | None = None

    def text(self, value: Value | None, unit: Unit) -> str:
        """For reading."""
        if value is None:
            return NO_VALUE
        return published(value, unit, self.policy).text if self.policy else exact_text(value, unit)

    def drawn(self, value: Value | None, unit: Unit) -> ChartValue:
        """For a chart: percentages as numbers of a hundred."""
        if value is None:
            return None
        if self.policy:
            return published(value, unit, self.policy).drawn
        if value.value is None:
            return None
        return float(value.value * 100 if unit == "percent" else value.value)

    def base(self, value: Value | None) -> str:
        """The count that a proportion or a median rests on."""
        of = whole(value.denominator) if value else None
        if of is None:
            return ""
        return count(of, self.policy).text if self.policy else formats.number(of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a figure rests on: period, definitions, moment, run; and the address of the list behind it.

    ``versions`` are those of the definitions that its values were computed by, which may be older than ``described``.
    """

    period: str
    described: Sequence[Described]
    versions: Sequence[str]
    as_at: dt.datetime | None
    run_id: int | None
    href: str = ""

    @property
    def counts(self) -> str:
        """What is counted, each definition once, and what is left out."""
        several = len(self.described) > 1
        said = [f"{one.title}: {one.counts}" if several else one.counts for one in self.described]
        among = dict.fromkeys(one.among for one in self.described if one.among)
        left_out = dict.fromkeys(f"Left out: {one.left_out}." for one in self.described if one.left_out)
        return " ".join([*said, *among, *left_out])

    @property
    def source(self) -> str:
        return "; ".join(dict.fromkeys(one.source for one in self.described))

    @property
    def version(self) -> str:
        return ", ".join(dict.fromkeys(self.versions))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """One number with its question; ``detail`` says what it is a part of, ``note`` what to read with it."""

    id: str
    question: str
    value: str
    made: Made
    detail: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A chart with its question; the numbers in its table lead to their lists."""

    id: str
    question: str
    chart: Chart
    made: Made

    @property
    def drawing(self) -> Markup:
        """The chart drawn."""
        return _drawn(self.chart)

    @property
    def open(self) -> bool:
        """Whether the table stands open: that of a few groups does, as it leads to their lists."""
        return isinstance(self.chart, HorizontalBars | Shifts) and len(self.chart.table().rows) <= FEW


@lru_cache(maxsize=512)
def _drawn(chart: Chart) -> Markup:
    # The same numbers draw the same, and those of a night are looked at all day.
    return chart.svg()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the figures are drawn from: the values of one area, the month shown, and how to write them."""

    values: Values
    area: Area
    month: Period
    described: Mapping[str, Described]
    showing: Showing = field(default_factory=Showing)
    link: Link = field(default=no_link)

    def period(self, indicator: str, end: dt.date | None = None) -> Period:
        """The indicator's own period that ends with the month shown, or with another."""
        return self.described[indicator].period(end or self.month.end)

    def value(self, indicator: str, end: dt.date | None = None) -> Value | None:
        return self.values.get(indicator, self.period(indicator, end), self.area)

    def text(self, indicator: str) -> str:
        return self.showing.text(self.value(indicator), self.described[indicator].unit)

    def base(self, indicator: str) -> str:
        return self.showing.base(self.value(indicator))

    def made(self, *indicators: str, period: str = "", of: Iterable[Value | None] = ()) -> Made:
        """What a figure of these indicators rests on; the newest of its values says as at when."""
        held = [value for value in (*of, *(self.value(one) for one in indicators)) if value]
        newest = max(held, key=lambda value: value.as_at, default=None)
        return Made(
            period=period or self.period(indicators[0]).label,
            described=[self.described[one] for one in indicators],
            versions=[value.definition_version for value in held],
            as_at=newest.as_at if newest else None,
            run_id=newest.run_id if newest else None,
            href=self.link(indicators[0], "") if newest else "",
        )

    def figure(self, indicator: str, *, detail: str = "", note: str = "") -> KeyFigure:
        """The number of this month."""
        return KeyFigure(
            id=f"key-{_slug(indicator)}",
            question=self.described[indicator].question,
            value=self.text(indicator),
            detail=detail,
            note=note,
            made=self.made(indicator),
        )

    def bars(
        self, indicator: str, breakdown: str, question: str, *, by: str, names: Mapping[str, str]
    ) -> Panel:
        """A bar for each group, in the order of ``names``."""
        one = self.described[indicator]
        held = self.values.groups(indicator, self.period(indicator), self.area, breakdown, known=one.groups)
        bars = tuple(
            Bar(name, self.showing.drawn(held[group], one.unit), self.link(indicator, group) or None)
            for group, name in named(held, names).items()
        )
        chart = HorizontalBars(
            id=f"chart-{_slug(indicator)}",
            title=f"{question} {self.period(indicator).label}",
            label_header=by,
            value_header=one.title,
            unit=UNITS[one.unit],
            bars=bars,
        )
        return Panel(id=chart.id, question=question, chart=chart, made=self.made(indicator))

    def shifts(
        self,
        first: str,
        latest: str,
        breakdown: str,
        question: str,
        *,
        by: str,
        names: Mapping[str, str],
        whole: str,
    ) -> Panel:
        """Each group at first and now; above them the ``whole``. Both figures are counted over the same rows."""
        chart = Shifts(
            id=f"chart-{_slug(latest)}",
            title=f"{question} {self.period(latest).label}",
            label_header=by,
            value_header=SATISFACTION,
            shifts=(
                self._shift(whole, first, latest, "", ""),
                *(self._shift(name, first, latest, breakdown, group) for group, name in names.items()),
            ),
        )
        return Panel(id=chart.id, question=question, chart=chart, made=self.made(latest, first))

    def _shift(self, name: str, first: str, latest: str, breakdown: str, group: str) -> Shift:
        held = (
            self.values.get(one, self.period(one), self.area, breakdown, group) for one in (first, latest)
        )
        drawn = [self.showing.drawn(value, self.described[latest].unit) for value in held]
        return Shift(name, drawn[0], drawn[1], self.link(latest, group) or None)

    def line(
        self, question: str, months: Sequence[dt.date], names: Mapping[str, str], *, zero_base: bool = True
    ) -> Panel:
        """A line for each indicator over months (first days); ``names`` are what the lines are called."""
        ends = [last_day(month) for month in months]
        first = self.described[next(iter(names))]
        held = {one: [self.value(one, end) for end in ends] for one in names}
        chart = TimeLine(
            id=f"chart-{_slug(first.id)}-months",
            title=question,
            value_header=AXES[first.unit],
            months=tuple(months),
            unit=UNITS[first.unit],
            zero_base=zero_base,
            series=tuple(
                LineSeries(
                    name, tuple(self.showing.drawn(value, self.described[one].unit) for value in held[one])
                )
                for one, name in names.items()
            ),
        )
        made = self.made(*names, period=self._span(first, ends))
        return Panel(id=chart.id, question=question, chart=chart, made=made)

    def _span(self, one: Described, ends: Sequence[dt.date]) -> str:
        span = f"{ends[0]:%B %Y} to {ends[-1]:%B %Y}"
        return f"{span}, each month's figure over the {one.window} to its end" if one.window else span


def _slug(indicator: str) -> str:
    return indicator.replace(".", "-").replace("_", "-")
