"""Which team holds somebody who has just asked, until somebody else does."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet

from hubs.models import Hub, Team
from referrals.models import Person
from referrals.selectors import covering


def team_for(person: Person, on: dt.date, *, hub: Hub | None = None) -> Team:
    """The team that takes whoever is new in ``hub``, else in the hub that covers the person's practice.

    Without such a hub it is the team that takes new people for no hub in particular, and without that one the first
    team of a hub that takes any: asking for help never fails for want of a border. ValidationError only where no
    team works at all.
    """
    return _team(hub.pk if hub else covering.hub_id_of(person, on), on)


def team_for_practice(practice_code: str, on: dt.date) -> Team:
    """The same for somebody of whom no more is known here than their GP practice, or not even that."""
    return _team(covering.hub_id_of_practice(practice_code, on), on)


def team_of_hub(hub: Hub, on: dt.date) -> Team | None:
    """The team of a hub that takes whoever is new, else the first that is open; None where none is."""
    teams = _open(on).filter(hub=hub)
    return teams.order_by("-takes_new", "pk").first()


def _team(hub_id: int | None, on: dt.date) -> Team:
    open_teams = _open(on)
    candidates = (
        open_teams.filter(hub=hub_id, takes_new=True) if hub_id else open_teams.none(),
        open_teams.filter(hub=hub_id) if hub_id else open_teams.none(),
        open_teams.filter(hub=None, takes_new=True),
        open_teams.filter(takes_new=True),
        open_teams.filter(hub__isnull=False),
    )
    for teams in candidates:
        if team := teams.order_by(F("hub_id").asc(nulls_last=True), "pk").first():
            return team
    raise ValidationError("No team here can take a request yet. An administrator must set up a team first")


def _open(on: dt.date) -> QuerySet[Team]:
    return Team.objects.filter(Q(closed_on=None) | Q(closed_on__gt=on)).select_related("organisation")
