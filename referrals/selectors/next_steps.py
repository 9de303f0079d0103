"""What is still to be done, by whom and until when."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import QuerySet

from hubs.models import StaffMember
from referrals.models import NextStep, Referral


def find(public_id: UUID) -> NextStep | None:
    """With its referral, person and worker."""
    rows = NextStep.objects.filter(public_id=public_id)
    return rows.select_related("referral__person", "staff", "done_by").first()


def of_referral(referral: Referral) -> list[NextStep]:
    """All of a referral: what is still to be done by its day, then what was, the last first. One query."""
    rows = list(NextStep.objects.filter(referral=referral).select_related("staff", "done_by"))
    to_do = sorted((row for row in rows if not row.done_at), key=lambda row: (row.due_on, row.pk))
    over = sorted((row for row in rows if row.done_at), key=lambda row: row.done_at or 0, reverse=True)
    return [*to_do, *over]


def of_staff_due(staff: StaffMember | int, until: dt.date) -> QuerySet[NextStep]:
    """What a worker is to do by a day, and what is late, the earliest first; with the person."""
    due = NextStep.objects.filter(staff=staff, done_at=None, due_on__lte=until)
    return due.select_related("referral__person", "referral__team").order_by("due_on", "pk")
