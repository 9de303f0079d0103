"""The dashboard: whose figures, of which month."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from reporting.rules.periods import Period, parse_month
from reporting.selectors import dashboard as dashboards


@requires(Permission.DASHBOARD_VIEW)
@never_cache
def start(request: StaffRequest) -> HttpResponse:
    """Where somebody starts, or the way to what was chosen in the form above a dashboard."""
    areas, area = dashboards.find_area(request.actor, request.GET.get("area", ""))
    if area is None:
        raise Http404
    month = asked_month(request)
    if "area" in request.GET:
        return redirect(dashboards.address(area, month))
    board = dashboards.dashboard(by=request.actor, areas=areas, area=area, month=month)
    return render(request, "reporting/dashboard/index.jinja", {"board": board})


@requires(Permission.DASHBOARD_VIEW)
@never_cache
def of_area(request: StaffRequest, level: str, code: str) -> HttpResponse:
    """The figures of one area; its address can be kept and sent on."""
    areas, area = dashboards.find_area(request.actor, f"{level}/{code}")
    if area is None:
        raise Http404
    board = dashboards.dashboard(by=request.actor, areas=areas, area=area, month=asked_month(request))
    return render(request, "reporting/dashboard/index.jinja", {"board": board})


def asked_month(request: StaffRequest) -> Period | None:
    """The month in the address; one that is none is told, and the newest shown instead."""
    text = request.GET.get("month", "")
    if not text:
        return None
    try:
        return parse_month(text)
    except ValueError as error:
        messages.error(request, f"{error} The newest month is shown instead.")
        return None
