from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from hubs.actions import hubs
from hubs.forms.setup.hubs import CoverForm, HubForm, PopulationForm
from hubs.forms.setup.partners import CloseForm
from hubs.models import Hub, HubCoverage
from hubs.selectors import ground
from hubs.views.access import StaffRequest
from hubs.views.saving import tell
from hubs.views.setup.pages import SETUP, Asking, ask, done, saved, setup_page
from referrals.actions import person_hubs


@setup_page
def index(request: StaffRequest) -> HttpResponse:
    context = {"hubs": ground.hubs(), "uncovered": ground.uncovered_pcns()}
    return render(request, "hubs/setup/hubs.jinja", context)


@setup_page
def detail(request: StaffRequest, code: str) -> HttpResponse:
    """A hub with the PCNs that it covers and its teams."""
    hub = _find(code)
    context = {"hub": hub, "coverage": ground.coverage_of(hub), "teams": ground.teams().filter(hub=hub)}
    return render(request, "hubs/setup/hub.jinja", context)


@setup_page
def add(request: StaffRequest) -> HttpResponse:
    form = HubForm(request.POST or None)
    if saved(form, lambda **given: hubs.add(by=request.actor, **given)):
        return done(request, f"{form.cleaned_data['name']} is added", "setup-hubs")
    return ask(request, form, Asking("Add a hub", "Add hub", _trail()))


@setup_page
def change(request: StaffRequest, code: str) -> HttpResponse:
    hub = _find(code)
    form = HubForm(request.POST or None, hub=hub)
    if saved(form, lambda **given: hubs.change(by=request.actor, hub=hub, **given)):
        return done(request, f"{hub.name} is saved", "setup-hub", hub.code)
    return ask(request, form, Asking(f"Change {hub.name}", "Save", _trail(hub)))


@setup_page
def close(request: StaffRequest, code: str) -> HttpResponse:
    hub = _find(code)
    form = CloseForm(request.POST or None)
    if saved(form, lambda **given: hubs.close(by=request.actor, hub=hub, **given)):
        person_hubs.refresh(by=request.actor)
        return done(request, f"{hub.name} is closed", "setup-hubs")
    lede = "Its cover of PCNs ends on the same day. It stays in the figures of the past."
    return ask(request, form, Asking(f"Close {hub.name}", "Close hub", _trail(hub), lede, warning=True))


@setup_page
@require_POST
def reopen(request: StaffRequest, code: str) -> HttpResponse:
    hub = _find(code)
    words = f"{hub.name} is open again. Say which PCNs it covers"
    tell(request, lambda: hubs.reopen(by=request.actor, hub=hub), words)
    return redirect("setup-hub", hub.code)


@setup_page
def cover(request: StaffRequest, code: str) -> HttpResponse:
    """Another PCN for the hub."""
    hub = _find(code)
    form = CoverForm(request.POST or None)
    if saved(form, lambda **given: hubs.cover(by=request.actor, hub=hub, **given)):
        person_hubs.refresh(by=request.actor)
        return done(request, f"{hub.name} covers {form.cleaned_data['pcn'].name}", "setup-hub", hub.code)
    return ask(request, form, Asking(f"Add a PCN to {hub.name}", "Add PCN", _trail(hub)))


@setup_page
def population(request: StaffRequest, code: str, pcn: UUID) -> HttpResponse:
    held = _find_cover(code, pcn)
    form = PopulationForm(request.POST or None, cover=held)
    if saved(form, lambda **given: hubs.change_population(by=request.actor, cover=held, **given)):
        return done(request, f"The population of {held.pcn.name} is saved", "setup-hub", code)
    return ask(request, form, Asking(f"Population of {held.pcn.name}", "Save", _trail(held.hub)))


@setup_page
def end_cover(request: StaffRequest, code: str, pcn: UUID) -> HttpResponse:
    held = _find_cover(code, pcn)
    form = CloseForm(request.POST or None)
    if saved(form, lambda **given: hubs.end_cover(by=request.actor, cover=held, **given)):
        person_hubs.refresh(by=request.actor)
        return done(request, f"{held.hub.name} no longer covers {held.pcn.name}", "setup-hub", code)
    lede = "From the next day on another hub can cover it. Figures of the past stay with this hub."
    asking = Asking(f"End the cover of {held.pcn.name}", "End cover", _trail(held.hub), lede, warning=True)
    return ask(request, form, asking)


def _find(code: str) -> Hub:
    hub = ground.hub(code)
    if hub is None:
        raise Http404
    return hub


def _find_cover(code: str, pcn: UUID) -> HubCoverage:
    held = ground.current_cover(_find(code), pcn)
    if held is None:
        raise Http404
    return held


def _trail(hub: Hub | None = None) -> tuple[tuple[str, str], ...]:
    trail = (SETUP, ("Hubs", reverse("setup-hubs")))
    return trail if hub is None else (*trail, (hub.name, reverse("setup-hub", args=[hub.code])))
