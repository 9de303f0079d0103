"""The hub's meeting: who was there, what was said of each referral, and what came of it.

Whatever a discussion ends with, somebody holds the person afterwards: the outcome, and the step, handover or move that
makes it true, are written together or not at all. A meeting is locked first, then the referral, then the discussion.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from hubs.actions import audit
from hubs.models import Hub, StaffMember, Team
from hubs.rules.roles import Actor
from referrals.actions import changing, handovers, next_steps, referrals
from referrals.actions.changing import ChangedMeanwhile
from referrals.models import Discussion, Meeting, MeetingAttendee, Referral
from referrals.models.exchange import WAITING
from referrals.models.meeting import Outcome
from referrals.models.next_step import StepKind
from referrals.selectors import colleagues, discussions

NOT_THERE = "Put down by mistake"


@dataclass(frozen=True)
class Guest:
    """Somebody at the meeting who has no login here."""

    name: str
    organisation: str


@dataclass(frozen=True)
class Decision:
    """What a discussion ends with. ``outcome`` says which of the others count:

    taken: ``team``, ``worker`` and perhaps ``level``; helped and find_out: ``what``, ``staff`` and ``due_on``;
    passed_on: ``handover``, what ``handovers.send`` takes besides the referral.
    """

    outcome: str
    team: Team | None = None
    worker: StaffMember | None = None
    level: str = ""
    what: str = ""
    staff: StaffMember | None = None
    due_on: dt.date | None = None
    handover: Mapping[str, Any] | None = None


@transaction.atomic
def start(*, by: Actor, hub: Hub) -> Meeting:
    """Today's meeting of a hub, with ``by`` in the chair; the one that is open already, if there is one."""
    Hub.objects.select_for_update(no_key=True).get(pk=hub.pk)
    if open_now := Meeting.objects.filter(hub=hub, ended_at=None).first():
        return open_now
    meeting = Meeting.objects.create(hub=hub, chair_id=by.staff_id)
    _record(by, "meeting.started", meeting, {"hub": hub.code})
    if chair := StaffMember.objects.filter(pk=by.staff_id or 0).select_related("organisation").first():
        _arrive(meeting, chair)
    return meeting


@transaction.atomic
def attend(
    *, by: Actor, meeting: Meeting, staff: Collection[StaffMember], guests: Sequence[Guest] = ()
) -> Meeting:
    """Who is there: these, and nobody else. ValidationError when the meeting is over or a guest has no organisation."""
    held = _lock(meeting)
    wanted = {member.pk: member for member in staff}
    for guest in guests:
        if not guest.name.strip() or not guest.organisation.strip():
            raise ValidationError("Enter the name and the organisation of each guest", code="guest")
    here = list(MeetingAttendee.objects.filter(meeting=held))
    coming = [Guest(guest.name.strip(), guest.organisation.strip()) for guest in guests]
    present = {row.staff_id for row in here if row.staff_id}
    gone = [row.pk for row in here if not _stays(row, wanted, coming)]
    MeetingAttendee.objects.filter(pk__in=gone).update(
        voided_at=timezone.now(), voided_by=by.staff_id, void_reason=NOT_THERE
    )
    for pk, member in wanted.items():
        if pk not in present:
            _arrive(held, member)
    known = {Guest(row.name, row.organisation) for row in here if not row.staff_id}
    for guest in dict.fromkeys(coming):
        if guest not in known:
            MeetingAttendee.objects.create(meeting=held, name=guest.name, organisation=guest.organisation)
    _record(by, "meeting.attended", held, {"staff": len(wanted), "guests": len(coming)})
    return held


def _stays(row: MeetingAttendee, wanted: Mapping[int, StaffMember], coming: Sequence[Guest]) -> bool:
    if row.staff_id:
        return row.staff_id in wanted
    return Guest(row.name, row.organisation) in coming


def _arrive(meeting: Meeting, member: StaffMember) -> None:
    MeetingAttendee.objects.create(
        meeting=meeting, staff=member, name=member.name, organisation=member.organisation.name
    )


@transaction.atomic
def discuss(*, by: Actor, meeting: Meeting, referral: Referral) -> Discussion:
    """Open the discussion of a referral in a meeting, or go on with it.

    ValidationError when the meeting is over, and for a new one about a referral that is closed or kept elsewhere.
    """
    held = _lock(meeting)
    if going_on := Discussion.objects.filter(meeting=held, referral=referral).first():
        return going_on
    ours = changing.lock_ours(referral)
    last = Discussion.objects.filter(meeting=held).aggregate(last=Max("position"))["last"] or 0
    made = Discussion.objects.create(meeting=held, referral=ours, position=last + 1)
    _record_discussion(by, "opened", made)
    return made


@transaction.atomic
def write_minutes(*, by: Actor, discussion: Discussion, text: str, version: int | None = None) -> Discussion:
    """Keep the minutes as they are written; ``version`` counts what was written in them so far, as
    the writer saw it last.

    Raises ChangedMeanwhile when somebody else has written since: nothing of theirs is overwritten.
    """
    _lock(discussion.meeting)
    held = _lock_discussion(discussion)
    if held.minutes == text:
        return held
    if version is not None and version != held.version:
        raise ChangedMeanwhile(_minutes_changed(held), code="minutes")
    held.minutes, held.version = text, held.version + 1
    held.save(update_fields=["minutes", "version"])
    _record_discussion(by, "minuted", held)
    return held


