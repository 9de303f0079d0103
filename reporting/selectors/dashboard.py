"""A dashboard: the figures of one area and month, from stored values alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from hubs.rules.roles import Actor, Permission, has_permission
from reporting.rules import board
from reporting.rules.areas import PLURALS, Areas, NamedArea, may_list
from reporting.rules.dashboard import KeyFigure, Link, Panel, Showing, View, no_link
from reporting.rules.periods import Period, last_day, month_of
from reporting.selectors import areas as area_selector
from reporting.selectors import data_state, definitions, values
from reporting.selectors.data_state import Computed

NIGHT_NEEDED = (
    "The nightly run computes the figures of each month from the record. When it has run, they appear here."
    " An administrator sees the runs, and what keeps them from running, under “Nightly runs”."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """Everything on the page. ``computed`` says how the month was made, ``months`` which months there are."""

    areas: Areas
    area: NamedArea
    month: Period
    months: Sequence[dt.date]
    computed: Computed | None
    showing: Showing
    doubts: Sequence[str]
    has_figures: bool
    key_figures: tuple[KeyFigure, ...]
    sections: tuple[tuple[str, tuple[Panel, ...]], ...]

    @property
    def run(self) -> str:
        """The run that last computed the month."""
        return self.computed.run if self.computed else ""

    @property
    def so_far(self) -> bool:
        """Whether the month was not over when it was computed."""
        return self.computed is not None and self.computed.as_at < self.month.end

    @property
    def choices(self) -> list[tuple[str, Sequence[NamedArea]]]:
        """The areas to choose from, grouped."""
        groups = [(name, self.areas.of(level)) for level, name in PLURALS.items()]
        return [("System", [self.areas.whole]), *((name, found) for name, found in groups if found)]

    @property
    def above(self) -> list[NamedArea]:
        """The areas that this one is part of."""
        return self.areas.above(self.area)

    @property
    def below(self) -> list[NamedArea]:
        """The areas that are part of this one."""
        return self.areas.below(self.area)

    @property
    def what_to_do(self) -> str:
        """For the reader of a page without figures."""
        return "Choose another month or a larger area." if self.months else NIGHT_NEEDED

    def address(self, area: NamedArea) -> str:
        """Another area, in the same month."""
        return address(area, self.month)


def find_area(by: Actor, key: str = "") -> tuple[Areas, NamedArea | None]:
    """The areas, and the one with this key; without a key where ``by`` starts."""
    found = area_selector.areas(by)
    return found, found.get(key) if key else found.usual(by)


def dashboard(*, by: Actor, areas: Areas, area: NamedArea, month: Period | None) -> Dashboard:
    """The dashboard of an area; without a month that of the newest with values. Four queries at most."""
    months = data_state.computed_months()
    shown = month or month_of(months[0].period_end if months else timezone.localdate())
    found = values.read(_wanted(area, shown))
    view = View(
        values=found,
        area=area.area,
        month=shown,
        described=definitions.described(),
        showing=_showing(by),
        link=_link(area, shown) if may_list(by, area) else no_link,
    )
    return Dashboard(
        areas=areas,
        area=area,
        month=shown,
        months=sorted({shown.end, *(one.period_end for one in months)}, reverse=True) if months else (),
        computed=next((one for one in months if one.period_end == shown.end), None),
        showing=view.showing,
        doubts=data_state.run_doubts(data_state.newest_run()),
        has_figures=any(value.period_end == shown.end for value in found),
        key_figures=board.key_figures(view),
        sections=board.sections(view, definitions.groups()),
    )


def address(area: NamedArea, month: Period | None) -> str:
    """Where an area's dashboard of a month, or of the newest, is."""
    query = {"month": month.code} if month else None
    return reverse("dashboard-level", args=[area.level.value, area.code], query=query)


def _wanted(area: NamedArea, month: Period) -> Q:
    # Every column of the index by what may stand in it, so that little is read that is not shown.
    place = Q(level=area.area.level, level_code=area.area.code, indicator__in=board.INDICATORS)
    ends = [last_day(first) for first in board.shown_months(month.start)]
    known = Q(period_end__in=ends, breakdown__in=("", *board.BREAKDOWNS))
    return place & known & (Q(breakdown="") | Q(period_end=month.end))


def _showing(by: Actor) -> Showing:
    """Exact numbers for those who may see the lists behind some of them, suppressed ones for the others."""
    exact = has_permission(by, Permission.DASHBOARD_LISTS)
    return Showing() if exact else Showing(values.suppression_policy())


def _link(area: NamedArea, month: Period) -> Link:
    # Made once an indicator: a page has three times as many links.
    @cache
    def address_of(indicator: str) -> str:
        return reverse("dashboard-list", args=[area.level.value, area.code, indicator])

    def link(indicator: str, group: str) -> str:
        query = {"month": month.code, **({"group": group} if group else {})}
        return f"{address_of(indicator)}?{urlencode(query)}"

    return link
