"""To whom somebody may be handed over: each kind of receiver, found and checked."""

from __future__ import annotations

from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.utils import timezone

from hubs.models import Hub, Organisation, OrganisationKind, Team, Tenant
from hubs.selectors import ground
from hubs.tenancy import current_tenant_id
from referrals.models import Referral
from referrals.models.exchange import Receiver
from referrals.selectors import front_door

Fields = dict[str, Any]


class To(TypedDict, total=False):
    """Whom a handover asks: ``receiver`` is the kind (a team unless said), the rest is what that kind needs."""

    receiver: str
    team: Team | None
    hub: Hub | None
    organisation: Organisation | None
    to_name: str
    to_email: str
    tenant_slug: str


def teams_beside(referral: Referral) -> QuerySet[Team]:
    """Open teams other than the one that holds, with hub and organisation."""
    teams = Team.objects.filter(~Q(pk=referral.team_id or 0), closed_on=None)
    return teams.select_related("hub", "organisation").order_by("name", "pk")


def partners() -> QuerySet[Organisation]:
    """Partners that work with people themselves; GP practices are named by hand, as not each is set up here."""
    return ground.providers().exclude(kind=OrganisationKind.GP_PRACTICE)


def other_systems() -> QuerySet[Tenant]:
    """The systems that share this installation."""
    return Tenant.objects.exclude(pk=current_tenant_id()).order_by("name")


def fields(to: To) -> Fields:
    """What a handover keeps of its receiver. ValidationError, with the name of what is wrong as its code."""
    kind = to.get("receiver", Receiver.TEAM)
    return {"receiver": kind, **_named(kind, to)}


def _named(kind: str, to: To) -> Fields:
    if kind == Receiver.HUB:
        return _hub(to.get("hub"))
    if kind == Receiver.ORGANISATION:
        return _organisation(to.get("organisation"), to.get("team"), to.get("to_email", ""))
    if kind == Receiver.PRACTICE:
        return _outside(to.get("to_name", ""), to.get("to_email", ""), "practice")
    if kind == Receiver.TENANT:
        return _system(to.get("tenant_slug", ""))
    return _team(to.get("team"))


def _team(team: Team | None) -> Fields:
    if team is None:
        raise ValidationError("Select the team that is to take over", code="team")
    return {"to_team": team}


def _hub(hub: Hub | None) -> Fields:
    if hub is None:
        raise ValidationError("Select the hub that is to take over", code="hub")
    team = front_door.team_of_hub(hub, timezone.localdate())
    if team is None:
        raise ValidationError(f"{hub.name} has no team yet. Select a team", code="hub")
    return {"to_hub": hub, "to_team": team}


def _organisation(organisation: Organisation | None, team: Team | None, email: str) -> Fields:
    """Its one team here; one of several must be named; without any it answers by email."""
    if organisation is None:
        raise ValidationError("Select the organisation that is to take over", code="organisation")
    teams = [team] if team else list(organisation.teams.filter(closed_on=None)[:2])
    if len(teams) > 1:
        words = f"{organisation.name} has several teams here. Select one of them under “A team”"
        raise ValidationError(words, code="organisation")
    if teams:
        return {"to_organisation": organisation, "to_team": teams[0]}
    return {"to_organisation": organisation, **_outside(organisation.name, email, "organisation")}


def _outside(name: str, email: str, kind: str) -> Fields:
    if not name.strip():
        raise ValidationError("Enter the name of the GP practice", code=f"{kind}_name")
    try:
        validate_email(email.strip())
    except ValidationError:
        words = f"Enter an email address of {name.strip()}, like name@example.com: they confirm by a link sent to it"
        raise ValidationError(words, code=f"{kind}_email") from None
    return {"to_name": name.strip(), "to_email": email.strip()}


def _system(slug: str) -> Fields:
    system = other_systems().filter(slug=slug).first() if slug else None
    if system is None:
        raise ValidationError("Select the system that is to take over", code="tenant")
    return {"to_tenant_slug": system.slug, "to_name": system.name}
