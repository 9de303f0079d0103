"""Who works in which team today."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from hubs.models import TeamMembership


@dataclass(frozen=True)
class Colleague:
    staff_id: int
    staff: str
    team_id: int
    team: str


def in_teams(team_ids: Collection[int]) -> list[Colleague]:
    """The current members of these teams, by name."""
    today = timezone.localdate()
    current = Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))
    members = TeamMembership.objects.filter(current, team__in=team_ids, staff__is_active=True)
    rows = members.order_by("team__name", "staff__name").values_list(
        "staff_id", "staff__name", "team_id", "team__name"
    )
    return [Colleague(*row) for row in rows]
