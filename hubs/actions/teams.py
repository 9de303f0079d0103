"""Teams of the partners, whose type decides which national waits their referrals count in."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from hubs.actions import changes
from hubs.models import Hub, Organisation, Team, TeamTypeTime
from hubs.rules import references
from hubs.rules.roles import Actor
from hubs.selectors import codes, ground

LOCAL_ID_LENGTH = 20
# The rule of referrals/sql/somebody_holds.sql, which this app cannot ask: it stands below.
HOLDS_PEOPLE = "referrals_team_holds_people"


@transaction.atomic
def add(
    *,
    by: Actor,
    name: str,
    organisation: Organisation,
    team_type: str,
    intended_age_group: str,
    hub: Hub | None = None,
    local_id: str = "",
    takes_new: bool = False,
) -> Team:
    """A new team. ``local_id`` is its identifier in record sets; one is made where the provider has none. With
    ``takes_new`` it holds whoever is new in its hub, in place of the team that did.

    Raises ValidationError by field.
    """
    values = {**_checked(name, team_type, intended_age_group), "takes_new": takes_new}
    local_id = _free_local_id(organisation, local_id)
    if takes_new:
        _step_aside(by, hub)
    team = Team.objects.create(organisation=organisation, hub=hub, local_id=local_id, **values)
    changes.added(by=by, action="team.added", row=team, reference=team.local_id, **values)
    return team


@transaction.atomic
def change(
    *,
    by: Actor,
    team: Team,
    name: str,
    team_type: str,
    intended_age_group: str,
    hub: Hub | None = None,
    takes_new: bool | None = None,
) -> Team:
    """Put a team's details right; provider and identifier stay, as record sets already carry them. A type that is put
    right was always so, whatever they said. ``takes_new`` is as for ``add``; None leaves it as it is.
    """
    takes_new = team.takes_new if takes_new is None else takes_new
    values = {**_checked(name, team_type, intended_age_group, keeps=team), "takes_new": takes_new, "hub": hub}
    if takes_new and team.closed_on is None:
        _step_aside(by, hub, keeps=team)
    if team.team_type != values["team_type"]:
        TeamTypeTime.objects.filter(team=team).delete()
    changes.apply(by=by, action="team.changed", row=team, reference=team.local_id, values=values)
    return team


@transaction.atomic
def close(*, by: Actor, team: Team, on: dt.date) -> Team:
    """A team ends, and with it everybody's membership. ValidationError while it still holds people: they are handed
    on first.
    """
    changes.not_in_future("on", on)
    team.memberships.filter(ends_on__isnull=True).update(ends_on=Greatest(F("starts_on"), on))
    try:
        with transaction.atomic():
            changes.apply(
                by=by, action="team.closed", row=team, reference=team.local_id, values={"closed_on": on}
            )
    except IntegrityError as refused:
        if getattr(refused.__cause__, "diag", None) is None or (
            refused.__cause__.diag.constraint_name != HOLDS_PEOPLE  # type: ignore[union-attr]
        ):
            raise
        words = f"{team.name} still holds people. Hand them to another team, then close it"
        raise ValidationError({"on": words}) from refused
    return team


@transaction.atomic
def reopen(*, by: Actor, team: Team) -> Team:
    """A team that was closed works again; who is in it has to be said anew. New people stay with the team that took
    them meanwhile. ValidationError where its hub or its organisation is closed.
    """
    changes.refuse_closed(team.hub, team.organisation)
    replaced = team.takes_new and ground.front_team(team.hub, but=team) is not None
    values = {"closed_on": None, "takes_new": team.takes_new and not replaced}
    changes.apply(by=by, action="team.reopened", row=team, reference=team.local_id, values=values)
    return team


def _step_aside(by: Actor, hub: Hub | None, *, keeps: Team | None = None) -> None:
    """One team a hub takes new people: whichever did so far does no longer."""
    before = ground.front_team(hub, but=keeps)
    if before:
        values = {"takes_new": False}
        changes.apply(by=by, action="team.changed", row=before, reference=before.local_id, values=values)


def _checked(name: str, team_type: str, age_group: str, *, keeps: Team | None = None) -> dict[str, str]:
    # A retired type may stay on the team that has it, but nobody else gets it.
    if team_type not in codes.valid_codes("service_or_team_type") and not (
        keeps and keeps.team_type == team_type
    ):
        raise ValidationError({"team_type": "Select a type from the list"})
    if age_group not in codes.valid_codes("service_intended_age_group"):
        raise ValidationError({"intended_age_group": "Select an age group from the list"})
    return {"name": changes.name_of("name", name), "team_type": team_type, "intended_age_group": age_group}


def _free_local_id(organisation: Organisation, text: str) -> str:
    local_id = text.strip()
    if not local_id:
        return references.new("T")
    if not local_id.isascii() or not local_id.isalnum() or len(local_id) > LOCAL_ID_LENGTH:
        raise ValidationError({"local_id": "Identifier must be 20 letters and digits or fewer"})
    used = Team.objects.filter(organisation=organisation, local_id=local_id).first()
    if used:
        raise ValidationError(
            {"local_id": f"{local_id} is or was the identifier of {used.name}. Enter another"}
        )
    return local_id
