"""What stands at the top of somebody's record beside their name: practice, network, and who co-ordinates
their care.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from hubs.models import GpPractice, PcnPractice
from hubs.rules.ods import DEFAULT_PRACTICES
from referrals.models import CareCoordinator, GpRegistration, Person


@dataclass(frozen=True)
class About:
    """Empty where it is not known."""

    practice_code: str = ""
    practice: str = ""
    pcn: str = ""
    coordinator: str = ""


def of_person(person: Person, on: dt.date | None = None) -> About:
    """As on a day, today when not said. One query."""
    day = on or timezone.localdate()
    row: Any = (
        Person.objects.filter(pk=person.pk)
        .values(practice=Subquery(_practice(day)), coordinator=Subquery(_coordinator(day)))
        .first()
    ) or {}
    practice = row.get("practice") or {}
    return About(
        practice_code=practice.get("code") or "",
        practice=practice.get("name") or "",
        pcn=practice.get("pcn") or "",
        coordinator=row.get("coordinator") or "",
    )


def _practice(day: dt.date) -> QuerySet[Any, Any]:
    """The registration of the day, the newest first; a code that says there is none is no practice."""
    started = Q(starts_on=None) | Q(starts_on__lte=day)
    goes_on = Q(ends_on=None) | Q(ends_on__gte=day)
    name = GpPractice.objects.filter(code=OuterRef("practice_code")).values("name")[:1]
    member = PcnPractice.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), practice_code=OuterRef("practice_code"), starts_on__lte=day
    )
    pcn = member.order_by("-starts_on", "pcn_code").values("pcn_name")[:1]
    return (
        GpRegistration.objects.filter(started, goes_on, person=OuterRef("pk"))
        .exclude(practice_code__in=DEFAULT_PRACTICES)
        .order_by(F("starts_on").desc(nulls_last=True), "-pk")
        .values(held=JSONObject(code=F("practice_code"), name=Subquery(name), pcn=Subquery(pcn)))[:1]
    )


def _coordinator(day: dt.date) -> QuerySet[Any, Any]:
    goes_on = Q(ends_on=None) | Q(ends_on__gte=day)
    return (
        CareCoordinator.objects.filter(goes_on, person=OuterRef("pk"), starts_on__lte=day)
        .order_by("-starts_on", "-pk")
        .values("staff__name")[:1]
    )
