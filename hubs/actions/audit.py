"""The trace of changes: who did what to which record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hubs.models import AuditEvent
from hubs.rules.roles import Actor


def record(
    *, by: Actor, action: str, obj_type: str, reference: str, detail: dict[str, Any] | None = None
) -> AuditEvent:
    """Write that ``by`` did something. ``detail`` holds no clinical content: that stands in the record's
    history.
    """
    return AuditEvent.objects.create(
        staff_id=by.staff_id,
        action=action,
        object_type=obj_type,
        object_reference=reference,
        detail=detail or {},
    )


def record_many(
    *, by: Actor, action: str, obj_type: str, details: Mapping[str, dict[str, Any]]
) -> list[AuditEvent]:
    """The same of several records at once, each with its detail by its reference. One query."""
    return AuditEvent.objects.bulk_create(
        AuditEvent(
            staff_id=by.staff_id,
            action=action,
            object_type=obj_type,
            object_reference=reference,
            detail=detail,
        )
        for reference, detail in details.items()
    )