@transaction.atomic
def decide(
    *, by: Actor, discussion: Discussion, decision: Decision, version: int | None = None
) -> Discussion:
    """End a discussion with one of the outcomes, and do what it says. ``version`` is of the referral.

    Raises ChangedMeanwhile when somebody changed the referral or decided meanwhile; ValidationError when a part of the
    outcome is missing, the meeting is over, or the referral is closed or kept elsewhere.
    """
    if decision.outcome not in Outcome.values:
        raise ValidationError("Select what the discussion ends with", code="outcome")
    _lock(discussion.meeting)
    referral = changing.lock(discussion.referral)
    held = _lock_discussion(discussion)
    if held.outcome:
        raise ChangedMeanwhile(_decided_already(held), code="decided")
    referral = changing.lock_ours(referral, version)
    OUTCOMES[Outcome(decision.outcome)](by, held, referral, decision)
    held.outcome, held.decided_at = decision.outcome, timezone.now()
    held.save(update_fields=["outcome", "decided_at", "team", "worker", "next_step", "handover"])
    _record_discussion(by, "decided", held, {"outcome": held.outcome})
    return held


def _take(by: Actor, held: Discussion, referral: Referral, decision: Decision) -> None:
    team, worker = decision.team, decision.worker
    if team is None or worker is None:
        raise ValidationError("Select the team and the worker who take the referral", code="taker")
    if not colleagues.staff_of([team.pk]).filter(pk=worker.pk).exists():
        words = f"{worker.name} does not work in {team.name} today. Select somebody who does"
        raise ValidationError(words, code="taker")
    if team.pk != referral.team_id and referral.handovers.filter(state__in=WAITING).exists():
        words = "A handover waits for its receiver. Take it back on the person's page first, or wait until they confirm"
        raise ValidationError(words, code="handover")
    referrals.move(
        by=by,
        referral=referral,
        team=team,
        worker=worker,
        level=decision.level,
        because="Taken in the hub's meeting",
    )
    held.team, held.worker = team, worker


def _help(by: Actor, held: Discussion, referral: Referral, decision: Decision) -> None:
    held.next_step = _plan(by, referral, decision, StepKind.CHECK_BACK)


def _find_out(by: Actor, held: Discussion, referral: Referral, decision: Decision) -> None:
    held.next_step = _plan(by, referral, decision, StepKind.FIND_OUT)


def _plan(by: Actor, referral: Referral, decision: Decision, kind: StepKind) -> Any:
    return next_steps.plan(
        by=by,
        referral=referral,
        kind=kind,
        what=decision.what,
        staff=decision.staff,
        due_on=decision.due_on,
    )


def _pass_on(by: Actor, held: Discussion, referral: Referral, decision: Decision) -> None:
    if decision.handover is None:
        raise ValidationError("Say to whom the person is passed on, and why", code="handover")
    held.handover = handovers.send(by=by, referral=referral, **decision.handover)


OUTCOMES = {
    Outcome.TAKEN: _take,
    Outcome.HELPED: _help,
    Outcome.PASSED_ON: _pass_on,
    Outcome.FIND_OUT: _find_out,
}


@transaction.atomic
def end(*, by: Actor, meeting: Meeting) -> Meeting:
    """Close the meeting. Whoever was not reached, or not decided about, stays in the queue as they are."""
    held = _lock(meeting)
    held.ended_at = timezone.now()
    held.save(update_fields=["ended_at"])
    _record(by, "meeting.ended", held, {"discussions": held.discussions.count()})
    return held


def _lock(meeting: Meeting) -> Meeting:
    """The meeting, locked until the transaction ends. ValidationError when it is over."""
    held = Meeting.objects.select_for_update(no_key=True, of=("self",)).get(pk=meeting.pk)
    if held.ended_at:
        ended = timezone.localtime(held.ended_at)
        words = f"This meeting ended at {ended:%H:%M}. Start another, or act on the person's page"
        raise ValidationError(words, code="ended")
    return held


def _lock_discussion(discussion: Discussion) -> Discussion:
    rows = Discussion.objects.select_for_update(of=("self",))
    return rows.select_related("team", "worker", "meeting").get(pk=discussion.pk)


def _minutes_changed(held: Discussion) -> str:
    who = discussions.last_writer(held) or "Somebody"
    return (
        f"{who} wrote in these minutes while you did. Yours are not saved yet: "
        "put the two together, then save"
    )


def _decided_already(held: Discussion) -> str:
    who = discussions.last_writer(held) or "Somebody"
    whom = f" ({held.worker.name}, {held.team.name})" if held.worker and held.team else ""
    assert held.decided_at is not None
    return (
        f"{who} decided this at {timezone.localtime(held.decided_at):%H:%M}: "
        f"{Outcome(held.outcome).label}{whom}. Nothing of yours was saved"
    )


def _record(by: Actor, action: str, meeting: Meeting, detail: dict[str, Any]) -> None:
    audit.record(by=by, action=action, obj_type="meeting", reference=str(meeting.public_id), detail=detail)


def _record_discussion(
    by: Actor, verb: str, discussion: Discussion, detail: dict[str, Any] | None = None
) -> None:
    audit.record(
        by=by,
        action=f"discussion.{verb}",
        obj_type="discussion",
        reference=str(discussion.public_id),
        detail={"referral": discussion.referral.reference, **(detail or {})},
    )
