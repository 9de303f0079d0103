"""What DIALOG says of the people of a caseload, a team or a hub, and who is behind each mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.roles import Permission, has_permission
from hubs.views.access import StaffRequest, requires
from outcomes.rules.shown_means import FEWEST, Showing
from outcomes.selectors import dialog_means, units
from outcomes.selectors.dialog_means import LABELS, Rated
from outcomes.selectors.units import Unit
from referrals.selectors import people
from referrals.selectors.people import Found
from reporting.rules.suppression import count
from reporting.selectors.values import suppression_policy

PAGE_SIZE = 50
NOT_YOURS = (
    "You may see the figures of this team or hub, but not who is behind them: no role of yours is there."
)


@dataclass(frozen=True)
class ListedPerson:
    """Somebody behind a mean; ``found`` is None for whoever is held no longer."""

    rated: Rated
    found: Found | None
    may_open: bool


@requires(Permission.DASHBOARD_VIEW)
@never_cache
def start(request: StaffRequest) -> HttpResponse:
    """Where somebody starts, or the way to what was chosen above the table."""
    level, _, code = request.GET.get("unit", "").partition("/")
    unit = units.find(level, code) if level else units.usual(request.actor)
    if level and unit is None:
        raise Http404
    if level and unit:
        return redirect("outcomes-of", unit.level, unit.code)
    return _page(request, unit)


@requires(Permission.DASHBOARD_VIEW)
@never_cache
def of_unit(request: StaffRequest, level: str, code: str) -> HttpResponse:
    """The means of a hub or a team; its address can be kept and sent on."""
    return _page(request, _find(level, code))


@requires(Permission.CASELOAD_VIEW)
@never_cache
def mine(request: StaffRequest) -> HttpResponse:
    """The means of the worker's own caseload."""
    return _page(request, units.mine(request.actor))


@requires(Permission.DASHBOARD_LISTS)
@never_cache
def listed(request: StaffRequest, level: str, code: str, area: str) -> HttpResponse:
    """Who is behind a mean of a hub or a team."""
    unit = _find(level, code)
    if not unit.may_list(request.actor):
        raise PermissionDenied(NOT_YOURS)
    return _list(request, unit, area, reverse("outcomes-of", args=[level, code]))


@requires(Permission.CASELOAD_VIEW)
@never_cache
def listed_mine(request: StaffRequest, area: str) -> HttpResponse:
    """Who is behind a mean of the worker's own caseload."""
    return _list(request, units.mine(request.actor), area, reverse("outcomes-mine"))


def _page(request: StaffRequest, unit: Unit | None) -> HttpResponse:
    today = timezone.localdate()
    is_mine = unit is not None and not unit.level
    context = {
        "unit": unit,
        "is_mine": is_mine,
        "means": dialog_means.means(unit.referrals, as_at=today) if unit else [],
        "show": Showing() if is_mine else _showing(request),
        "may_list": unit is not None and (is_mine or unit.may_list(request.actor)),
        "choices": [] if is_mine else units.choices(),
        "today": today,
    }
    return render(request, "outcomes/means/index.jinja", context)


def _list(request: StaffRequest, unit: Unit, area: str, back: str) -> HttpResponse:
    if area not in LABELS:
        raise Http404
    today = timezone.localdate()
    access.log(by=request.actor, kind=AccessKind.LISTED, what=f"DIALOG: {LABELS[area]}, {unit.name}")
    rows = dialog_means.people(unit.referrals, area, as_at=today)
    page: Any = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = _named(request, list(page.object_list))
    context = {"unit": unit, "title": LABELS[area], "page": page, "back": back, "today": today}
    return render(request, "outcomes/means/list.jinja", context)


def _named(request: StaffRequest, rows: list[Rated]) -> list[ListedPerson]:
    """With names for whoever may open the records."""
    known = people.of_ids({row.person_id for row in rows}, by=request.actor)
    return [
        ListedPerson(row, found, found is not None and found.may(request.actor, Permission.PERSON_VIEW))
        for row in rows
        for found in [known.get(row.person_id)]
    ]


def _showing(request: StaffRequest) -> Showing:
    """Exact counts for those who may see the lists behind some of them, and suppressed ones for the others."""
    if has_permission(request.actor, Permission.DASHBOARD_LISTS):
        return Showing(FEWEST)
    policy = suppression_policy()
    return Showing(max(FEWEST, policy.threshold), lambda number: count(number, policy).text)


def _find(level: str, code: str) -> Unit:
    unit = units.find(level, code)
    if unit is None:
        raise Http404
    return unit
