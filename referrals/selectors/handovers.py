"""Handovers: what waits for whom, what a referral and a person went through, and how one stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from hubs.rules.roles import Actor, Permission
from referrals.models import Advice, Handover, IncomingHandover, Person, Referral
from referrals.models.exchange import WAITING
from referrals.rules import answer_links
from referrals.selectors import exchanges, people
from referrals.selectors.exchanges import MOST_SHOWN, Exchange
from referrals.selectors.people import Found

RELATED = ("referral__person", "from_team__hub", "to_team__hub", "to_organisation", "created_by")


@dataclass(frozen=True)
class Waiting:
    """What waits, the longest wait first; ``names`` has the people of it that the reader may open anyway."""

    to_us: Sequence[Handover]
    from_us: Sequence[Handover]
    incoming: Sequence[IncomingHandover]
    names: dict[int, Person]


@dataclass(frozen=True)
class Opened:
    """A handover with the sides that the reader speaks for, and the record when they may open it."""

    handover: Handover
    is_receiver: bool
    is_sender: bool
    found: Found | None


def of_referral(referral: Referral) -> list[Handover]:
    """All of them, the newest first."""
    return list(_handovers().filter(referral=referral).order_by("-sent_at", "-pk"))


def of_person(person: Person) -> list[Handover]:
    """The same of all referrals of a person. One query."""
    return list(_handovers().filter(referral__person=person).order_by("-sent_at", "-pk"))


def waiting(referral_ids: Collection[int]) -> dict[int, Handover]:
    """The open handover of each of these referrals that has one. One query."""
    rows = _handovers().filter(referral__in=referral_ids, state__in=WAITING)
    return {handover.referral_id: handover for handover in rows}


def waiting_for(by: Actor) -> Waiting:
    """What waits for the teams that ``by`` speaks for, and what these wait for. Four queries at most."""
    open_now = _handovers().filter(state__in=WAITING).order_by("rings_on", "sent_at", "pk")
    to_us, from_us = exchanges.both_sides(by, open_now)
    return Waiting(to_us, from_us, _incoming(by), _names(by, [*to_us, *from_us]))


def escalated(by: Actor, today: dt.date | None = None) -> list[Exchange]:
    """What has waited 5 working days in the hubs that ``by`` manages, on either side: handovers, advice and what came
    from other systems. To be shown by who asked whom and when, and no more. Three queries.
    """
    hubs = people.viewable_hubs(by, Permission.HANDOVER_VIEW)
    to_us = Q() if hubs is None else Q(to_team__hub__in=hubs)
    ours = Q() if hubs is None else to_us | Q(from_team__hub__in=hubs)
    late = Q(state__in=WAITING, escalates_on__lte=today or timezone.localdate())
    found: list[Exchange] = [
        *_longest_waits(Handover.objects.filter(late, ours).select_related("from_team", "to_team")),
        *_longest_waits(Advice.objects.filter(late, ours).select_related("from_team", "to_team")),
        *_longest_waits(IncomingHandover.objects.filter(late, to_us).select_related("to_team")),
    ]
    return sorted(found, key=lambda row: row.escalates_on)


def _longest_waits(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by("escalates_on", "pk")[:MOST_SHOWN]


def find(public_id: UUID, *, by: Actor) -> Opened | None:
    """The handover; None when there is none. Neither side's: both flags are False, and nothing of it may be shown."""
    handover = _handovers().filter(public_id=public_id).first()
    if handover is None:
        return None
    record = people.find(handover.referral.person.reference, by=by)
    may_open = record is not None and record.may(by, Permission.PERSON_VIEW)
    return Opened(
        handover,
        is_receiver=exchanges.speaks_for(by, handover.to_team, handover.from_team),
        is_sender=exchanges.speaks_for(by, handover.from_team, handover.to_team),
        found=record if may_open else None,
    )


def find_incoming(key: UUID) -> IncomingHandover | None:
    rows = IncomingHandover.objects.select_related(
        "to_team__hub", "to_team__organisation", "referral__person"
    )
    return rows.filter(key=key).first()


def by_secret(secret: str) -> Handover | None:
    """The handover that a link leads to, for as long as links last; None for any other."""
    if not secret:
        return None
    since = timezone.now() - dt.timedelta(days=answer_links.LASTS_DAYS)
    return _handovers().filter(answer_hash=answer_links.digest(secret), sent_at__gte=since).first()


def _handovers() -> QuerySet[Handover]:
    rows: QuerySet[Handover] = Handover.objects.select_related(*RELATED)
    return rows


def _incoming(by: Actor) -> list[IncomingHandover]:
    rows = IncomingHandover.objects.filter(exchanges.teams_of(by, "to_team"), state__in=WAITING)
    return list(rows.select_related("to_team").order_by("rings_on", "pk")[:MOST_SHOWN])


def _names(by: Actor, handovers: Collection[Handover]) -> dict[int, Person]:
    known = people.of_ids({handover.referral.person_id for handover in handovers}, by=by)
    return {pk: found.person for pk, found in known.items() if found.may(by, Permission.PERSON_VIEW)}
