"""A hub's meetings: who may be there, whom to talk about and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from hubs.models import Hub, StaffMember, Team, TeamMembership
from hubs.rules.roles import Actor, Permission, has_permission
from referrals.models import Discussion, Meeting, MeetingAttendee, Referral
from referrals.models.exchange import State
from referrals.models.meeting import Outcome
from referrals.models.referral import URGENT_PRIORITIES, WAITS
from referrals.selectors import queue
from referrals.selectors.people import viewable_hubs

# As many as a meeting may hope to reach; the rest is counted up to queue.COUNTED.
LISTED = 50


@dataclass(frozen=True)
class Member:
    """Somebody works in a team of the hub, today."""

    staff: StaffMember
    team: Team


@dataclass(frozen=True)
class Agenda:
    """Whom a meeting has not talked about yet, in the order of the queue: the first ones, and how many there are
    (queue.COUNTED + 1 when more than that).
    """

    first: Sequence[Referral]
    total: int


@dataclass(frozen=True)
class Place:
    """Where a referral stands in a meeting: the references before and after it, empty at the ends."""

    previous: str
    next: str


def hubs(by: Actor) -> QuerySet[Hub]:
    """The open hubs whose meetings ``by`` may run."""
    mine = viewable_hubs(by, Permission.MEETING_RUN)
    working = Hub.objects.filter(closed_on=None).order_by("name")
    return working if mine is None else working.filter(pk__in=mine)


def of_hubs(by: Actor) -> QuerySet[Meeting]:
    """The meetings of those hubs, the newest first, with how many were talked about and decided."""
    mine = viewable_hubs(by, Permission.MEETING_RUN)
    found = Meeting.objects.select_related("hub").order_by("-started_at", "-pk")
    counted = found.annotate(
        talked_about=Count("discussions"),
        decided=Count("discussions", filter=Q(discussions__decided_at__isnull=False)),
    )
    return counted if mine is None else counted.filter(hub__in=mine)


def find(public_id: UUID) -> Meeting | None:
    return Meeting.objects.filter(public_id=public_id).select_related("hub", "chair").first()


def may(by: Actor, meeting: Meeting) -> bool:
    """Whether ``by`` runs meetings in the hub of this one."""
    return has_permission(by, Permission.MEETING_RUN, hub_ids={meeting.hub_id})


def members(hub_id: int) -> list[Member]:
    """Who works in an open team of the hub today, by team and name, with their organisation. One query."""
    today = timezone.localdate()
    current = Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))
    rows = TeamMembership.objects.filter(
        current, team__hub=hub_id, team__closed_on=None, staff__is_active=True
    ).select_related("staff__organisation", "team")
    return [Member(row.staff, row.team) for row in rows.order_by("team__name", "staff__name", "pk")]


def attendees(meeting: Meeting) -> list[MeetingAttendee]:
    """Who was there, workers before guests, by name."""
    rows = MeetingAttendee.objects.filter(meeting=meeting).select_related("staff")
    return sorted(rows, key=lambda row: (row.staff_id is None, row.name, row.pk))


def to_discuss(hub_id: int) -> QuerySet[Referral]:
    """Who waits in the hub and is held here, and has not been decided about, or has come back: more was to be found out
    and the day has come, a handover brought a question or was withdrawn, or who took them is not there any more.
    """
    decided = Discussion.objects.filter(referral=OuterRef("pk"), decided_at__isnull=False)
    last = decided.order_by("-decided_at", "-pk").values("pk")[:1]
    back = Discussion.objects.filter(_came_back(), pk=OuterRef("last_decided"))
    waiting = Referral.objects.filter(WAITS, hub=hub_id, source_month=None)
    new_or_back = waiting.annotate(last_decided=Subquery(last)).filter(Q(last_decided=None) | Exists(back))
    return queue.ordered(new_or_back, queue.URGENT_FIRST)


def _came_back() -> Q:
    today = timezone.localdate()
    found_out = Q(next_step__done_at__isnull=False) | Q(next_step__due_on__lte=today)
    not_passed = Q(handover__state__in=[State.QUESTIONED, State.WITHDRAWN])
    return (
        Q(outcome=Outcome.FIND_OUT) & found_out
        | Q(outcome=Outcome.PASSED_ON) & not_passed
        | Q(outcome=Outcome.TAKEN, referral__named_worker=None)
    )


def left(meeting: Meeting) -> QuerySet[Referral]:
    """Whom the meeting has not talked about yet."""
    here = Discussion.objects.filter(meeting=meeting, referral=OuterRef("pk"))
    return to_discuss(meeting.hub_id).filter(~Exists(here))


def agenda(meeting: Meeting) -> Agenda:
    """Two queries."""
    rows = left(meeting)
    first = list(rows.select_related("person", "team", "named_worker")[:LISTED])
    total = len(first) if len(first) < LISTED else rows.order_by()[: queue.COUNTED + 1].count()
    return Agenda(first, total)


def first_left(meeting: Meeting) -> str:
    """The reference of the next one to talk about; empty when everybody was."""
    return left(meeting).values_list("reference", flat=True).first() or ""


def place(meeting: Meeting, referral: Referral) -> Place:
    """Those who were talked about in this meeting come first, in that order; then those who are left, in the queue's.

    Three queries at most.
    """
    talked = list(
        Discussion.objects.filter(meeting=meeting)
        .order_by("position")
        .values_list("referral_id", "referral__reference")
    )
    ids = [pk for pk, _ in talked]
    if referral.pk in ids:
        at = ids.index(referral.pk)
        before = talked[at - 1][1] if at else ""
        after = talked[at + 1][1] if at + 1 < len(talked) else first_left(meeting)
        return Place(before, after)
    rest = left(meeting).exclude(pk=referral.pk)
    following = rest.filter(_after(referral)).values_list("reference", flat=True).first()
    preceding = rest.filter(~_after(referral)).reverse().values_list("reference", flat=True).first()
    return Place(preceding or (talked[-1][1] if talked else ""), following or "")


def _after(referral: Referral) -> Q:
    """Behind it in the order of the queue: the less urgent, then who came later."""
    later = Q(received_on__gt=referral.received_on) | Q(received_on=referral.received_on, pk__gt=referral.pk)
    urgent = Q(priority__in=URGENT_PRIORITIES)
    if referral.priority in URGENT_PRIORITIES:
        return ~urgent | later
    return ~urgent & later


def referral_of(meeting: Meeting, reference: str) -> Referral | None:
    """A referral that the meeting may talk about: held here, of its hub, or talked about in it already."""
    talked = Exists(Discussion.objects.filter(meeting=meeting, referral=OuterRef("pk")))
    rows = Referral.objects.filter(Q(hub=meeting.hub_id) | Q(talked), reference=reference, source_month=None)
    return rows.select_related("person", "team", "named_worker", "hub").first()
