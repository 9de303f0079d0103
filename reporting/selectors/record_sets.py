"""Record sets that were read, and what was found in them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from reporting.mhsds import turn
from reporting.models import Finding, RecordSet
from reporting.models.record_set import RecordSetState


def newest_first() -> QuerySet[RecordSet]:
    """All readings of the tenant, with their providers."""
    return RecordSet.objects.select_related("provider", "asked_by").order_by("-asked_at", "-pk")


def find(key: UUID) -> RecordSet | None:
    """The reading of that key, or None."""
    return newest_first().filter(key=key).first()


def is_left(record_set: RecordSet) -> bool:
    """Whether the reading was begun and nobody is at it any more: its process was killed, or the machine stopped."""
    if record_set.state != RecordSetState.READING or not turn.take_at_once(record_set.tenant_id):
        return False
    # It may have ended between the two questions.
    return RecordSet.objects.filter(pk=record_set.pk, state=RecordSetState.READING).exists()


def findings(record_set: RecordSet) -> QuerySet[Finding]:
    """The refused and doubtful rows of a reading, in the order of its files."""
    return Finding.objects.filter(record_set=record_set).order_by("table", "line", "pk")
