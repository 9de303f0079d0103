"""Who holds somebody, who works with them, how they step, and what is to be done next."""

from __future__ import annotations

from datetime import timedelta

from hubs.rules.roles import Actor
from referrals.actions import coordinators, involvements, next_steps, referrals, steps
from referrals.models import Involvement, NextStep
from referrals.models.referral import Level
from tests.factories import ground
from tests.referrals.deeds.registry import deed, some
from tests.referrals.deeds.things import a_referral, a_worker, an_open_referral, days_ago, holds, today
from tests.referrals.random_hub import Hub, Turn


@deed("referrals.assign", side=holds)
def assign(hub: Hub, by: Actor, turn: Turn) -> object:
    worker = turn.one_of([None, a_worker(hub, turn), a_worker(hub, turn)])
    return referrals.assign(by=by, referral=a_referral(hub, turn), worker=worker)


@deed("referrals.move", moves=True, side=holds)
def move(hub: Hub, by: Actor, turn: Turn) -> object:
    return referrals.move(
        by=by,
        referral=a_referral(hub, turn),
        team=turn.one_of(hub.teams),
        because="Stepped",
        level=turn.one_of(["", *Level.values]),
    )


@deed("referrals.set_level", side=holds)
def set_level(hub: Hub, by: Actor, turn: Turn) -> object:
    return referrals.set_level(by=by, referral=a_referral(hub, turn), level=turn.one_of(Level.values))


@deed("steps.step", moves=True, side=holds)
def step(hub: Hub, by: Actor, turn: Turn) -> object:
    return steps.step(
        by=by,
        referral=a_referral(hub, turn),
        reason="The voices are back",
        person_said=turn.one_of(["", "Yes", "Yes", "Yes"]),
        level=turn.one_of(["", *Level.values]),
        team=turn.one_of([None, *hub.teams]),
    )


@deed("next_steps.plan", side=holds)
def plan_step(hub: Hub, by: Actor, turn: Turn) -> object:
    return next_steps.plan(
        by=by,
        referral=a_referral(hub, turn),
        kind=turn.one_of(["check_back", "find_out", "do"]),
        what="Ring her",
        staff=a_worker(hub, turn),
        due_on=today() + timedelta(days=turn.ago - 1),
    )


@deed("next_steps.done", side=holds)
def finish_step(hub: Hub, by: Actor, turn: Turn) -> object:
    held = some(hub, turn, NextStep.objects.filter(done_at=None), "next_steps.plan")
    return next_steps.done(by=by, step=held, result="She is better and wants to stop")


@deed("involvements.start", side=holds)
def involve(hub: Hub, by: Actor, turn: Turn) -> object:
    worker = a_worker(hub, turn)
    return involvements.start(
        by=by, referral=a_referral(hub, turn), staff=worker, what="Peer support", starts_on=days_ago(turn)
    )


@deed("involvements.end")
def end_involvement(hub: Hub, by: Actor, turn: Turn) -> object:
    rows = Involvement.objects.filter(ends_on=None)
    if not rows.exists():
        held = an_open_referral(hub, turn)
        worker = a_worker(hub, turn)
        involvements.start(by=by, referral=held, staff=worker, what="Peer support", starts_on=today())
    return involvements.end(by=by, involvement=some(hub, turn, rows), on=today())


@deed("coordinators.name", side=holds)
def coordinate(hub: Hub, by: Actor, turn: Turn) -> object:
    return coordinators.name(
        by=by, referral=a_referral(hub, turn), staff=a_worker(hub, turn), on=days_ago(turn)
    )


@deed("coordinators.end", side=holds)
def end_coordination(hub: Hub, by: Actor, turn: Turn) -> object:
    held = an_open_referral(hub, turn)
    if turn.how % 3:
        coordinators.name(by=by, referral=held, staff=ground.staff_member(team=hub.teams[0]), on=today())
    return coordinators.end(by=by, referral=held, on=today())
