"""What is due in the next seven days."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from reporting.selectors import due
from reporting.selectors.due import Scope

LABELS = {Scope.ME: "Mine", Scope.TEAMS: "My teams", Scope.HUBS: "My hubs"}


@requires(Permission.CASELOAD_VIEW)
@never_cache
def index(request: StaffRequest) -> HttpResponse:
    """For the worker, their teams or their hubs; what is overdue stands first."""
    by = request.actor
    scopes = [scope for scope in Scope if scope is not Scope.HUBS or due.may_see_hubs(by)]
    asked = request.GET.get("of", Scope.ME)
    scope = Scope(asked) if asked in scopes else Scope.ME
    access.log(by=by, kind=AccessKind.LISTED, what=f"Due soon: {LABELS[scope].lower()}")
    context = {
        "found": due.of(by, scope),
        "scope": scope,
        "scopes": [(each, LABELS[each]) for each in scopes],
        "today": timezone.localdate(),
    }
    return render(request, "reporting/due.jinja", context)
