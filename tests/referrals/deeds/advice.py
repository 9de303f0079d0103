"""Advice that a team asks another for, and the sessions that it gives."""

from __future__ import annotations

from hubs.rules.roles import Actor, Role
from referrals.actions import advice
from referrals.models import Advice
from referrals.models.exchange import WAITING
from tests.referrals.deeds.registry import deed, some
from tests.referrals.deeds.things import a_person, clinician, days_ago
from tests.referrals.random_hub import Hub, Turn


def asked_of(hub: Hub, turn: Turn) -> int:
    waiting = Advice.objects.filter(kind="advice", state__in=WAITING)
    return hub.teams.index(some(hub, turn, waiting, "advice.ask_for").to_team)


def asked_by(hub: Hub, turn: Turn) -> int:
    waiting = Advice.objects.filter(kind="advice", state__in=WAITING)
    return hub.teams.index(some(hub, turn, waiting, "advice.ask_for").from_team)


def some_advice(hub: Hub, turn: Turn) -> Advice:
    waiting = Advice.objects.filter(kind="advice", state__in=WAITING)
    return some(hub, turn, waiting, "advice.ask_for")


@deed("advice.ask_for", side=lambda hub, turn: turn.which % 3)
def ask_for_advice(hub: Hub, by: Actor, turn: Turn) -> object:
    side = turn.which % 3
    return advice.ask_for(
        by=by,
        question="Which dose?",
        from_team=hub.teams[side],
        to_team=hub.teams[(side + 1 + turn.ago % 2) % 3],
        person=a_person(hub, turn),
    )


@deed("advice.give", side=asked_of)
def give_advice(hub: Hub, by: Actor, turn: Turn) -> object:
    return advice.give(by=by, advice=some_advice(hub, turn), answer="Five milligrams")


@deed("advice.question", side=asked_of)
def question_advice(hub: Hub, by: Actor, turn: Turn) -> object:
    return advice.question(by=by, advice=some_advice(hub, turn), text="What does she weigh?")


@deed("advice.reply", side=asked_by)
def reply_advice(hub: Hub, by: Actor, turn: Turn) -> object:
    return advice.reply(by=by, advice=some_advice(hub, turn), text="Fifty kilograms")


@deed("advice.withdraw", side=asked_by)
def withdraw_advice(hub: Hub, by: Actor, turn: Turn) -> object:
    return advice.withdraw(by=by, advice=some_advice(hub, turn), why="The GP has answered")


@deed("advice.session", side=lambda hub, turn: 0)
def session(hub: Hub, by: Actor, turn: Turn) -> object:
    return advice.session(
        by=by,
        kind=turn.one_of(["consultation", "training", "supervision"]),
        topic="Voices",
        from_team=hub.teams[0],
        held_on=days_ago(turn),
        duration_minutes=60,
        took_part=turn.which,
        to_team=hub.teams[1 + turn.ago % 2],
    )


def taught(hub: Hub, turn: Turn) -> int:
    return hub.teams.index(a_session_given(hub, turn).to_team)


def a_session_given(hub: Hub, turn: Turn) -> Advice:
    given = Advice.objects.exclude(kind="advice").filter(state__in=WAITING)
    if not given.exists():
        side = clinician(hub)
        session(hub, side, Turn(Role.CLINICIAN, turn.which + 1, turn.how, turn.ago))
    return some(hub, turn, given)


@deed("advice.confirm_session", side=taught)
def confirm_session(hub: Hub, by: Actor, turn: Turn) -> object:
    return advice.confirm_session(by=by, advice=a_session_given(hub, turn))
