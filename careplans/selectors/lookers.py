"""Who looked at a person's record, for the person to read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from config.formats import LONDON
from hubs.models import AccessLog, StaffMember
from hubs.models.access import AccessKind
from referrals.models import Person

PER_PAGE = 30
# A search or a list shows that somebody is known here; what the person asks is who opened their record.
LOOKS = (AccessKind.OPENED, AccessKind.OVERRIDE, AccessKind.EXPORTED, AccessKind.REFUSED)


@dataclass(frozen=True)
class Look:
    """What one worker did on one day. ``reasons`` are those that they gave for opening another hub's record."""

    on: dt.date
    name: str
    organisation: str
    times: int
    what: Sequence[str]
    reasons: Sequence[str]
    refused: bool


def of_person(person: Person, page: int = 1) -> Page[Any]:
    """The newest day first, a page of ``Look``. Three queries."""
    days = _days(person)
    shown: Page[Any] = Paginator(days, PER_PAGE).get_page(page)
    rows = list(shown.object_list)
    organisations = dict(
        StaffMember.objects.filter(pk__in={row["staff_id"] for row in rows}).values_list(
            "pk", "organisation__name"
        )
    )
    shown.object_list = [_look(row, organisations) for row in rows]
    return shown


def _days(person: Person) -> QuerySet[AccessLog, Any]:
    # Also what was opened before records were joined.
    names = Person.objects.filter(Q(pk=person.pk) | Q(merged_into=person)).values("reference")
    return (
        AccessLog.objects.filter(person_reference__in=names, kind__in=LOOKS)
        .annotate(day=TruncDate("occurred_at", tzinfo=LONDON))
        .values("day", "staff_id", "staff_name")
        .annotate(
            times=Count("pk", filter=~Q(kind=AccessKind.REFUSED)),
            whats=ArrayAgg("what", distinct=True, default=[]),
            why=ArrayAgg("reason", distinct=True, filter=Q(kind=AccessKind.OVERRIDE), default=[]),
        )
        .order_by("-day", "staff_name", "staff_id")
    )


def _look(row: dict[str, Any], organisations: dict[int, str]) -> Look:
    return Look(
        on=row["day"],
        name=row["staff_name"],
        organisation=organisations.get(row["staff_id"], ""),
        times=row["times"],
        what=row["whats"],
        reasons=[reason for reason in row["why"] if reason],
        refused=row["times"] == 0,
    )
