"""Who opened what and why, for the privacy officer. Here, because overrides are about people and hubs know
none.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from careplans.selectors import sharing
from config import formats
from hubs.actions import access
from hubs.forms.lists import AccessFilter
from hubs.models import AccessLog
from hubs.models.access import AccessKind
from hubs.rules.exports import csv_text
from hubs.rules.roles import Permission
from hubs.selectors import access_log
from hubs.views.access import StaffRequest, requires
from hubs.views.saving import tell
from referrals.actions import overrides as actions
from referrals.selectors import overrides

PER_PAGE = 50
MOST_EXPORTED = 50_000
COLUMNS = ("When", "Member of staff", "What they did", "Person", "Page or list", "Reason", "Request")


@requires(Permission.ACCESS_REVIEW)
@never_cache
def index(request: StaffRequest) -> HttpResponse:
    """Records opened with a reason that wait for a review, and the whole trace with its filters."""
    found = AccessFilter(request.GET, access_log.entries(), request=request)
    context = {
        "waiting": overrides.to_review(),
        "plans_waiting": sharing.to_review(),
        "filters": found.form,
        "page": Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "hubs/access_review.jinja", context)


@requires(Permission.ACCESS_REVIEW)
@never_cache
@require_POST
def review(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Mark a record opened with a reason as looked at."""
    override = overrides.find(public_id)
    if override is None:
        raise Http404
    tell(request, lambda: actions.review(by=request.actor, override=override), "Marked as reviewed")
    return redirect("access-review")


@requires(Permission.ACCESS_REVIEW)
@never_cache
def export(request: StaffRequest) -> HttpResponse:
    """The filtered trace as CSV; taking it out is itself written into the trace."""
    found = AccessFilter(request.GET, access_log.entries(), request=request)
    count = found.qs.count()
    if not found.form.is_valid() or count > MOST_EXPORTED:
        if count > MOST_EXPORTED:
            words = (
                f"{formats.number(count)} lines are too many for one file. Choose fewer days with the filters"
            )
            messages.error(request, words)
        return redirect(f"{reverse('access-review')}?{request.GET.urlencode()}")
    text = csv_text(COLUMNS, [_row(entry) for entry in found.qs])
    access.log(
        by=request.actor, kind=AccessKind.EXPORTED, what=f"Access log, {formats.plural(count, 'line')}"
    )
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="access-{timezone.localdate()}.csv"'
    return response


def _row(entry: AccessLog) -> tuple[str, ...]:
    return (
        timezone.localtime(entry.occurred_at).isoformat(timespec="seconds"),
        entry.staff_name,
        AccessKind(entry.kind).label,
        entry.person_reference,
        entry.what,
        entry.reason,
        entry.request_id,
    )
