"""Runs of the night: of the tenant in force, and of all tenants for support staff and for picking up what was left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet

from reporting.models import NightlyRun
from reporting.models.night import RunState

# The login that may read the runs of all tenants, and of them nothing else.
SYSTEM = "system"


def of_tenant() -> QuerySet[NightlyRun]:
    """The runs of the tenant in force, newest first."""
    found: QuerySet[NightlyRun] = NightlyRun.objects.order_by("-started_at", "-pk")
    return found


def of_all_tenants() -> QuerySet[NightlyRun]:
    """The runs of every tenant, newest first, with their tenants."""
    return _everybody().select_related("tenant").order_by("-started_at", "-pk")


def silent(since: dt.datetime) -> Sequence[tuple[int, dt.date]]:
    """Tenant and day of runs that have not been heard of since a moment, and have not ended; one a tenant."""
    quiet = (
        _everybody().filter(state=RunState.RUNNING, heartbeat_at__lt=since).order_by("tenant_id", "-as_at")
    )
    return list(quiet.distinct("tenant_id").values_list("tenant_id", "as_at"))


def _everybody() -> QuerySet[NightlyRun]:
    # Not through the manager, which asks for a tenant: the login's own policy says what it may read.
    return QuerySet(NightlyRun, using=SYSTEM)
