"""A worker takes a request in: first who it is about, then what was asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from hubs.views.saving import saved
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
    made: list[Request] = []
    if saved(form, lambda: made.append(_ask(request, form, person=found.person))):
        return _taken(request, made[0])
    return form_page(request, "new-referral", form, found=found)


@requires(Permission.REFERRAL_RECEIVE)
@never_cache
def somebody_new(request: StaffRequest) -> HttpResponse:
    """Who it is and what was asked, for somebody without a record."""
    sent = request.POST if request.method == "POST" else None
    person, form = NewPersonForm(sent), ReferralForm(sent)
    made: list[Request] = []
    if saved(form, lambda: made.append(_ask(request, form, **person.registers)), person):
        return _taken(request, made[0])
    return form_page(request, "new-referral", person, form)


def form_page(
    request: StaffRequest, kind: str, *shown: forms.Form, found: Found | None = None
) -> HttpResponse:
    """The page with the forms, and whose record it is when somebody was found."""
    banner = panels.banner(found.person) if found else None
    context = {"forms": shown, "banner": banner, "kind": kind}
    return render(request, "referrals/new_referral_form.jinja", context)


def _ask(request: StaffRequest, form: ReferralForm, **whom: Any) -> Request:
    return requests.ask(by=request.actor, asked=form.asked, team=form.chosen_team, **whom)


def _taken(request: StaffRequest, made: Request) -> HttpResponse:
    team = made.referral.team
    messages.success(
        request,
        f"The request is taken in: {made.reference}. {team.name if team else 'A team'} holds the person from now on.",
    )
    found = people.find(made.person.reference, by=request.actor)
    if found is None or not found.may(request.actor, Permission.PERSON_VIEW):
        # A team of another hub holds them: whoever took the request in has done their part, and is not led to a record
        # that would be refused, and the refusal written down.
        return redirect("new-referral")
    return redirect("person", made.person.reference)
