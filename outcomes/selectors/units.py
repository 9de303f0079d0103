"""Whose people a page of outcomes is about: a hub, a team or a worker's own caseload."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from hubs.models import Hub, Team
from hubs.rules.roles import Actor, Permission, has_permission
from referrals.models import Referral
from referrals.selectors import caseload

HUB, TEAM = "hub", "team"


@dataclass(frozen=True)
class Unit:
    """``level`` and ``code`` make its address; ``referrals`` are those that are open with it."""

    level: str
    code: str
    name: str
    hub_ids: Collection[int]
    referrals: QuerySet[Referral]

    @property
    def key(self) -> str:
        return f"{self.level}/{self.code}"

    def may_list(self, by: Actor) -> bool:
        """Whether ``by`` may see who is behind its figures; for a team of no hub by a role in the whole system."""
        return has_permission(by, Permission.DASHBOARD_LISTS, hub_ids=self.hub_ids)


def mine(by: Actor) -> Unit:
    """The worker's own caseload."""
    return Unit("", "", "Your caseload", (), caseload.mine(by))


def find(level: str, code: str) -> Unit | None:
    """The hub or team with this address."""
    if level == HUB:
        hub = Hub.objects.filter(code=code).first()
        return _hub(hub) if hub else None
    if level == TEAM and _is_uuid(code):
        team = Team.objects.filter(public_id=code).first()
        return _team(team) if team else None
    return None


def choices() -> list[tuple[str, list[Unit]]]:
    """The open hubs and teams, by name. Two queries."""
    hubs = Hub.objects.filter(closed_on=None).order_by("name", "pk")
    teams = Team.objects.filter(closed_on=None).order_by("name", "pk")
    groups = [("Hubs", [_hub(hub) for hub in hubs]), ("Teams", [_team(team) for team in teams])]
    return [(name, units) for name, units in groups if units]


def usual(by: Actor) -> Unit | None:
    """Where somebody starts: the first of their hubs, else the first of all."""
    hubs = Hub.objects.filter(closed_on=None).order_by("name", "pk")
    hub = hubs.filter(pk__in=by.hub_ids).first() or hubs.first()
    return _hub(hub) if hub else None


def _hub(hub: Hub) -> Unit:
    return Unit(HUB, hub.code, hub.name, {hub.pk}, _open(Q(hub=hub)))


def _team(team: Team) -> Unit:
    hubs = {team.hub_id} if team.hub_id else set()
    return Unit(TEAM, str(team.public_id), team.name, hubs, _open(Q(team=team)))


def _open(of: Q) -> QuerySet[Referral]:
    return Referral.objects.filter(of, discharged_on=None, rejected_on=None)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
