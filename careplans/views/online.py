"""Letting a person see their own plan, on their page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from careplans.actions import person_access as actions
from careplans.forms.mine import AccessForm
from careplans.selectors import person_access
from hubs.rules.roles import Permission
from hubs.selectors.tenants import current_tenant
from hubs.views.access import StaffRequest
from hubs.views.saving import saved
from referrals.models.message import Channel
from referrals.selectors import way
from referrals.selectors.people import Found
from referrals.views import panels
from referrals.views.records import about_person


@about_person("Access of the person to their own plan", Permission.PLAN_WRITE)
def give(request: StaffRequest, found: Found) -> HttpResponse:
    """Where the person's codes go, checked with them."""
    held = person_access.current(found.person)
    form = AccessForm(request.POST or None, initial=_known(found))

    def act() -> None:
        given = form.cleaned_data
        actions.give(
            by=request.actor,
            person=found.person,
            channel=given["channel"],
            address=given["address"],
            invite=request.build_absolute_uri(reverse("mine-start", args=[current_tenant().slug])),
        )

    if request.method == "POST" and saved(form, act):
        messages.success(request, "The person can see their plan. A message tells them where.")
        return redirect("own-access", found.person.reference)
    context = {
        "found": found,
        "banner": panels.banner(found.person),
        "access": held,
        "form": form,
        "address": request.build_absolute_uri(reverse("mine-start", args=[current_tenant().slug])),
    }
    return render(request, "careplans/online.jinja", context)


@about_person("End of the person's access", Permission.PLAN_WRITE)
@require_POST
def end(request: StaffRequest, found: Found) -> HttpResponse:
    actions.end(by=request.actor, person=found.person)
    messages.success(request, "Nobody can sign in any more. Whoever was signed in is signed out.")
    return redirect("own-access", found.person.reference)


def _known(found: Found) -> dict[str, Any]:
    """What the record says of how the person agreed to be written to."""
    needs = way.needs(found.person)
    if needs and needs.may_text and found.person.phone:
        return {"channel": Channel.TEXT.value, "address": found.person.phone}
    if needs and needs.may_email and found.person.email:
        return {"channel": Channel.EMAIL.value, "address": found.person.email}
    return {}
