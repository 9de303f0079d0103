from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from hubs.actions import organisations
from hubs.forms.lists import OrganisationFilter
from hubs.forms.setup.partners import CloseForm, OrganisationDetailsForm, OrganisationForm, RegisteredPcnForm
from hubs.models import Organisation
from hubs.selectors import ground
from hubs.views.access import StaffRequest
from hubs.views.setup.pages import SETUP, Asking, ask, done, listed, saved, setup_page


@setup_page
def index(request: StaffRequest) -> HttpResponse:
    found = OrganisationFilter(request.GET, ground.organisations(), request=request)
    context = {"filters": found.form, "page": listed(request, found.qs)}
    return render(request, "hubs/setup/organisations.jinja", context)


@setup_page
def add(request: StaffRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if saved(form, lambda **given: organisations.add(by=request.actor, **given)):
        return done(request, f"{form.cleaned_data['name']} is added", "setup-organisations")
    return ask(request, form, Asking("Add an organisation", "Add organisation", _trail()))


@setup_page
def add_pcn(request: StaffRequest) -> HttpResponse:
    """A PCN from the national register, so that its code and name are right."""
    pcns = ground.national_pcns()
    form = RegisteredPcnForm(request.POST or None, pcns=pcns)
    if saved(form, lambda **given: organisations.add_pcn(by=request.actor, **given)):
        name = dict(pcns)[form.cleaned_data["code"]]
        return done(request, f"{name} is added. Say which hub covers it", "setup-hubs")
    context = {"form": form, "pcns": pcns, "asking": Asking("Add a PCN", "Add PCN", _trail())}
    return render(request, "hubs/setup/pcn.jinja", context)


@setup_page
def change(request: StaffRequest, public_id: UUID) -> HttpResponse:
    organisation = _find(public_id)
    form = OrganisationDetailsForm(request.POST or None, organisation=organisation)

    def act(**given: object) -> None:
        organisations.change(by=request.actor, organisation=organisation, **given)  # type: ignore[arg-type]

    if saved(form, act):
        return done(request, f"{organisation.name} is saved", "setup-organisations")
    closing = "" if organisation.closed_on else reverse("setup-organisation-close", args=[public_id])
    lede = organisation.get_kind_display()
    return ask(request, form, Asking(f"Change {organisation.name}", "Save", _trail(), lede), closing=closing)


@setup_page
def close(request: StaffRequest, public_id: UUID) -> HttpResponse:
    organisation = _find(public_id)
    form = CloseForm(request.POST or None)
    if saved(form, lambda **given: organisations.close(by=request.actor, organisation=organisation, **given)):
        return done(request, f"{organisation.name} is closed", "setup-organisations")
    lede = "It stays in the records of the past. Nobody can give it new teams or staff."
    asking = Asking(f"Close {organisation.name}", "Close organisation", _trail(), lede, warning=True)
    return ask(request, form, asking)


@setup_page
@require_POST
def reopen(request: StaffRequest, public_id: UUID) -> HttpResponse:
    organisation = organisations.reopen(by=request.actor, organisation=_find(public_id))
    return done(request, f"{organisation.name} is open again", "setup-organisations")


def _find(public_id: UUID) -> Organisation:
    organisation = ground.organisation(public_id)
    if organisation is None:
        raise Http404
    return organisation


def _trail() -> tuple[tuple[str, str], ...]:
    return (SETUP, ("Organisations", reverse("setup-organisations")))
