"""Warm handovers to a team, a hub, a practice or another system, and what is answered to them."""

from __future__ import annotations

from typing import Any

from hubs.rules.roles import Actor
from referrals.actions import handovers, onward
from referrals.models import Handover
from referrals.models.exchange import WAITING
from referrals.models.referral import Level
from referrals.rules import answer_links
from tests.referrals.deeds.registry import deed, some
from tests.referrals.deeds.things import WARM, a_referral, a_worker, clinician, free_referral, holds
from tests.referrals.random_hub import Hub, Turn


def receiving(hub: Hub, turn: Turn) -> int:
    handover = some(hub, turn, Handover.objects.filter(state__in=WAITING), "handovers.send")
    return hub.teams.index(handover.to_team) if handover.to_team else 0


def sending(hub: Hub, turn: Turn) -> int:
    handover = some(hub, turn, Handover.objects.filter(state__in=WAITING), "handovers.send")
    return hub.teams.index(handover.from_team)


def a_handover(hub: Hub, turn: Turn) -> Handover:
    rows = Handover.objects.all()
    meant = rows.filter(state__in=WAITING) if turn.how % 5 else rows
    return some(hub, turn, meant, "handovers.send")


def to_whom(hub: Hub, turn: Turn) -> dict[str, Any]:
    """A team, mostly; a hub, a partner outside, a practice, another system."""
    elsewhere: list[dict[str, Any]] = [
        {"receiver": "hub", "hub": hub.teams[2].hub},
        {"receiver": "practice", "to_name": "Moorside Surgery", "to_email": "desk@moorside.example.org"},
        {"receiver": "tenant", "tenant_slug": hub.elsewhere.slug},
    ]
    teams = [{"team": team} for team in hub.teams]
    whom: dict[str, Any] = turn.one_of([*teams, *teams, *elsewhere])
    return whom


@deed("handovers.send", side=holds)
def hand_over(hub: Hub, by: Actor, turn: Turn) -> object:
    referral = free_referral(hub, turn) if turn.how % 5 else a_referral(hub, turn)
    whom = to_whom(hub, turn)
    if whom.get("team") == referral.team and turn.how % 7:
        whom = {"team": hub.teams[(hub.teams.index(referral.team) + 1) % 3]}
    return handovers.send(by=by, referral=referral, level=turn.one_of(["", *Level.values]), **WARM, **whom)


@deed("handovers.confirm", side=receiving, moves=True)
def confirm(hub: Hub, by: Actor, turn: Turn) -> object:
    worker = turn.one_of([None, a_worker(hub, turn)])
    return handovers.confirm(by=by, handover=a_handover(hub, turn), worker=worker)


@deed("handovers.question", side=receiving)
def question(hub: Hub, by: Actor, turn: Turn) -> object:
    return handovers.question(
        by=by, handover=a_handover(hub, turn), text=turn.one_of(["Since when?", "", "Until when?", "Why?"])
    )


@deed("handovers.answer", side=sending)
def answer(hub: Hub, by: Actor, turn: Turn) -> object:
    return handovers.answer(by=by, handover=a_handover(hub, turn), text="Since spring")


@deed("handovers.withdraw", side=sending)
def withdraw(hub: Hub, by: Actor, turn: Turn) -> object:
    return handovers.withdraw(by=by, handover=a_handover(hub, turn), why="Feels better now")


def secret_of_a_practice(hub: Hub, turn: Turn) -> str:
    """As it stands in the link that a practice was sent; here only its hash is kept."""
    waiting = Handover.objects.filter(receiver="practice", state__in=WAITING)
    if not waiting.exists():
        handovers.send(
            by=clinician(hub),
            referral=free_referral(hub, turn),
            receiver="practice",
            to_name="Moorside Surgery",
            to_email="desk@moorside.example.org",
            **WARM,
        )
    secret = answer_links.new_secret()
    asked = some(hub, turn, waiting)
    Handover.objects.filter(pk=asked.pk).update(answer_hash=answer_links.digest(secret))
    return secret


@deed("handovers.confirm_outside", None)
def confirm_outside(hub: Hub, by: Actor, turn: Turn) -> object:
    """The sender still holds."""
    secret = secret_of_a_practice(hub, turn)
    return handovers.confirm_outside(secret=secret, name=turn.one_of(["Dr Shah", "Dr Shah", ""]))


@deed("handovers.question_outside", None)
def question_outside(hub: Hub, by: Actor, turn: Turn) -> object:
    secret = secret_of_a_practice(hub, turn)
    return handovers.question_outside(secret=secret, name="Dr Shah", text="Since when?")


@deed("onward.take_back")
def take_onward_back(hub: Hub, by: Actor, turn: Turn) -> object:
    confirmed = Handover.objects.filter(receiver="practice", state="confirmed")
    if not confirmed.exists():
        handovers.confirm_outside(secret=secret_of_a_practice(hub, turn), name="Dr Shah")
    why = turn.one_of(["They rang: she never came", "They rang: she never came", ""])
    return onward.take_back(by=by, handover=some(hub, turn, confirmed), why=why)
