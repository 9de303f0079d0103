"""The runs of the night: when, how long, which months, what failed."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from hubs.rules.roles import Permission
from hubs.views.access import requires
from reporting.selectors import runs

PER_PAGE = 50


@requires(Permission.RUNS_VIEW, support=True)
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """An administrator sees the runs of the tenant; support staff those of every tenant."""
    of_all = getattr(request, "actor", None) is None
    found = runs.of_all_tenants() if of_all else runs.of_tenant()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reporting/runs.jinja", {"page": page, "of_all": of_all})
