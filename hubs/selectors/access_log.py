"""Who looked at what."""

from __future__ import annotations

from django.db.models import QuerySet

from hubs.models import AccessLog


def entries() -> QuerySet[AccessLog]:
    """The whole trace, newest first."""
    return AccessLog.objects.order_by("-occurred_at", "-id")
