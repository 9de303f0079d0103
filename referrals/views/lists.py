"""The caseload of a worker."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.demography import age_on
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from referrals.actions.drafts import KEPT_DAYS
from referrals.forms.filters import CaseloadFilter
from referrals.selectors import caseload as caseloads
from referrals.views.panels import SUPPLIED_BY
from reporting.selectors import own_waits, unfinished, waiting_lists

LONGEST_FIRST = "received"


@requires(Permission.CASELOAD_VIEW)
@never_cache
def caseload(request: StaffRequest) -> HttpResponse:
    """The people whom the worker or one of their teams holds, and what the worker began and has not finished."""
    by = request.actor
    mine = caseloads.mine(by)
    filters = CaseloadFilter(request.GET, queryset=mine, groups=caseloads.groups(mine))
    sort = request.GET.get("sort", LONGEST_FIRST)
    page = waiting_lists.page(
        caseloads.ordered(filters.qs, sort),
        total=filters.total,
        number=request.GET.get("page", 1),
        sort=sort,
        wanted=filters.wanted,
    )
    access.log(by=by, kind=AccessKind.LISTED, what="Caseload")
    context = {
        "page": page,
        "form": filters.form,
        "unfinished": unfinished.of(by),
        "draft_days": KEPT_DAYS,
        "today": timezone.localdate(),
        "age_on": age_on,
        "promise": by.promise,
        "supplied_by": SUPPLIED_BY,
        "waits": own_waits.of_row,
        "is_empty": not filters.groups,
    }
    return render(request, "referrals/caseload.jinja", context)
