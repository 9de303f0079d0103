"""Who is told that something waits: the worker whose it is, else their team, else who manages the hub."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import Q

from hubs.models import RoleAssignment, StaffMember, TeamMembership
from hubs.rules.roles import Role


class Held(NamedTuple):
    """Whose it is: a worker, the team and the hub, by id, each where there is one."""

    staff: int | None
    team: int | None
    hub: int | None


def workers(held: Collection[Held], today: dt.date) -> Mapping[Held, Collection[int]]:
    """For each of these who is told, of those that can sign in; nobody where nobody can. Three queries."""
    can = StaffMember.objects.filter(is_active=True, user__is_active=True)
    reachable = set(can.filter(pk__in={one.staff for one in held if one.staff}).values_list("pk", flat=True))
    left = [one for one in held if one.staff not in reachable]
    members = _members({one.team for one in left if one.team}, today)
    managers = _managers({one.hub for one in left if one.hub})
    told: dict[Held, Collection[int]] = {
        one: {one.staff} for one in held if one.staff in reachable and one.staff
    }
    for one in left:
        told[one] = members.get(one.team) or managers.get(one.hub) or managers.get(None, set())
    return told


def _members(teams: Collection[int], today: dt.date) -> Mapping[int | None, set[int]]:
    current = Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))
    rows = TeamMembership.objects.filter(
        current, team__in=teams, staff__is_active=True, staff__user__is_active=True
    )
    members: dict[int | None, set[int]] = defaultdict(set)
    for team, staff in rows.values_list("team_id", "staff_id"):
        members[team].add(staff)
    return members


def _managers(hubs: Collection[int]) -> Mapping[int | None, set[int]]:
    held = RoleAssignment.objects.filter(
        Q(hub__in=hubs) | Q(hub=None),
        role=Role.MANAGER,
        staff__is_active=True,
        staff__user__is_active=True,
    )
    managers: dict[int | None, set[int]] = defaultdict(set)
    for hub, staff in held.values_list("hub_id", "staff_id"):
        managers[hub].add(staff)
    return managers
