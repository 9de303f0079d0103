"""Closing with the person, coming back, and what the person needs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest
from hubs.views.saving import saved
from referrals.actions import closings, requests
from referrals.actions.requests import Asked
from referrals.forms.way import CloseForm, ComeBackForm, NeedsForm, closed_beside
from referrals.models import Referral
from referrals.models.request import Way
from referrals.rules.ways import COMES_BACK_WITHIN_DAYS
from referrals.selectors import way
from referrals.selectors.people import Found
from referrals.views import panels
from referrals.views.episodes import Asking, about_referral, address, ask, done
from referrals.views.records import about_person

CLOSED = "The referral is closed. The way back stays open: within a year the person starts again with the same team."


@about_referral("Form of a closing")
def close(request: StaffRequest, found: Found, held: Referral) -> HttpResponse:
    beside = way.beside(found, held, request.GET.get("beside", ""))
    initial = closed_beside(beside) if beside else None
    form = CloseForm(request.POST or None, referral=held, by=request.actor, initial=initial)
    if saved(form, lambda: closings.close(by=request.actor, referral=held, **form.cleaned_data)):
        return done(request, found, held, CLOSED)
    asking = Asking("Close with the person", "Close the referral", template="referrals/way/close.jinja")
    return ask(
        request,
        found,
        held,
        form,
        asking,
        loose_ends=way.loose_ends(held),
        beside=beside,
        back_days=COMES_BACK_WITHIN_DAYS,
    )


@about_person("Form of a return", Permission.REFERRAL_RECEIVE)
def come_back(request: StaffRequest, found: Found) -> HttpResponse:
    """Easy in: somebody who was closed within a year starts again with the team they know."""
    before = way.comes_back_to(found, timezone.localdate())
    form = ComeBackForm(request.POST or None)
    made: list[Referral] = []
    if saved(form, lambda: made.append(_asked(request, found, form.cleaned_data))):
        messages.success(request, _starts_again(made[0]))
        return redirect(address(found, made[0]))
    context = {"found": found, "banner": panels.banner(found.person), "form": form, "before": before}
    return render(request, "referrals/way/come_back.jinja", context)


def _asked(request: StaffRequest, found: Found, given: dict[str, Any]) -> Referral:
    asked = Asked(
        way=Way(given["way"]),
        story=given["story"],
        hopes=given["hopes"],
        is_urgent=given["is_urgent"],
        form_key=given["form_key"],
        asker={"name": request.actor.name} if given["way"] == Way.STAFF else {},
    )
    taken_by: Referral = requests.ask(by=request.actor, asked=asked, person=found.person).referral
    return taken_by


def _starts_again(referral: Referral) -> str:
    team = referral.team
    return f"{team.name if team else 'A team'} holds the person from now on. Nothing has to be told again."


@about_person("Form of needs", Permission.REFERRAL_MANAGE)
def needs(request: StaffRequest, found: Found) -> HttpResponse:
    """What the person needs so that they can be reached and understood."""
    kept = way.needs(found.person)
    form = NeedsForm(request.POST or None, initial=_as_kept(kept) if kept else None)
    if saved(form, lambda: requests.set_needs(by=request.actor, person=found.person, **form.cleaned_data)):
        messages.success(request, "The needs are saved.")
        return redirect("person", found.person.reference)
    context = {"found": found, "banner": panels.banner(found.person), "form": form}
    return render(request, "referrals/way/needs.jinja", context)


def _as_kept(kept: Any) -> dict[str, Any]:
    in_form = {True: "yes", False: "no", None: ""}
    initial = {name: getattr(kept, name) for name in NeedsForm.base_fields}
    for name in ("digital_suits", "may_leave_message"):
        initial[name] = in_form[initial[name]]
    return initial
