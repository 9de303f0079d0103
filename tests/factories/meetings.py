"""Meetings, discussions, next steps and saved filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from hubs.models import Hub, SavedFilter, StaffMember
from referrals.models import Discussion, Meeting, MeetingAttendee, NextStep, Referral
from tests.factories import ground, record


def meeting(**given: Any) -> Meeting:
    return Meeting.objects.create(**{"hub": given.pop("hub", None) or ground.hub(), **given})


def next_step(**given: Any) -> NextStep:
    """Something to do in a week."""
    return NextStep.objects.create(
        **{
            "referral": given.pop("referral", None) or record.referral(),
            "staff": given.pop("staff", None) or ground.staff_member(),
            "kind": "check_back",
            "what": "Ask how the course goes",
            "due_on": timezone.localdate() + timedelta(days=7),
            **given,
        }
    )


def discussion(**given: Any) -> Discussion:
    referral: Referral = given.pop("referral", None) or record.referral()
    held = given.pop("meeting", None) or meeting(hub=referral.hub)
    position = Discussion.objects.filter(meeting=held).count() + 1
    return Discussion.objects.create(
        **{"meeting": held, "referral": referral, "position": position, "minutes": "Sleeps badly.", **given}
    )


def saved_filter(staff: StaffMember, **given: Any) -> SavedFilter:
    return SavedFilter.objects.create(
        **{"staff": staff, "page": "queue", "name": "Urgent ones", "query": "urgent=yes", **given}
    )


@dataclass(frozen=True)
class Met:
    """A meeting that talked about somebody, with what follows."""

    meeting: Meeting
    discussion: Discussion
    step: NextStep
    saved: SavedFilter


def met(hub: Hub, referral: Referral, staff: StaffMember) -> Met:
    """One of each; the meeting goes on."""
    held = meeting(hub=hub, chair=staff)
    MeetingAttendee.objects.create(meeting=held, name="Jo Park", organisation="Housing office")
    return Met(
        meeting=held,
        discussion=discussion(meeting=held, referral=referral),
        step=next_step(referral=referral, staff=staff),
        saved=saved_filter(staff),
    )
