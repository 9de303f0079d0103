"""The caseload of a worker and the queue of a hub."""

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
from referrals.forms.filters import CLOCK_RUNS, CaseloadFilter, QueueForm
from referrals.selectors import caseload as caseloads
from referrals.selectors import drafts
from referrals.selectors import queue as queues
from reporting.selectors import waiting_lists
from reporting.selectors.waiting_lists import Wanted

LONGEST_FIRST = "received"


@requires(Permission.CASELOAD_VIEW)
@never_cache
def caseload(request: StaffRequest) -> HttpResponse:
    """The people whom the worker or one of their teams holds, and the worker's drafts."""
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
        "drafts": drafts.own(by)[:20],
        "draft_days": KEPT_DAYS,
        "today": timezone.localdate(),
        "age_on": age_on,
        "is_empty": not filters.groups,
    }
    return render(request, "referrals/caseload.jinja", context)


@requires(Permission.QUEUE_VIEW)
@never_cache
def queue(request: StaffRequest) -> HttpResponse:
    """Who waits in the hubs of the worker, the longest wait first."""
    by = request.actor
    form = QueueForm(request.GET)
    show = form.cleaned_data["show"] if form.is_valid() else ""
    runs = show == CLOCK_RUNS
    referrals = queues.open_in_hubs(by) if runs else queues.waiting(by, seen=show)
    page = waiting_lists.page(
        referrals,
        number=request.GET.get("page", 1),
        wanted=Wanted(running=runs),
    )
    access.log(by=by, kind=AccessKind.LISTED, what="Queue")
    context = {"page": page, "form": form, "today": timezone.localdate(), "age_on": age_on, "show": show}
    return render(request, "referrals/queue.jinja", context)
