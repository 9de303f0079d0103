"""The trace of looking: every record opened, every search, every list and every export."""

from __future__ import annotations

from hubs.models import AccessLog
from hubs.models.access import AccessKind
from hubs.rules.roles import Actor


def log(
    *,
    by: Actor,
    kind: AccessKind,
    what: str,
    person_reference: str = "",
    reason: str = "",
    request_id: str = "",
) -> AccessLog:
    """Write that ``by`` looked. Never what they saw."""
    return AccessLog.objects.create(
        kind=kind,
        staff_id=by.staff_id or 0,
        staff_name=by.name,
        person_reference=person_reference,
        what=what[:200],
        reason=reason,
        request_id=request_id,
    )
