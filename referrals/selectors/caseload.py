"""Whom a worker looks after: open referrals that name them, or that one of their teams holds or takes part
in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, DateField, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from hubs.rules.roles import Actor
from referrals.models import Contact, Referral, ReferralTeam
from referrals.rules import attendance
from referrals.selectors import listed
from referrals.selectors.listed import Named

# What a list is sorted by: the key in the address, and the columns.
SORTS = {
    "received": ("received_on",),
    "name": ("person__name_key",),
    "team": ("team__name", "received_on"),
    "worker": ("named_worker__name", "received_on"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A row of the list: an open referral with the person and the days of the last and the next contact.

    ``plan_review_past`` is whether the day on which the person's plan was to be looked at again has gone by.
    """

    pk: int
    person_id: int
    provider_id: int
    reference: str
    received_on: dt.date
    first_requested_on: dt.date | None
    team_name: str | None
    worker_name: str | None
    last_contact_on: dt.date | None
    next_contact_on: dt.date | None
    plan_review_past: bool
    person: Named


_PLAIN = (
    "pk",
    "person_id",
    "provider_id",
    "reference",
    "received_on",
    "first_requested_on",
    "team__name",
    "named_worker__name",
)
_OF_PERSON = tuple(f"person__{column}" for column in listed.COLUMNS)


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


def rows(referrals: QuerySet[Referral], *, review_past: Exists) -> list[Held]:
    """The referrals as rows; ``review_past`` says ``Held.plan_review_past`` of a referral. One query."""
    today = timezone.localdate()
    contacts = Contact.objects.filter(referral=OuterRef("pk")).order_by().values("referral")
    kept = contacts.filter(attendance__in=attendance.TOOK_PLACE, occurred_on__lte=today)
    last = kept.annotate(day=Max("occurred_on")).values("day")
    coming = contacts.filter(occurred_on__gt=today).annotate(day=Min("occurred_on")).values("day")
    worked_out = (
        Subquery(last, output_field=DateField()),
        Subquery(coming, output_field=DateField()),
        review_past,
    )
    found = referrals.values_list(*_PLAIN, *worked_out, *_OF_PERSON)
    own = len(_PLAIN) + len(worked_out)
    return [Held(*(*row[:own], Named(*row[own:]))) for row in found]


def by_ids(ids: Sequence[int], *, review_past: Exists) -> list[Held]:
    """The same for these referrals, in this order. One query."""
    found = {row.pk: row for row in rows(Referral.objects.filter(pk__in=ids), review_past=review_past)}
    return [found[pk] for pk in ids if pk in found]
