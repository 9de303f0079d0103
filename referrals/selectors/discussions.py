"""Discussions: those of a person, and those of a meeting."""

from __future__ import annotations

from django.db.models import QuerySet

from hubs.models import StaffMember
from referrals.models import Discussion, Meeting, Person, Referral


def of_person(person: Person | int) -> list[Discussion]:
    """Where somebody was talked about, the newest first, with what came of it. One query."""
    return list(_told().filter(referral__person=person).order_by("-meeting__started_at", "-pk"))


def of_meeting(meeting: Meeting) -> list[Discussion]:
    """In the order in which they were talked about, with the people. One query."""
    return list(_told().filter(meeting=meeting).select_related("referral__person").order_by("position"))


def of_referral(meeting: Meeting, referral: Referral) -> Discussion | None:
    """The one of a referral in a meeting, if it has been opened."""
    return _told().filter(meeting=meeting, referral=referral).first()


def last_writer(discussion: Discussion) -> str:
    """Who changed the discussion last, from its history; empty when nobody has changed it since it was opened."""
    event = discussion.history.order_by("-pgh_id").first()  # type: ignore[attr-defined]
    staff_id = ((event.pgh_context or {}).get("staff") if event else None) or discussion.created_by_id
    staff = StaffMember.objects.filter(pk=staff_id).first() if staff_id else None
    return staff.name if staff else ""


def _told() -> QuerySet[Discussion]:
    return Discussion.objects.select_related(
        "meeting__hub",
        "team",
        "worker",
        "next_step__staff",
        "handover__to_team",
    )
