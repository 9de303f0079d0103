from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hubs.actions import api_clients
from hubs.actions.api_clients import Added
from hubs.forms.setup.api_clients import ApiClientForm, RevokeForm
from hubs.rules.api_keys import SCOPE_LABELS
from hubs.selectors import api_clients as found_clients
from hubs.views.access import StaffRequest
from hubs.views.setup.pages import SETUP, Asking, ask, done, listed, saved, setup_page


@setup_page
def index(request: StaffRequest) -> HttpResponse:
    """Partners' systems, with what each may do and when it last called."""
    context = {"page": listed(request, found_clients.everyone()), "labels": SCOPE_LABELS}
    return render(request, "hubs/setup/api.jinja", context)


@setup_page
def add(request: StaffRequest) -> HttpResponse:
    """A new one; its key is shown on the answer to the form and nowhere else."""
    form, made = ApiClientForm(request.POST or None), list[Added]()
    if saved(form, lambda **given: made.append(api_clients.add(by=request.actor, **given))):
        return render(request, "hubs/setup/api_key.jinja", {"added": made[0]})
    lede = "It can ask for help for somebody from its own screens, see who holds them, and read agreed plans (FHIR)."
    return ask(request, form, Asking("Add a partner system", "Make a key", _trail(), lede))


@setup_page
def revoke(request: StaffRequest, public_id: UUID) -> HttpResponse:
    client = found_clients.find(public_id)
    if client is None:
        raise Http404
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if saved(form, lambda: api_clients.revoke(by=request.actor, client=client)):
        return done(request, f"The key of {client.name} no longer works", "setup-api")
    lede = (
        "It stops working at once and for good. What the system asked for stays, and people are held as before."
        " To let it in again, add it anew with another key."
    )
    asking = Asking(f"Stop the key of {client.name}", "Stop this key", _trail(), lede, warning=True)
    return ask(request, form, asking)


def _trail() -> tuple[tuple[str, str], ...]:
    return (SETUP, ("Partner systems", reverse("setup-api")))
