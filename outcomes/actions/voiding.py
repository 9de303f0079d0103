"""Taking out what was recorded by mistake: it stays in the record with its reason, and counts nowhere."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils import timezone

from hubs.rules.roles import Actor
from hubs.tenancy.models import ClinicalModel

Row = TypeVar("Row", bound=ClinicalModel)


def void(*, by: Actor, row: Row, reason: str, related: str) -> Row:
    """The row, locked and voided, with what ``related`` names. Inside a transaction of the caller's.

    ValidationError without a reason, and when somebody voided it already.
    """
    rows: Any = type(row).with_voided.select_for_update(of=("self",)).select_related(related)
    held: Row = rows.get(pk=row.pk)
    if held.voided_at:
        raise ValidationError("Somebody has taken this out already", code="voided")
    if not reason.strip():
        raise ValidationError({"reason": "Say why"})
    held.voided_at, held.voided_by_id, held.void_reason = timezone.now(), by.staff_id, reason.strip()
    held.save(update_fields=["voided_at", "voided_by", "void_reason"])
    return held
