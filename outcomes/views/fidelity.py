"""Reviews of how closely teams keep to the IPS model: read with the figures, written by those who set up."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from hubs.views.saving import saved
from outcomes.actions import fidelity
from outcomes.forms.employment import FidelityForm
from outcomes.forms.health import WhyForm
from outcomes.selectors import employment
from outcomes.views import asking
from referrals.views.episodes import Asking

PER_PAGE = 50


@requires(Permission.DASHBOARD_VIEW)
@never_cache
def index(request: StaffRequest) -> HttpResponse:
    rows = employment.reviews(request.actor)
    context = {"page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))}
    return render(request, "outcomes/employment/fidelity.jinja", context)


@requires(Permission.SETUP_MANAGE)
@never_cache
def new(request: StaffRequest) -> HttpResponse:
    form = FidelityForm(request.POST or None)
    if saved(form, lambda: fidelity.record(by=request.actor, **form.cleaned_data)):
        return asking.done(request, "The review is recorded.", reverse("fidelity"))
    lede = "Write down what the reviewer found. The band is the one the reviewer gave."
    return _ask(request, form, Asking("Record a fidelity review", "Save review", lede))


@requires(Permission.SETUP_MANAGE)
@never_cache
def void(request: StaffRequest, public_id: UUID) -> HttpResponse:
    review = employment.find_review(public_id)
    if review is None:
        raise Http404
    form = WhyForm(request.POST or None)
    if saved(form, lambda: fidelity.void(by=request.actor, review=review, **form.cleaned_data)):
        return asking.done(request, "The review is taken out.", reverse("fidelity"))
    lede = "Only for a review that was recorded by mistake. It stays in the record with your reason."
    return _ask(request, form, Asking(f"Take out: {review.team.name}", "Take out", lede, warning=True))


def _ask(request: StaffRequest, form: forms.Form, page: Asking) -> HttpResponse:
    context = {"form": form, "asking": page, "back": reverse("fidelity"), "back_words": "Fidelity reviews"}
    return render(request, "outcomes/employment/fidelity_form.jinja", context)
