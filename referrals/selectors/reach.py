"""Who and what is near a referral: teams that a step leads to at once, and workers who may be named."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from hubs.models import StaffMember, Team, TeamMembership
from hubs.rules.roles import Actor
from referrals.models import Referral


def teams(referral: Referral, by: Actor) -> QuerySet[Team]:
    """The other working teams that need no handover: ``rules.levels.goes_at_once``, asked of the database."""
    return _near(referral, by).exclude(pk__in=[referral.team_id]).order_by("name", "pk")


def workers(referral: Referral, by: Actor) -> QuerySet[StaffMember]:
    """Who works in a team of the hub that holds the person, in the team that does, or in one of ``by``'s, and ``by``
    themselves, by name: colleagues of every organisation of the hub.
    """
    today = timezone.localdate()
    near = _near(referral, by).values("pk")
    works_there = TeamMembership.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today), staff=OuterRef("pk"), team__in=near, starts_on__lte=today
    )
    staff = StaffMember.objects.filter(Q(pk__in=[by.staff_id]) | Q(Exists(works_there)), is_active=True)
    return staff.select_related("organisation").order_by("name", "pk")


def members(referral: Referral, by: Actor) -> QuerySet[TeamMembership]:
    """The same workers in each of those teams that they work in, by team and name."""
    today = timezone.localdate()
    return (
        TeamMembership.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=today),
            starts_on__lte=today,
            team__in=_near(referral, by),
            staff__is_active=True,
        )
        .select_related("team", "staff")
        .order_by("team__name", "staff__name", "pk")
    )


def _near(referral: Referral, by: Actor) -> QuerySet[Team]:
    own = Q(pk__in=[*by.team_ids, referral.team_id])
    of_the_hub = Q(hub=referral.hub_id) if referral.hub_id else Q()
    return Team.objects.filter(own | of_the_hub if of_the_hub else own, closed_on=None)
