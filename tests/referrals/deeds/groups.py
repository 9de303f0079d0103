"""Groups, who has a place in them, and their sessions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hubs.rules.roles import Actor, Permission
from referrals.actions import group_sessions, groups
from referrals.actions.group_sheets import Details
from referrals.models import Group, GroupMember, GroupSession, Referral
from referrals.rules.groups import MARKS
from tests.referrals.deeds.registry import deed, some
from tests.referrals.deeds.things import a_referral, an_open_referral, clinician, days_ago, today
from tests.referrals.random_hub import Hub, Turn


def a_group(hub: Hub, turn: Turn) -> Group:
    return some(hub, turn, Group.objects.filter(ends_on=None), "groups.start")


@deed("groups.start", Permission.GROUP_RUN)
def start_group(hub: Hub, by: Actor, turn: Turn) -> object:
    kind = turn.one_of(["course", "open"])
    return groups.start(
        by=by,
        team=hub.teams[turn.which % 3],
        name="Sleep",
        kind=kind,
        starts_on=today() - timedelta(days=14),
        places=3 if kind == "course" else None,
    )


@deed("groups.change", Permission.GROUP_RUN)
def change_group(hub: Hub, by: Actor, turn: Turn) -> object:
    return groups.change(by=by, group=a_group(hub, turn), name="Sleep well", place="The library")


@deed("groups.end", Permission.GROUP_RUN)
def end_group(hub: Hub, by: Actor, turn: Turn) -> object:
    return groups.end(by=by, group=a_group(hub, turn), on=turn.one_of([today(), days_ago(turn)]))


@deed("groups.join", Permission.GROUP_RUN, quiet=True)
def join_group(hub: Hub, by: Actor, turn: Turn) -> object:
    return groups.join(by=by, group=a_group(hub, turn), referral=a_referral(hub, turn))


@deed("groups.leave", Permission.GROUP_RUN)
def leave_group(hub: Hub, by: Actor, turn: Turn) -> object:
    rows = GroupMember.objects.filter(left_on=None)
    if not rows.exists():
        held = an_open_referral(hub, turn)
        groups.join(by=by, group=a_group(hub, turn), referral=held)
    return groups.leave(by=by, member=some(hub, turn, rows), on=turn.one_of([today(), days_ago(turn)]))


def a_session(hub: Hub, turn: Turn, **wanted: Any) -> GroupSession:
    rows = GroupSession.objects.filter(**wanted)
    if not rows.exists():
        details = Details(held_on=today(), duration_minutes=60)
        group = a_group(hub, turn)
        group_sessions.plan(by=clinician(hub), group=group, details=details)
    return some(hub, turn, rows)


@deed("group_sessions.plan", Permission.GROUP_RUN)
def plan_session(hub: Hub, by: Actor, turn: Turn) -> object:
    details = Details(held_on=today() + timedelta(days=turn.ago - 7), duration_minutes=60)
    return group_sessions.plan(by=by, group=a_group(hub, turn), details=details, times=1 + turn.which % 3)


@deed("group_sessions.replan", Permission.GROUP_RUN)
def replan_session(hub: Hub, by: Actor, turn: Turn) -> object:
    details = Details(held_on=today(), duration_minutes=45)
    return group_sessions.replan(by=by, session=a_session(hub, turn, recorded_at=None), details=details)


@deed("group_sessions.record", Permission.GROUP_RUN, quiet=True)
def record_session(hub: Hub, by: Actor, turn: Turn) -> object:
    held = a_session(hub, turn, held_on__lte=today())
    details = Details(held_on=held.held_on, duration_minutes=60)
    known = list(Referral.objects.filter(discharged_on=None).order_by("pk"))
    marks = {referral: turn.one_of(MARKS) for referral in known[: 1 + turn.which % 3]}
    reason = turn.one_of(["Marked wrongly", "Marked wrongly", ""])
    return group_sessions.record(
        by=by, session=held, details=details, marks=marks, unnamed=turn.which, reason=reason
    )


@deed("group_sessions.void", Permission.GROUP_RUN)
def void_session(hub: Hub, by: Actor, turn: Turn) -> object:
    return group_sessions.void(by=by, session=a_session(hub, turn), reason="Did not take place")
