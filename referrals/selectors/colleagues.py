"""Who works in which team today."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from hubs.models import StaffMember, Team, TeamMembership
from referrals.models import Involvement, Referral, ReferralTeam
from referrals.selectors.contacts import Beside


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


def around(person_id: int, team_ids: Collection[int], also: Collection[Beside] = ()) -> list[Colleague]:
    """Who may have taken part in work with a person: the current members of these teams, of teams that take part in
    an open referral of theirs beside the one that holds it, and the workers who are involved; at the end those of
    ``also`` who are none of these. One query, or three.
    """
    open_now = Referral.objects.filter(person=person_id, discharged_on=None, rejected_on=None)
    beside = ReferralTeam.objects.filter(referral__in=open_now).values("team")
    involved = Involvement.objects.filter(referral__in=open_now, ends_on=None).values("staff")
    near = Q(team__in=team_ids) | Q(team__in=beside) | Q(staff__in=involved)
    members = TeamMembership.objects.filter(_current(), near, staff__is_active=True)
    rows = members.order_by("team__name", "staff__name").values_list(
        "staff_id", "staff__name", "team_id", "team__name"
    )
    found = [Colleague(*row) for row in rows]
    here = {(each.staff_id, each.team_id) for each in found}
    return found + _named([each for each in also if (each.staff_id, each.team_id) not in here])


def _named(missing: Collection[Beside]) -> list[Colleague]:
    if not missing:
        return []
    staff = dict(
        StaffMember.objects.filter(pk__in=[one.staff_id for one in missing]).values_list("pk", "name")
    )
    teams = dict(Team.objects.filter(pk__in=[one.team_id for one in missing]).values_list("pk", "name"))
    return [Colleague(one.staff_id, staff[one.staff_id], one.team_id, teams[one.team_id]) for one in missing]


def staff_of(team_ids: Collection[int]) -> QuerySet[StaffMember]:
    """Who works in any of these teams today, each once."""
    members = TeamMembership.objects.filter(_current(), team__in=team_ids, staff=OuterRef("pk"))
    return StaffMember.objects.filter(Exists(members), is_active=True).order_by("name", "pk")


def _current() -> Q:
    today = timezone.localdate()
    return Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))
