"""The physical health of a person: the six checks, their follow-ups, outreach, and the register."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
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
from outcomes.forms.health import LeaveRegisterForm, OutreachForm, RegisterForm, WhyForm
from outcomes.forms.health_checks import AllChecks, FollowedUpForm
from outcomes.rules import health_results
from outcomes.selectors import health, interventions
from outcomes.views import asking
from referrals.selectors.people import Found
from referrals.views import panels
from referrals.views.episodes import Asking
from referrals.views.records import about_person

BACK_WORDS = "Back to physical health"
OUTREACH = "#outreach"
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
    back = _address(found)
    return asking.ask(request, found, sheet.main, page, back=back, back_words=BACK_WORDS, checks=sheet.checks)


@about_person("Follow-up of a result", Permission.CONTACT_LOG)
def follow_up(request: StaffRequest, found: Found, public_id: UUID) -> HttpResponse:
    check = _or_404(health.find_check(found.person, public_id))
    form = FollowedUpForm(request.POST or None)
    title = f"Follow-up of {check.get_kind_display()}"
    page = Asking(title, "Save", check.follow_up, done="The follow-up is recorded.")
    return _fill_in(request, found, form, page, partial(health_checks.follow_up, check=check))


@about_person("Taking a health check out", Permission.CONTACT_LOG)
def void(request: StaffRequest, found: Found, public_id: UUID) -> HttpResponse:
    check = _or_404(health.find_check(found.person, public_id))
    form = WhyForm(request.POST or None)
    title = f"Take out: {check.get_kind_display()}"
    page = Asking(title, "Take out", STAYS, warning=True, done="The check is taken out.")
    return _fill_in(request, found, form, page, partial(health_checks.void, check=check))


@about_person("Form of outreach", Permission.CONTACT_LOG)
def reach(request: StaffRequest, found: Found) -> HttpResponse:
    """An attempt to reach the person about their check."""
    form = OutreachForm(request.POST or None, found=found, by=request.actor)
    title = "Record an attempt to reach the person"
    page = Asking(title, "Save attempt", done="The attempt is recorded.")
    return _fill_in(request, found, form, page, partial(outreach.record, person=found.person), OUTREACH)


@about_person("Taking an attempt out", Permission.CONTACT_LOG)
def void_outreach(request: StaffRequest, found: Found, public_id: UUID) -> HttpResponse:
    attempt = _or_404(health.find_attempt(found.person, public_id))
    form = WhyForm(request.POST or None)
    page = Asking("Take out an attempt", "Take out", STAYS, warning=True, done="The attempt is taken out.")
    return _fill_in(request, found, form, page, partial(outreach.void, attempt=attempt), OUTREACH)


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

    def act(**given: Any) -> object:
        if entry is None:
            return smi_register.add(person=found.person, **given)
        return smi_register.change(entry=entry, version=form.cleaned_data["version"] or 0, **given)

    title = "Change the register entry" if entry else "Put on the register"
    lede = "People with schizophrenia, bipolar disorder or another psychosis are offered six checks a year."
    return _fill_in(request, found, form, Asking(title, "Save", lede, done="The register is saved."), act)


@about_person("Leaving the register", Permission.CONTACT_LOG)
def leave(request: StaffRequest, found: Found) -> HttpResponse:
    entry = health.current(found.person)
    if entry is None:
        return redirect(_address(found))
    form = LeaveRegisterForm(request.POST or None)
    lede = "What was recorded stays. Nobody is recalled for checks who is not on the register."
    said = "The person has left the register."
    page = Asking("Take off the register", "Take off", lede, warning=True, done=said)
    return _fill_in(request, found, form, page, partial(smi_register.end, entry=entry))


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


def _fill_in(
    request: StaffRequest,
    found: Found,
    form: forms.Form,
    page: Asking,
    act: Callable[..., object],
    anchor: str = "",
) -> HttpResponse:
    back = _address(found)
    return asking.fill_in(request, found, form, page, act, back=back, back_words=BACK_WORDS, anchor=anchor)


def _or_404(row: Any) -> Any:
    if row is None:
        raise Http404
    return row


def _address(found: Found) -> str:
    return reverse("health", args=[found.person.reference])
