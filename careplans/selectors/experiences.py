"""What people said of their care."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from careplans.models import Experience
from careplans.rules.experiences import WOULD, Recommend
from hubs.rules.roles import Actor, Permission
from referrals.models import Person
from referrals.selectors.people import viewable_hubs

YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class Recommending:
    """Of those who answered the question in the last 365 days, how many would recommend their care."""

    would: int
    answered: int
    waiting: int

    @property
    def share(self) -> float | None:
        return self.would / self.answered if self.answered else None


def said(*, by: Actor) -> QuerySet[Experience]:
    """What was said in the hubs of which ``by`` may read it, what waits for an answer first, then the newest."""
    rows = Experience.objects.select_related("hub")
    hubs = viewable_hubs(by, Permission.EXPERIENCE_READ)
    if hubs is not None:
        rows = rows.filter(hub__in=hubs)
    waits = Q(wants_answer=True, answered_at=None)
    return rows.alias(waits=Count("pk", filter=waits)).order_by("-waits", "-said_at", "-pk")


def recommending(*, by: Actor) -> Recommending:
    """One query."""
    since = timezone.now() - YEAR
    known = Q(said_at__gt=since) & ~Q(recommend=Recommend.DO_NOT_KNOW)
    found = (
        said(by=by)
        .order_by()
        .aggregate(
            would=Count("pk", filter=known & Q(recommend__in=WOULD)),
            answered=Count("pk", filter=known),
            waiting=Count("pk", filter=Q(wants_answer=True, answered_at=None)),
        )
    )
    return Recommending(**found)


def find(public_id: UUID, *, by: Actor) -> Experience | None:
    return said(by=by).filter(public_id=public_id).first()


def of_person(person: Person) -> list[Experience]:
    """What the person said themselves, with what was answered, the newest first."""
    return list(Experience.objects.filter(person=person).order_by("-said_at", "-pk"))
