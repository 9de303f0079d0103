"""Whom a worker looks after: open referrals that name them, or that one of their teams holds or takes part
in.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from hubs.rules.roles import Actor
from referrals.models import Referral, ReferralTeam

# What a list is sorted by: the key in the address, and the columns.
SORTS = {
    "received": ("received_on",),
    "name": ("person__name_key",),
    "team": ("team__name", "received_on"),
    "worker": ("named_worker__name", "received_on"),
}


@dataclass(frozen=True)
class Group:
    """So many referrals of a team are with a worker; None is nobody."""

    team_id: int | None
    team: str | None
    worker_id: int | None
    worker: str | None
    count: int


def mine(by: Actor) -> QuerySet[Referral]:
    """The open referrals of ``by``."""
    own = Referral.objects.filter(_open() & (Q(team__in=by.team_ids) | Q(named_worker=by.staff_id)))
    shared = ReferralTeam.objects.filter(team__in=by.team_ids, closed_on=None, rejected_on=None)
    # A union rather than OR: each side is then an index scan.
    ids = own.values("pk").union(shared.values("referral_id"))
    return Referral.objects.filter(_open(), pk__in=ids)


def _open() -> Q:
    return Q(discharged_on=None, rejected_on=None)


def groups(referrals: QuerySet[Referral]) -> list[Group]:
    """How many there are with each team and worker: the choices of the filters, and the number of all. One
    query.
    """
    rows = (
        referrals.order_by()
        .values_list("team_id", "team__name", "named_worker_id", "named_worker__name")
        .annotate(count=Count("pk"))
    )
    return [Group(*row) for row in rows]


def ordered(referrals: QuerySet[Referral], sort: str) -> QuerySet[Referral]:
    """By a key of SORTS, with a minus for the other way round; an unknown key is the first one."""
    columns = SORTS.get(sort.removeprefix("-"), SORTS["received"])
    turned = "-" if sort.startswith("-") else ""
    return referrals.order_by(*(turned + column for column in columns), "pk")
