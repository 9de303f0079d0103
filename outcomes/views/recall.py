"""The recall list: who on the register is to be checked next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.formats import short_date
from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.demography import age_on
from hubs.rules.exports import csv_text
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from outcomes.forms.recall import RecallFilter
from outcomes.rules.health import CheckKind
from outcomes.rules.health_states import Standing
from outcomes.selectors.recall import Recall

PER_PAGE = 50
COLUMNS = (
    "Reference",
    "Name",
    "Date of birth",
    "Outstanding since",
    *(kind.label for kind in CheckKind),
    "Follow-up due",
    "Who does it",
    "Team",
    "Last tried",
    "How",
    "Outcome",
)


@requires(Permission.CASELOAD_VIEW)
@never_cache
@require_safe
def recall(request: StaffRequest) -> HttpResponse:
    """Those of the worker's hubs who lack a check or a follow-up, the longest first."""
    filters = RecallFilter(request.GET, by=request.actor)
    rows = filters.rows
    access.log(by=request.actor, kind=AccessKind.LISTED, what="Health checks to recall for")
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "form": filters.form,
        "is_narrowed": bool(request.GET),
        "today": timezone.localdate(),
        "age_on": age_on,
    }
    return render(request, "outcomes/health/recall.jinja", context)


@requires(Permission.CASELOAD_VIEW)
@never_cache
@require_safe
def export(request: StaffRequest) -> HttpResponse:
    """The whole list as it is filtered."""
    rows = RecallFilter(request.GET, by=request.actor).rows
    access.log(by=request.actor, kind=AccessKind.EXPORTED, what=f"Health checks as CSV: {len(rows)} people")
    response = HttpResponse(
        csv_text(COLUMNS, (list(_cells(row)) for row in rows)), content_type="text/csv; charset=utf-8"
    )
    name = f"health-checks-{timezone.localdate().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cells(row: Recall) -> Iterator[Any]:
    yield from (row.person.reference, row.person.display_name, short_date(row.person.birth_date))
    yield short_date(row.since)
    yield from (_standing(each) for each in row.standings)
    yield short_date(row.follow_up_on)
    yield from (row.entry.get_next_by_display(), row.entry.next_team.name if row.entry.next_team else "")
    yield from (short_date(row.tried.on), row.tried.way, row.tried.outcome) if row.tried else ("", "", "")


def _standing(each: Standing) -> str:
    return f"{each.state.label}, {short_date(each.on)}" if each.on else each.state.label
