"""The daily meeting: who is there, whom it talks about, and what it decides."""

from __future__ import annotations

from datetime import timedelta

from hubs.rules.roles import Actor, Permission
from referrals.actions import meetings
from referrals.actions.meetings import Decision, Guest
from referrals.models import Discussion, Meeting, Referral
from tests.referrals.deeds.registry import deed, some
from tests.referrals.deeds.things import WARM, a_referral, a_worker, today
from tests.referrals.random_hub import Hub, Turn


def an_open_meeting(hub: Hub, turn: Turn) -> Meeting:
    return some(hub, turn, Meeting.objects.filter(ended_at=None), "meetings.start")


def a_discussion(hub: Hub, turn: Turn) -> Discussion:
    rows = Discussion.objects.filter(meeting__ended_at=None, outcome="")
    return some(hub, turn, rows, "meetings.discuss")


@deed("meetings.start", Permission.MEETING_RUN, quiet=True)
def start_meeting(hub: Hub, by: Actor, turn: Turn) -> object:
    return meetings.start(by=by, hub=hub.hub)


@deed("meetings.attend", Permission.MEETING_RUN)
def attend(hub: Hub, by: Actor, turn: Turn) -> object:
    guest = turn.one_of([Guest("Jo Park", "Housing office"), Guest("Jo Park", "")])
    meeting = an_open_meeting(hub, turn)
    return meetings.attend(by=by, meeting=meeting, staff=[a_worker(hub, turn)], guests=[guest])


@deed("meetings.discuss", Permission.MEETING_RUN, quiet=True)
def discuss(hub: Hub, by: Actor, turn: Turn) -> object:
    meeting = an_open_meeting(hub, turn)
    talked = Discussion.objects.filter(meeting=meeting).values("referral")
    free = Referral.objects.filter(discharged_on=None).exclude(pk__in=talked)
    referral = some(hub, turn, free) if turn.how % 5 else a_referral(hub, turn)
    return meetings.discuss(by=by, meeting=meeting, referral=referral)


@deed("meetings.write_minutes", Permission.MEETING_RUN, quiet=True)
def write_minutes(hub: Hub, by: Actor, turn: Turn) -> object:
    version = turn.one_of([None, None, 99])
    talked = a_discussion(hub, turn)
    return meetings.write_minutes(by=by, discussion=talked, text=f"Said {turn.which}", version=version)


@deed("meetings.decide", Permission.MEETING_RUN, moves=True)
def decide(hub: Hub, by: Actor, turn: Turn) -> object:
    worker = a_worker(hub, turn)
    decision = Decision(
        outcome=turn.one_of(["taken", "helped", "passed_on", "find_out"]),
        team=hub.teams[turn.which % 3],
        worker=worker,
        what="Rang about the benefits form",
        staff=worker,
        due_on=today() + timedelta(days=3),
        handover={"team": hub.teams[turn.ago % 3], **WARM},
    )
    return meetings.decide(by=by, discussion=a_discussion(hub, turn), decision=decision)


@deed("meetings.end", Permission.MEETING_RUN)
def end_meeting(hub: Hub, by: Actor, turn: Turn) -> object:
    return meetings.end(by=by, meeting=an_open_meeting(hub, turn))
