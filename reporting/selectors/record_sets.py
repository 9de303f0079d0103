"""Record sets that were read, and what was found in them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from reporting.models import Finding, RecordSet


def newest_first() -> QuerySet[RecordSet]:
    """All readings of the tenant, with their providers."""
    return RecordSet.objects.select_related("provider", "asked_by").order_by("-asked_at", "-pk")


def find(key: UUID) -> RecordSet | None:
    """The reading of that key, or None."""
    return newest_first().filter(key=key).first()


def findings(record_set: RecordSet) -> QuerySet[Finding]:
    """The refused and doubtful rows of a reading, in the order of its files."""
    return Finding.objects.filter(record_set=record_set).order_by("table", "line", "pk")
