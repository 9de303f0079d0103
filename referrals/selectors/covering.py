"""Which hub covers somebody, by the network of their GP practice."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q

from hubs.models import HubCoverage
from hubs.rules.ods import DEFAULT_PRACTICES
from hubs.selectors import geography
from referrals.models import GpRegistration, Person


def hub_id_of(person: Person, on: dt.date) -> int | None:
    """The hub that covers the PCN of the practice the person was registered with on a day; None without one."""
    registered = (
        GpRegistration.objects.filter(
            Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gte=on), person=person
        )
        .exclude(practice_code__in=DEFAULT_PRACTICES)
        .order_by(F("starts_on").desc(nulls_last=True), "-pk")
        .first()
    )
    return hub_id_of_practice(registered.practice_code, on) if registered else None


def hub_id_of_practice(practice_code: str, on: dt.date) -> int | None:
    """The hub that covers the PCN that a practice is in on a day; None without one."""
    pcn = geography.pcn_of_practice(practice_code, on) if practice_code else None
    if pcn is None:
        return None
    covering = HubCoverage.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=on), pcn__ods_code=pcn.pcn_code, starts_on__lte=on
    )
    hub_id: int | None = covering.order_by("-starts_on").values_list("hub_id", flat=True).first()
    return hub_id
