"""Where record sets said that patients live, which is what national figures go by."""

from __future__ import annotations

from django.utils import timezone

from hubs.days import since, without
from referrals.models import PatientAddress, Person


def put_right(person: Person) -> None:
    """From this month on the person lives where we know that they do, until a record set tells otherwise."""
    this_month = timezone.localdate().replace(day=1)
    told = PatientAddress.objects.filter(patient__person=person)
    told.update(days=without("days", since(this_month)))
