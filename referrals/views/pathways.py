"""Pathways and short-term support: started, changed and ended beside the referral; placements out of the area."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from hubs.views.saving import saved
from referrals.actions import pathways as actions
from referrals.actions import short_support
from referrals.forms.pathways import (
    ChangePathwayForm,
    EndPathwayForm,
    EndSupportForm,
    StartPathwayForm,
    StartSupportForm,
)
from referrals.models import PathwayEpisode, Referral
from referrals.selectors import pathways
from referrals.selectors.people import Found
from referrals.views.episodes import Asking, about_referral, ask, done

GOES_ON = "The referral goes on, with the same team and the same worker."
PER_PAGE = 50


@about_referral("Form of a pathway")
def start(request: StaffRequest, found: Found, held: Referral) -> HttpResponse:
    form = StartPathwayForm(request.POST or None)
    if saved(form, lambda: actions.start(by=request.actor, referral=held, **form.act)):
        return done(request, found, held, "The pathway has begun.", "pathways")
    lede = "A pathway is chosen by need: there is no threshold of weight, age or diagnosis."
    return ask(request, found, held, form, Asking("Start a pathway", "Start", lede))


@about_referral("Change of a pathway")
def change(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    pathway = _pathway(held, public_id)
    seen = pathways.times_changed(pathway)
    form = ChangePathwayForm(request.POST or None, pathway=pathway, seen=seen)
    if saved(form, lambda: actions.change(by=request.actor, pathway=pathway, **form.act)):
        return done(request, found, held, "The pathway is saved.", "pathways")
    return ask(request, found, held, form, Asking(f"Change: {pathway.get_kind_display()}", "Save"))


@about_referral("End of a pathway")
def end(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    pathway = _pathway(held, public_id)
    form = EndPathwayForm(request.POST or None)
    if saved(form, lambda: actions.end(by=request.actor, pathway=pathway, **form.cleaned_data)):
        return done(request, found, held, f"The pathway has ended. {GOES_ON}", "pathways")
    asking = Asking(f"End: {pathway.get_kind_display()}", "End the pathway", GOES_ON)
    return ask(request, found, held, form, asking)


@about_referral("Form of short-term support")
def start_support(request: StaffRequest, found: Found, held: Referral) -> HttpResponse:
    form = StartSupportForm(request.POST or None)
    if saved(form, lambda: short_support.start(by=request.actor, referral=held, **form.cleaned_data)):
        return done(request, found, held, "The support has begun.", "support")
    lede = "Up to six weeks. When it ends is agreed with the person now, so that nobody is left wondering."
    return ask(request, found, held, form, Asking("Start short-term support", "Start", lede))


@about_referral("End of short-term support")
def end_support(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    support = pathways.find_support(held, public_id)
    if support is None:
        raise Http404
    form = EndSupportForm(request.POST or None)
    if saved(form, lambda: short_support.end(by=request.actor, support=support, **form.cleaned_data)):
        return done(request, found, held, f"The support has ended. {GOES_ON}", "support")
    return ask(request, found, held, form, Asking("End the short-term support", "End the support", GOES_ON))


@requires(Permission.CASELOAD_VIEW)
@never_cache
def placements(request: StaffRequest) -> HttpResponse:
    """Who is placed out of the area, the next review first: those overdue stand on top."""
    access.log(by=request.actor, kind=AccessKind.LISTED, what="Placements out of the area")
    rows = pathways.placements(request.actor)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "today": timezone.localdate(),
    }
    return render(request, "referrals/pathways/placements.jinja", context)


def _pathway(referral: Referral, public_id: UUID) -> PathwayEpisode:
    pathway = pathways.find(referral, public_id)
    if pathway is None:
        raise Http404
    return pathway
