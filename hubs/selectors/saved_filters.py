"""Filters that a worker saved by name."""

from __future__ import annotations

from uuid import UUID

from hubs.models import SavedFilter
from hubs.rules.roles import Actor


def own(by: Actor, public_id: UUID) -> SavedFilter | None:
    """A filter of ``by``; None for one that is not theirs."""
    return SavedFilter.objects.filter(public_id=public_id, staff=by.staff_id).first()
