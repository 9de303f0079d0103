"""The page of a referral, from which every step of the person's way through is taken, and the steps themselves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from hubs.models import StaffMember
from hubs.rules.roles import Permission
from hubs.selectors import codes
from hubs.views.access import StaffRequest
from hubs.views.saving import saved, tell
from referrals.actions import coordinators, involvements, referrals, steps
from referrals.forms.way import (
    CoordinatorForm,
    DayForm,
    InvolvementForm,
    NamedWorkerForm,
    StepForm,
)
from referrals.models import Referral
from referrals.selectors import way
from referrals.selectors.people import Found
from referrals.views import panels
from referrals.views.episodes import Asking, about_referral, address, ask, done
from referrals.views.way_page import Page


@about_referral("Referral page", Permission.PERSON_VIEW)
def referral(request: StaffRequest, found: Found, held: Referral) -> HttpResponse:
    """Everything about this episode of care, with the way to each step."""
    context = {
        "found": found,
        "referral": held,
        "banner": panels.banner(found.person),
        "it": Page(found, held),
        "code": codes.label,
        "today": timezone.localdate(),
        "may_manage": found.may(request.actor, Permission.REFERRAL_MANAGE)
        and held.is_open
        and held.source_month is None,
    }
    return render(request, "referrals/way/referral.jinja", context)


@about_referral("Taking a referral")
@require_POST
def take(request: StaffRequest, found: Found, held: Referral) -> HttpResponse:
    """Whoever is signed in becomes the named worker, in one click."""
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isdecimal() and len(typed) < 9 else None
    me = StaffMember.objects.filter(pk__in=[request.actor.staff_id]).first()
    tell(
        request,
        lambda: referrals.assign(by=request.actor, referral=held, worker=me, version=version),
        "You are the named worker now.",
    )
    return redirect(address(found, held))


@about_referral("Form of the named worker")
def worker(request: StaffRequest, found: Found, held: Referral) -> HttpResponse:
    form = NamedWorkerForm(request.POST or None, referral=held, by=request.actor)
    if saved(form, lambda: referrals.assign(by=request.actor, referral=held, **form.cleaned_data)):
        return done(request, found, held, "The named worker is saved.")
    return ask(request, found, held, form, Asking("Named worker", "Save"))


STEP_LEDE = (
    "Help steps up and down with the person’s needs. The referral goes on: nobody is closed and asked to start again,"
    " and their wait is counted as before."
)


@about_referral("Form of a step")
def step(request: StaffRequest, found: Found, held: Referral) -> HttpResponse:
    """Another level, or a team that takes the person at once; any other team is asked by a handover."""
    form = StepForm(request.POST or None, referral=held, by=request.actor)
    if "handover" in request.POST:
        return redirect(Page.handover(found, held, request.POST.get("level", "")))
    if saved(form, lambda: steps.step(by=request.actor, referral=held, **form.cleaned_data)):
        return done(request, found, held, "The step is saved. The referral goes on.", "chain")
    asking = Asking(
        "Step up, down or across", "Save the step", STEP_LEDE, template="referrals/way/step.jinja"
    )
    return ask(request, found, held, form, asking)


@about_referral("Form of the care co-ordinator")
def coordinator(request: StaffRequest, found: Found, held: Referral) -> HttpResponse:
    form = CoordinatorForm(request.POST or None, referral=held, by=request.actor)
    if saved(form, lambda: coordinators.name(by=request.actor, referral=held, **form.cleaned_data)):
        return done(request, found, held, "The care co-ordinator is saved.", "people")
    current = way.coordinator(held)
    lede = f"{current.staff.name} ends on the day the next one begins." if current and current.staff else ""
    return ask(request, found, held, form, Asking("Care co-ordinator", "Save", lede))


@about_referral("End of a care co-ordination")
def coordinator_end(request: StaffRequest, found: Found, held: Referral) -> HttpResponse:
    form = DayForm(request.POST or None, referral=held, by=request.actor)
    if saved(form, lambda: coordinators.end(by=request.actor, referral=held, **form.cleaned_data)):
        return done(request, found, held, "The care co-ordination has ended.", "people")
    return ask(request, found, held, form, Asking("End the care co-ordination", "End it"))


@about_referral("Form of an involved worker")
def involve(request: StaffRequest, found: Found, held: Referral) -> HttpResponse:
    form = InvolvementForm(request.POST or None, referral=held, by=request.actor)
    # Another colleague who joins changes nothing that somebody else could have changed.
    if saved(form, lambda: involvements.start(by=request.actor, referral=held, **_but_version(form))):
        return done(request, found, held, "The worker is involved.", "people")
    return ask(request, found, held, form, Asking("Involve a worker", "Save"))


@about_referral("End of a worker's part")
def involvement_end(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    taking_part = way.find_involvement(held, public_id)
    if taking_part is None:
        raise Http404
    form = DayForm(request.POST or None, referral=held, by=request.actor)
    if saved(
        form,
        lambda: involvements.end(by=request.actor, involvement=taking_part, on=form.cleaned_data["on"]),
    ):
        return done(request, found, held, f"{taking_part.staff.name} is no longer involved.", "people")
    return ask(request, found, held, form, Asking(f"End the part of {taking_part.staff.name}", "End it"))


def _but_version(form: InvolvementForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}
