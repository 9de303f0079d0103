"""Who works in which team today."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from hubs.models import StaffMember, TeamMembership


@dataclass(frozen=True)
class Colleague:
    staff_id: int
    staff: str
    team_id: int
    team: str


def in_teams(team_ids: Collection[int]) -> list[Colleague]:
    """The current members of these teams, by name."""
    members = TeamMembership.objects.filter(_current(), team__in=team_ids, staff__is_active=True)
    rows = members.order_by("team__name", "staff__name").values_list(
        "staff_id", "staff__name", "team_id", "team__name"
    )
    return [Colleague(*row) for row in rows]


def staff_of(team_ids: Collection[int]) -> QuerySet[StaffMember]:
    """Who works in any of these teams today, each once."""
    members = TeamMembership.objects.filter(_current(), team__in=team_ids, staff=OuterRef("pk"))
    return StaffMember.objects.filter(Exists(members), is_active=True).order_by("name", "pk")


def _current() -> Q:
    today = timezone.localdate()
    return Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))
