"""Pathways of a referral, and the placements out of the area that a hub has to bring people back from."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from hubs.rules.roles import Actor, Permission
from referrals.models import PathwayEpisode, Referral, ShortSupport
from referrals.models.pathway import PathwayKind
from referrals.selectors.people import viewable_hubs


def of_referral(referral: Referral) -> list[PathwayEpisode]:
    """Those that go on first, then the ended ones, each the newest first. One query."""
    rows = PathwayEpisode.objects.filter(referral=referral).order_by("-started_on", "-pk")
    return sorted(rows, key=lambda row: row.ended_on is not None)


def find(referral: Referral, public_id: UUID) -> PathwayEpisode | None:
    return PathwayEpisode.objects.filter(referral=referral, public_id=public_id).first()


def times_changed(pathway: PathwayEpisode) -> int:
    """How often the pathway has been changed since it began."""
    return int(pathway.history.count())  # type: ignore[attr-defined]


def support_of(referral: Referral) -> list[ShortSupport]:
    """Short-term support, the newest first. One query."""
    return list(ShortSupport.objects.filter(referral=referral).order_by("-starts_on", "-pk"))


def find_support(referral: Referral, public_id: UUID) -> ShortSupport | None:
    return ShortSupport.objects.filter(referral=referral, public_id=public_id).first()


def placements(by: Actor) -> QuerySet[PathwayEpisode]:
    """Placements out of the area that go on, of people whom the hubs of ``by`` hold; the next review first."""
    going = PathwayEpisode.objects.filter(
        kind=PathwayKind.REHABILITATION,
        ended_on=None,
        placement_began_on__isnull=False,
        placement_ended_on=None,
        referral__discharged_on=None,
    )
    hubs = viewable_hubs(by, Permission.PERSON_VIEW)
    mine = going if hubs is None else going.filter(referral__hub__in=hubs)
    return mine.select_related(
        "referral__person", "referral__team", "referral__named_worker", "referral__hub"
    ).order_by("placement_review_on", "pk")
