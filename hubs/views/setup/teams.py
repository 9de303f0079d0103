from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from hubs.actions import teams
from hubs.forms.lists import TeamFilter
from hubs.forms.setup.hubs import TeamDetailsForm, TeamForm
from hubs.forms.setup.partners import CloseForm
from hubs.models import Team
from hubs.selectors import codes, ground
from hubs.views.access import StaffRequest
from hubs.views.saving import tell
from hubs.views.setup.pages import SETUP, Asking, ask, done, listed, saved, setup_page
from referrals.actions import person_hubs


@setup_page
def index(request: StaffRequest) -> HttpResponse:
    found = TeamFilter(request.GET, ground.teams(), request=request)
    context = {"filters": found.form, "page": listed(request, found.qs), "label": codes.label}
    return render(request, "hubs/setup/teams.jinja", context)


@setup_page
def add(request: StaffRequest) -> HttpResponse:
    form = TeamForm(request.POST or None)
    before = _replaced(form)
    if saved(form, lambda **given: teams.add(by=request.actor, **given)):
        return done(request, f"{form.cleaned_data['name']} is added{before}", "setup-teams")
    return ask(request, form, Asking("Add a team", "Add team", _trail()))


@setup_page
def change(request: StaffRequest, public_id: UUID) -> HttpResponse:
    team = _find(public_id)
    form = TeamDetailsForm(request.POST or None, team=team)
    before = _replaced(form, team)
    if saved(form, lambda **given: teams.change(by=request.actor, team=team, **given)):
        if "hub" in form.changed_data:
            person_hubs.refresh(by=request.actor)
        return done(request, f"{team.name} is saved{before}", "setup-teams")
    closing = "" if team.closed_on else reverse("setup-team-close", args=[public_id])
    lede = f"A team of {team.organisation.name}. Its identifier in record sets is {team.local_id}."
    return ask(request, form, Asking(f"Change {team.name}", "Save", _trail(), lede), closing=closing)


@setup_page
def close(request: StaffRequest, public_id: UUID) -> HttpResponse:
    team = _find(public_id)
    form = CloseForm(request.POST or None)
    if saved(form, lambda **given: teams.close(by=request.actor, team=team, **given)):
        return done(request, f"{team.name} is closed", "setup-teams")
    lede = "Everybody's work in it ends on the same day. Move the people it holds to another team first."
    return ask(request, form, Asking(f"Close {team.name}", "Close team", _trail(), lede, warning=True))


@setup_page
@require_POST
def reopen(request: StaffRequest, public_id: UUID) -> HttpResponse:
    team = _find(public_id)
    words = f"{team.name} is open again. Say who works in it"
    tell(request, lambda: teams.reopen(by=request.actor, team=team), words)
    return redirect("setup-teams")


def _replaced(form: TeamForm | TeamDetailsForm, team: Team | None = None) -> str:
    """Which team no longer takes new people when this one does, as the end of a sentence."""
    if not (form.is_valid() and form.cleaned_data["takes_new"]):
        return ""
    before = ground.front_team(form.cleaned_data["hub"], but=team)
    return f". It takes new requests now, and {before.name} no longer does" if before else ""


def _find(public_id: UUID) -> Team:
    team = ground.team(public_id)
    if team is None:
        raise Http404
    return team


def _trail() -> tuple[tuple[str, str], ...]:
    return (SETUP, ("Teams", reverse("setup-teams")))
