"""The lists behind the figures of a dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.exports import csv_text
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from reporting.forms.list_filters import ListFilters
from reporting.rules.areas import Areas, NamedArea, may_list
from reporting.rules.periods import Period
from reporting.selectors import behind as pages
from reporting.selectors import dashboard, data_state, definitions, fact_lists
from reporting.selectors.fact_lists import Behind
from reporting.views.dashboard import asked_month

NOT_YOURS = (
    "You may see the figures of this area, but not the list of people behind them: no role of yours is there."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list was asked for: its figure, area and month, and what it is narrowed to."""

    behind: Behind
    areas: Areas
    area: NamedArea
    month: Period
    form: ListFilters
    facts: QuerySet[Any]

    @property
    def what(self) -> str:
        """For the trace of who looked at what."""
        return f"List behind {self.behind.indicator.title}, {self.area.name}, {self.month.code}"


@requires(Permission.DASHBOARD_LISTS)
@never_cache
def listed(request: StaffRequest, level: str, code: str, indicator: str) -> HttpResponse:
    """The people or referrals that a figure counts, fifty to a page."""
    asked = _asked(request, f"{level}/{code}", indicator)
    access.log(by=request.actor, kind=AccessKind.LISTED, what=asked.what)
    page = pages.page(
        asked.facts, asked.behind.columns, asked.areas, request.GET.get("page", "1"), by=request.actor
    )
    computed, version = data_state.computed_for(asked.month, indicator, asked.area.area)
    context = {
        "asked": asked,
        "page": page,
        "form": asked.form,
        "described": definitions.described()[indicator],
        "computed": computed,
        "version": version,
        "back": dashboard.address(asked.area, asked.month),
    }
    return render(request, "reporting/dashboard/list.jinja", context)


@requires(Permission.DASHBOARD_LISTS)
@never_cache
def export(request: StaffRequest, level: str, code: str, indicator: str) -> HttpResponse:
    """The whole list as CSV: references, without names."""
    asked = _asked(request, f"{level}/{code}", indicator)
    access.log(by=request.actor, kind=AccessKind.EXPORTED, what=asked.what)
    rows = pages.listed(list(asked.facts), asked.behind.columns, asked.areas, by=request.actor, plain=True)
    header = ["Person reference", *(column.heading for column in asked.behind.columns), "Hub", "Network"]
    text = csv_text(header, ([row.reference, *row.cells, row.hub, row.network] for row in rows))
    name = f"{indicator}-{asked.area.code}-{asked.month.code}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def _asked(request: StaffRequest, key: str, indicator: str) -> Asked:
    """404 for an area or figure that is not there, 403 where no role of theirs is."""
    areas, area = dashboard.find_area(request.actor, key)
    found = fact_lists.behind(indicator)
    if area is None or found is None:
        raise Http404
    if not may_list(request.actor, area):
        raise PermissionDenied(NOT_YOURS)
    month = asked_month(request) or data_state.newest_month()
    form = ListFilters(request.GET, behind=found, areas=areas, area=area)
    facts = fact_lists.rows(found, area.area, month, group=form.chosen("group"), part=form.chosen("part"))
    narrowed = {
        f"{name}_code": form.chosen(name)
        for name in ("hub", "pcn")
        if name in form.fields and form.chosen(name)
    }
    ordered = pages.sorted_rows(
        facts.filter(**narrowed), found.columns, request.GET.get("sort", ""), found.kind.sort
    )
    return Asked(found, areas, area, month, form, ordered)
