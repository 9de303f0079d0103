"""The person's one assessment: started, added to by every team, completed, printed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest
from hubs.views.saving import saved
from referrals.actions import assessments as actions
from referrals.forms.assessments import CompleteForm, EntryForm, NeedsOfCareActForm, StartAssessmentForm
from referrals.forms.contact import ReasonForm
from referrals.models import Assessment, Referral
from referrals.rules import procedures
from referrals.selectors import assessments
from referrals.selectors.people import Found
from referrals.views import panels
from referrals.views.episodes import Asking, about_referral, ask
from referrals.views.records import about_person


@about_referral("Form of an assessment")
def start(request: StaffRequest, found: Found, held: Referral) -> HttpResponse:
    before = assessments.of_person(found.person)
    form = StartAssessmentForm(request.POST or None, again=bool(before))
    made: list[Assessment] = []
    if saved(form, lambda: made.append(actions.start(by=request.actor, referral=held, **form.cleaned_data))):
        messages.success(request, "The assessment has begun. Every team adds to this one.")
        return redirect(_address(found, made[0]))
    asking = Asking("Start the assessment", "Start", template="referrals/assessment/start.jinja")
    return ask(request, found, held, form, asking, before=before)


@about_person("Assessment")
def assessment(request: StaffRequest, found: Found, public_id: UUID) -> HttpResponse:
    """Everything in it, each section with what every team wrote; printed as it stands."""
    held = _assessment(found, public_id)
    context = {
        **_about(found, held),
        "sheet": assessments.sheet(held),
        "may_add": found.may(request.actor, Permission.REFERRAL_MANAGE),
    }
    return render(request, "referrals/assessment/sheet.jinja", context)


@about_person("Entry of an assessment", Permission.REFERRAL_MANAGE)
def add(request: StaffRequest, found: Found, public_id: UUID) -> HttpResponse:
    held = _assessment(found, public_id)
    form = EntryForm(request.POST or None, initial={"section": request.GET.get("section", "")})
    team_id = _team_of(request, held)
    if saved(
        form,
        lambda: actions.add(by=request.actor, assessment=held, team_id=team_id, **form.cleaned_data),
    ):
        messages.success(request, "Your words are added.")
        return redirect(f"{_address(found, held)}#{form.cleaned_data['section']}")
    return render(request, "referrals/assessment/add.jinja", {**_about(found, held), "form": form})


@about_person("Removal of an entry", Permission.REFERRAL_MANAGE)
def void_entry(request: StaffRequest, found: Found, public_id: UUID, entry: UUID) -> HttpResponse:
    held = _assessment(found, public_id)
    meant = assessments.find_entry(held, entry)
    if meant is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if saved(form, lambda: actions.void_entry(by=request.actor, entry=meant, **form.cleaned_data)):
        messages.success(request, "The entry is taken out. It stays readable, struck out, with your reason.")
        return redirect(f"{_address(found, held)}#{meant.section}")
    asking = Asking("Take an entry out", "Take it out", meant.text, warning=True)
    return _ask(request, found, held, form, asking)


@about_person("Needs under the Care Act", Permission.REFERRAL_MANAGE)
def care_act(request: StaffRequest, found: Found, public_id: UUID) -> HttpResponse:
    held = _assessment(found, public_id)
    form = NeedsOfCareActForm(request.POST or None, before=assessments.needs(held))
    if saved(form, lambda: actions.need(by=request.actor, assessment=held, answers=form.answers)):
        messages.success(request, "The answers are saved.")
        return redirect(f"{_address(found, held)}#care-act")
    asking = Asking(
        "Needs under the Care Act",
        "Save",
        "What the person can achieve, for each of the ten outcomes. The council decides who is eligible.",
    )
    return _ask(request, found, held, form, asking)


@about_person("Completion of an assessment", Permission.REFERRAL_MANAGE)
def complete(request: StaffRequest, found: Found, public_id: UUID) -> HttpResponse:
    """Leads on to the contact, without which the national clock does not know of the assessment."""
    held = _assessment(found, public_id)
    form = CompleteForm(request.POST or None)
    if saved(form, lambda: actions.complete(by=request.actor, assessment=held, **form.cleaned_data)):
        messages.success(
            request, "The assessment is complete. Log its contact, so that it counts nationally."
        )
        return redirect(_contact(found, held.referral))
    lede = (
        "You then log the contact in which the person was assessed: the four-week clock counts that contact."
    )
    return _ask(request, found, held, form, Asking("Complete the assessment", "Complete", lede))


def _contact(found: Found, referral: Referral) -> str:
    query = {"referral": referral.reference, "procedure": procedures.assessment()}
    return reverse("contact-log", args=[found.person.reference], query=query)


def _ask(
    request: StaffRequest, found: Found, held: Assessment, form: forms.Form, asking: Asking
) -> HttpResponse:
    back = _address(found, held)
    return ask(request, found, held.referral, form, asking, back=back, back_words="Back to the assessment")


def _about(found: Found, held: Assessment) -> dict[str, Any]:
    return {"found": found, "banner": panels.banner(found.person), "assessment": held}


def _assessment(found: Found, public_id: UUID) -> Assessment:
    held = assessments.find(found.person, public_id)
    if held is None:
        raise Http404
    return held


def _team_of(request: StaffRequest, held: Assessment) -> int | None:
    """The team the worker writes for: the one that began it, when it is theirs, else one of theirs."""
    own = request.actor.team_ids
    team: int | None = held.referral.team_id
    return team if team in own else next(iter(own), None)


def _address(found: Found, held: Assessment) -> str:
    return reverse("assessment", args=[found.person.reference, held.public_id])
