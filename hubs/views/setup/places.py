from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from hubs.actions import places
from hubs.forms.setup.partners import CloseForm, PlaceForm
from hubs.models import Place
from hubs.selectors import ground
from hubs.views.access import StaffRequest
from hubs.views.saving import tell
from hubs.views.setup.pages import SETUP, Asking, ask, done, saved, setup_page


@setup_page
def index(request: StaffRequest) -> HttpResponse:
    return render(request, "hubs/setup/places.jinja", {"places": ground.places()})


@setup_page
def add(request: StaffRequest) -> HttpResponse:
    form = PlaceForm(request.POST or None)
    if saved(form, lambda **given: places.add(by=request.actor, **given)):
        return done(request, f"{form.cleaned_data['name']} is added", "setup-places")
    return ask(request, form, Asking("Add a place", "Add place", _trail()))


@setup_page
def change(request: StaffRequest, code: str) -> HttpResponse:
    place = _find(code)
    form = PlaceForm(request.POST or None, initial={"name": place.name})
    if saved(form, lambda **given: places.rename(by=request.actor, place=place, **given)):
        return done(request, f"{place.name} is saved", "setup-places")
    closing = "" if place.closed_on else reverse("setup-place-close", args=[place.code])
    return ask(request, form, Asking(f"Change {place.name}", "Save", _trail()), closing=closing)


@setup_page
def close(request: StaffRequest, code: str) -> HttpResponse:
    place = _find(code)
    form = CloseForm(request.POST or None)
    if saved(form, lambda **given: places.close(by=request.actor, place=place, **given)):
        return done(request, f"{place.name} is closed", "setup-places")
    lede = "It stays in the figures of the past. Nobody can put a new hub there."
    return ask(request, form, Asking(f"Close {place.name}", "Close place", _trail(), lede, warning=True))


@setup_page
@require_POST
def reopen(request: StaffRequest, code: str) -> HttpResponse:
    place = _find(code)
    tell(request, lambda: places.reopen(by=request.actor, place=place), f"{place.name} is open again")
    return redirect("setup-places")


def _find(code: str) -> Place:
    place = ground.place(code)
    if place is None:
        raise Http404
    return place


def _trail() -> tuple[tuple[str, str], ...]:
    return (SETUP, ("Places", reverse("setup-places")))
