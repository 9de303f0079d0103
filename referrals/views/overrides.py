"""Opening the record of another hub with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from referrals.actions import overrides
from referrals.forms.override import OverrideForm
from referrals.selectors import people
from referrals.views.records import ask_for_reason


@requires(Permission.PERSON_OVERRIDE)
@never_cache
@require_POST
def open_with_reason(request: StaffRequest, reference: str) -> HttpResponse:
    """Open the record for eight hours, and go to the page that was asked for."""
    found = people.find(reference, by=request.actor)
    if found is None:
        raise Http404
    form = OverrideForm(request.POST)
    if form.is_valid():
        try:
            overrides.open_with_reason(
                by=request.actor, person=found.person, reason=form.cleaned_data["reason"]
            )
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            messages.success(
                request, "You have opened this record for 8 hours. A privacy officer sees your reason."
            )
            return redirect(_wanted(request, found.person.reference))
    return ask_for_reason(request, found, form, status=200)


def _wanted(request: StaffRequest, reference: str) -> str:
    wanted = request.POST.get("wanted", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if safe else reverse("person", args=[reference])
