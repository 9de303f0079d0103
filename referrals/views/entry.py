"""A worker takes a request in: first who it is about, then what was asked."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from referrals.actions import requests
from referrals.forms.new_referral import NewPersonForm, ReferralForm
from referrals.forms.search import SearchForm
from referrals.models import Request
from referrals.selectors import people
from referrals.selectors.people import Found
from referrals.views import panels, searches
from referrals.views.records import about_person

WHAT = "Form of a referral"


@requires(Permission.REFERRAL_RECEIVE)
@never_cache
def search(request: StaffRequest) -> HttpResponse:
    """Whom it is about: somebody with a record here, or somebody new."""
    return found_by(request, "new-referral")


def found_by(request: StaffRequest, kind: str) -> HttpResponse:
    """The search of ``kind``, a route's name, whose results lead to its form. What was typed stays out of addresses."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and (key := searches.keep(request.actor, form.asked)):
        return redirect(f"{reverse(kind)}?search={key}")
    asked = searches.kept(request.actor, request.GET.get("search", ""))
    if form.is_bound and form.is_valid():
        asked = form.asked
    if asked and not form.is_bound:
        form = SearchForm(initial={"text": asked.text, "birth_date": asked.birth_date})
    results = people.search(asked, by=request.actor) if asked else None
    if asked:
        access.log(
            by=request.actor,
            kind=AccessKind.SEARCHED,
            what=searches.kind(asked),
            reason=searches.typed(asked),
        )
    context = {
        "form": form,
        "results": results,
        "kind": kind,
        "expired": "search" in request.GET and not asked,
    }
    return render(request, "referrals/new_referral.jinja", context)


@about_person(WHAT, Permission.REFERRAL_RECEIVE)
def somebody_known(request: StaffRequest, found: Found) -> HttpResponse:
    """What was asked for somebody who has a record."""
    form = ReferralForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = requests.ask(
                by=request.actor, asked=form.asked, person=found.person, team=form.chosen_team
            )
        except ValidationError as error:
            refuse(error, form)
        else:
            return _taken(request, made)
    context = {"forms": [form], "banner": panels.banner(found.person), "kind": "new-referral"}
    return render(request, "referrals/new_referral_form.jinja", context)


@requires(Permission.REFERRAL_RECEIVE)
@never_cache
def somebody_new(request: StaffRequest) -> HttpResponse:
    """Who it is and what was asked, for somebody without a record."""
    sent = request.POST if request.method == "POST" else None
    person, form = NewPersonForm(sent), ReferralForm(sent)
    if all([person.is_valid(), form.is_valid()]):
        try:
            made = requests.ask(
                by=request.actor,
                asked=form.asked,
                known=person.known,
                practice_code=person.chosen_practice,
                team=form.chosen_team,
            )
        except ValidationError as error:
            refuse(error, form, person)
        else:
            return _taken(request, made)
    context = {"forms": [person, form], "banner": None, "kind": "new-referral"}
    return render(request, "referrals/new_referral_form.jinja", context)


def refuse(error: ValidationError, *shown: forms.Form) -> None:
    """Show what an action found wrong beside the field it is about."""
    for name, words in getattr(error, "message_dict", {None: error.messages}).items():
        holder = next((form for form in shown if name in form.fields), None)
        (holder or shown[0]).add_error(name if holder else None, words)


def _taken(request: StaffRequest, made: Request) -> HttpResponse:
    team = made.referral.team
    messages.success(
        request,
        f"The request is taken in: {made.reference}. {team.name if team else 'A team'} holds the person from now on.",
    )
    return redirect("person", made.person.reference)
