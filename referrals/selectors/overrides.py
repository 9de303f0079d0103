"""Records that were opened with a reason, for the privacy officer."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from referrals.models import AccessOverride


def to_review() -> QuerySet[AccessOverride]:
    """Those that nobody has looked at, oldest first, with the worker and the person's reference."""
    waiting = AccessOverride.objects.filter(reviewed_at__isnull=True)
    return waiting.select_related("staff__organisation", "person").order_by("opened_at")


def find(public_id: UUID) -> AccessOverride | None:
    return AccessOverride.objects.filter(public_id=public_id).first()
