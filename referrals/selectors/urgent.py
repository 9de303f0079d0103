"""Who asked urgently, was in no crisis, and has not been seen: within seven days somebody must."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.utils import timezone

from referrals.models import Contact, Referral
from referrals.models.contact import COUNTS
from referrals.rules import urgent
from referrals.rules.urgent import Urgent
from referrals.rules.ways import URGENT, URGENT_DAYS


def of_referral(referral: Referral) -> Urgent | None:
    """How the seven days stand; None for a referral that is not urgent. One query, none for that one."""
    if referral.priority != URGENT:
        return None
    first = _counting().filter(referral=referral).aggregate(day=Min("occurred_on"))["day"]
    return urgent.of_referral(priority=referral.priority, received_on=referral.received_on, seen_on=first)


def unseen(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """Of these, the open urgent ones without a first contact, the nearest end first; ``urgent_due_on`` of each is
    ``rules.urgent.due_on(received_on)``.
    """
    waiting = referrals.filter(priority=URGENT, discharged_on=None, rejected_on=None)
    seen = _counting().filter(referral=OuterRef("pk")).order_by("occurred_on", "pk").values("occurred_on")[:1]
    return (
        waiting.alias(first_seen_on=Subquery(seen)).filter(first_seen_on=None).order_by("received_on", "pk")
    )


def overdue(referrals: QuerySet[Referral], today: dt.date | None = None) -> QuerySet[Referral]:
    """Of these, the urgent ones whose seven days are over and whom nobody has seen."""
    limit = (today or timezone.localdate()) - dt.timedelta(days=URGENT_DAYS)
    return unseen(referrals).filter(received_on__lt=limit)


def _counting() -> Any:
    return Contact.objects.filter(COUNTS, occurred_on__lte=timezone.localdate())
