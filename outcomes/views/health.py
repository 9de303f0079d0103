"""The physical health of a person: the six checks, their follow-ups, outreach, and the register."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest
from hubs.views.saving import saved
from outcomes.actions import health_checks, outreach, smi_register
from outcomes.forms.health import (
    AllChecks,
    FollowedUpForm,
    LeaveRegisterForm,
    OutreachForm,
    RegisterForm,
    WhyForm,
)
from outcomes.rules import health_results
from outcomes.selectors import health, interventions
from outcomes.views import asking
from referrals.selectors.people import Found
from referrals.views import panels
from referrals.views.episodes import Asking
from referrals.views.records import about_person

BACK_WORDS = "Back to physical health"
STAYS = "It stays in the record with your reason, and counts nowhere."


@about_person("Physical health")
def page(request: StaffRequest, found: Found) -> HttpResponse:
    """The six with how each stands, what waits for a follow-up, and who tried to reach the person."""
    context = {
        "found": found,
        "banner": panels.banner(found.person),
        "health": health.of_person(found.person),
        "today": timezone.localdate(),
        "result": health_results.in_words,
        "may_record": found.may(request.actor, Permission.CONTACT_LOG),
    }
    return render(request, "outcomes/health/person.jinja", context)


@about_person("Form of health checks", Permission.CONTACT_LOG)
def record(request: StaffRequest, found: Found) -> HttpResponse:
    """One check or several at once."""
    sheet = AllChecks(request.POST or None, found=found, by=request.actor)
    if saved(
        sheet.main,
        lambda: health_checks.record(by=request.actor, person=found.person, **sheet.act),
        *sheet.checks,
    ):
        return asking.done(request, "The checks are recorded.", _address(found))
    lede = "Record one check or several. What you leave at “Nothing to record” stays as it is."
    page = Asking("Record health checks", "Save checks", lede, template="outcomes/health/record.jinja")
    return _ask(request, found, sheet.main, page, checks=sheet.checks)


@about_person("Follow-up of a result", Permission.CONTACT_LOG)
def follow_up(request: StaffRequest, found: Found, public_id: UUID) -> HttpResponse:
    check = _or_404(health.find_check(found.person, public_id))
    form = FollowedUpForm(request.POST or None)
    if saved(form, lambda: health_checks.follow_up(by=request.actor, check=check, **form.cleaned_data)):
        return asking.done(request, "The follow-up is recorded.", _address(found))
    title = f"Follow-up of {check.get_kind_display()}"
    return _ask(request, found, form, Asking(title, "Save", check.follow_up))


@about_person("Taking a health check out", Permission.CONTACT_LOG)
def void(request: StaffRequest, found: Found, public_id: UUID) -> HttpResponse:
    check = _or_404(health.find_check(found.person, public_id))
    form = WhyForm(request.POST or None)
    if saved(form, lambda: health_checks.void(by=request.actor, check=check, **form.cleaned_data)):
        return asking.done(request, "The check is taken out.", _address(found))
    title = f"Take out: {check.get_kind_display()}"
    return _ask(request, found, form, Asking(title, "Take out", STAYS, warning=True))


@about_person("Form of outreach", Permission.CONTACT_LOG)
def reach(request: StaffRequest, found: Found) -> HttpResponse:
    """An attempt to reach the person about their check."""
    form = OutreachForm(request.POST or None, found=found, by=request.actor)
    if saved(form, lambda: outreach.record(by=request.actor, person=found.person, **form.act)):
        return asking.done(request, "The attempt is recorded.", f"{_address(found)}#outreach")
    return _ask(request, found, form, Asking("Record an attempt to reach the person", "Save attempt"))


@about_person("Taking an attempt out", Permission.CONTACT_LOG)
def void_outreach(request: StaffRequest, found: Found, public_id: UUID) -> HttpResponse:
    attempt = _or_404(health.find_attempt(found.person, public_id))
    form = WhyForm(request.POST or None)
    if saved(form, lambda: outreach.void(by=request.actor, attempt=attempt, **form.cleaned_data)):
        return asking.done(request, "The attempt is taken out.", f"{_address(found)}#outreach")
    return _ask(request, found, form, Asking("Take out an attempt", "Take out", STAYS, warning=True))


@about_person("Register of severe mental illness", Permission.CONTACT_LOG)
def register(request: StaffRequest, found: Found) -> HttpResponse:
    """Put the person on the register, or change who does the next check."""
    entry = health.current(found.person)
    form = RegisterForm(
        request.POST or None,
        entry=entry,
        teams=health.teams(found, request.actor),
        proposal=health.proposal(found.person, entry, timezone.localdate()),
    )

    def act() -> object:
        if entry is None:
            return smi_register.add(by=request.actor, person=found.person, **form.act)
        seen = form.cleaned_data["version"] or 0
        return smi_register.change(by=request.actor, entry=entry, version=seen, **form.act)

    if saved(form, act):
        return asking.done(request, "The register is saved.", _address(found))
    title = "Change the register entry" if entry else "Put on the register"
    lede = "People with schizophrenia, bipolar disorder or another psychosis are offered six checks a year."
    return _ask(request, found, form, Asking(title, "Save", lede))


@about_person("Leaving the register", Permission.CONTACT_LOG)
def leave(request: StaffRequest, found: Found) -> HttpResponse:
    entry = health.current(found.person)
    if entry is None:
        return redirect(_address(found))
    form = LeaveRegisterForm(request.POST or None)
    if saved(form, lambda: smi_register.end(by=request.actor, entry=entry, **form.cleaned_data)):
        return asking.done(request, "The person has left the register.", _address(found))
    lede = "What was recorded stays. Nobody is recalled for checks who is not on the register."
    return _ask(request, found, form, Asking("Take off the register", "Take off", lede, warning=True))


@about_person("What was done")
def done_for(request: StaffRequest, found: Found) -> HttpResponse:
    """The interventions of the person's contacts, by kind, with their days."""
    context = {
        "found": found,
        "banner": panels.banner(found.person),
        "kinds": interventions.of_person(found.person),
        "today": timezone.localdate(),
    }
    return render(request, "outcomes/health/interventions.jinja", context)


def _ask(request: StaffRequest, found: Found, form: forms.Form, page: Asking, **more: Any) -> HttpResponse:
    return asking.ask(request, found, form, page, back=_address(found), back_words=BACK_WORDS, **more)


def _or_404(row: Any) -> Any:
    if row is None:
        raise Http404
    return row


def _address(found: Found) -> str:
    return reverse("health", args=[found.person.reference])
