"""Views about one person: found by reference, asked whether they may be opened, and written down as looked
at.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.roles import Permission, has_permission
from hubs.views.access import StaffRequest, View, requires
from referrals.forms.override import OverrideForm
from referrals.selectors import people
from referrals.selectors.people import Found

SAFE = {"GET", "HEAD"}


def about_person(what: str, permission: Permission = Permission.PERSON_VIEW) -> Callable[[View], View]:
    """The view is called with the request and a ``Found``. Unknown or of another tenant: 404. Of another
    hub: 403, with the way to open it with a reason. ``what`` names the page in the access log.
    """

    def decorate(view: View) -> View:
        @never_cache
        @requires(permission)
        @wraps(view)
        def opened(request: StaffRequest, reference: str, *args: Any, **kwargs: Any) -> HttpResponse:
            found = people.find(reference, by=request.actor)
            if found is None:
                raise Http404
            if not found.may(request.actor, permission):
                return refused(request, found, what)
            if request.method in SAFE:
                looked_at(request, found, what)
                if found.asked_for:
                    return redirect(f"{goes_on(request, found)}?{request.GET.urlencode()}".rstrip("?"))
            return view(request, found, *args, **kwargs)

        return opened

    return decorate


def looked_at(request: StaffRequest, found: Found, what: str) -> None:
    """Write down that a page of the record was opened."""
    access.log(
        by=request.actor,
        kind=AccessKind.OPENED,
        what=what,
        person_reference=found.person.reference,
        reason="Opened with a reason" if found.overridden else "",
    )


def goes_on(request: HttpRequest, found: Found) -> str:
    """The same page of the record that goes on in place of the one that was asked for."""
    match = request.resolver_match
    assert match is not None
    return reverse(match.view_name, kwargs={**match.kwargs, "reference": found.person.reference})


def refused(request: HttpRequest, found: Found, what: str) -> HttpResponse:
    """The page that says a hub of theirs does not hold this record, and how it can be opened all the same."""
    actor = cast(StaffRequest, request).actor
    access.log(by=actor, kind=AccessKind.REFUSED, what=what, person_reference=found.person.reference)
    return ask_for_reason(request, found, OverrideForm(), status=403)


def ask_for_reason(request: HttpRequest, found: Found, form: OverrideForm, *, status: int) -> HttpResponse:
    actor = cast(StaffRequest, request).actor
    context = {
        "reference": found.person.reference,
        "form": form,
        "may_override": has_permission(actor, Permission.PERSON_OVERRIDE),
        "wanted": request.POST.get("wanted", "")
        or (request.get_full_path() if request.method in SAFE else ""),
    }
    return render(request, "referrals/refused.jinja", context, status=status)
