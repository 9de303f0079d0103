"""Appointments that were moved: when, with whom and where they were before, who moved them and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from hubs.models import StaffMember
from referrals.models import Appointment

# What makes it another appointment for the person; a cancelling is told as such.
TOLD = ("starts_at", "staff_id", "team_id", "duration_minutes", "mechanism", "place")


@dataclass(frozen=True)
class Moved:
    """How an appointment was before somebody moved it."""

    starts_at: dt.datetime
    staff_id: int
    on: dt.datetime
    by: str
    reason: str


def times_moved(appointment: Appointment) -> int:
    """How often the appointment has been changed since it was booked."""
    return int(appointment.history.count())  # type: ignore[attr-defined]


def moves(appointments: Collection[Appointment]) -> Mapping[int, list[Moved]]:
    """What each of these was before, the newest move first. Two queries."""
    now = {row.pk: row for row in appointments}
    event: Any = Appointment.history.rel.related_model  # type: ignore[attr-defined]
    rows = list(event.objects.filter(pgh_obj__in=now).order_by("-pgh_id"))
    who = {int(row.pgh_context["staff"]) for row in rows if (row.pgh_context or {}).get("staff")}
    names = dict(StaffMember.objects.filter(pk__in=who).values_list("pk", "name"))
    found: dict[int, list[Moved]] = {}
    after: dict[int, Any] = dict(now)
    for row in rows:
        context = row.pgh_context or {}
        if any(getattr(row, name) != getattr(after[row.pgh_obj_id], name) for name in TOLD):
            by = names.get(context.get("staff") or 0, "the system")
            moved = Moved(row.starts_at, row.staff_id, row.pgh_created_at, by, context.get("reason", ""))
            found.setdefault(row.pgh_obj_id, []).append(moved)
        after[row.pgh_obj_id] = row
    return found
