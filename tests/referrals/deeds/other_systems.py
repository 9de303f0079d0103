"""Handovers that arrive from another system, and what it answers to ours."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.utils import timezone

from hubs.rules.roles import Actor
from referrals.actions import handovers, incoming
from referrals.models import Handover, IncomingHandover
from referrals.models.exchange import WAITING
from referrals.selectors.incoming import Answered, Carried, Word
from tests.referrals.deeds.registry import deed, some
from tests.referrals.deeds.things import WARM, a_worker, clinician, free_referral, today
from tests.referrals.random_hub import Hub, Turn


@deed("incoming.receive", None)
def receive(hub: Hub, by: Actor, turn: Turn) -> object:
    """Another system's handover arrives; now and then again, with a word more or taken back."""
    before = (
        IncomingHandover.objects.filter(state__in=WAITING).order_by("pk").last() if turn.how % 3 else None
    )
    now = timezone.now()
    word = Word(is_receiver=False, text="She moved", written_at=now, writer_name="Jo")
    carried = Carried(
        key=before.key if before else uuid.uuid4(),
        to_slug=hub.tenant.slug,
        from_slug="elsewhere",
        from_name="Another trust",
        sent_at=now,
        rings_on=today() + timedelta(days=2),
        escalates_on=today() + timedelta(days=5),
        person={"family_name": f"Wyre{IncomingHandover.objects.count()}", "given_name": "Cat"},
        reason="Moved house",
        shared="The plan",
        person_said="Yes",
        is_withdrawn=bool(before) and turn.how % 7 == 0,
        words=(word,),
    )
    return incoming.receive(by=by, carried=carried)


def arrived_at(hub: Hub, turn: Turn) -> int:
    rows = IncomingHandover.objects.filter(state__in=WAITING)
    return hub.teams.index(some(hub, turn, rows, "incoming.receive").to_team)


@deed("incoming.confirm", side=arrived_at, moves=True)
def confirm_incoming(hub: Hub, by: Actor, turn: Turn) -> object:
    rows = IncomingHandover.objects.filter(state__in=WAITING)
    held = some(hub, turn, rows if turn.how % 5 else IncomingHandover.objects.all(), "incoming.receive")
    return incoming.confirm(by=by, incoming=held, worker=turn.one_of([None, a_worker(hub, turn)]))


@deed("incoming.question", side=arrived_at)
def question_incoming(hub: Hub, by: Actor, turn: Turn) -> object:
    held = some(hub, turn, IncomingHandover.objects.filter(state__in=WAITING), "incoming.receive")
    return incoming.question(by=by, incoming=held, text="Since when?")


@deed("incoming.take_answer", None)
def take_answer(hub: Hub, by: Actor, turn: Turn) -> object:
    """What the other system says to a handover that went there; the sender holds until a worker closes."""
    waiting = Handover.objects.filter(receiver="tenant", state__in=WAITING)
    if not waiting.exists():
        handovers.send(
            by=clinician(hub),
            referral=free_referral(hub, turn),
            receiver="tenant",
            tenant_slug=hub.elsewhere.slug,
            **WARM,
        )
    held = some(hub, turn, waiting)
    confirmed = timezone.now() if turn.how % 2 else None
    word = Word(is_receiver=True, text="Since when?", written_at=timezone.now(), writer_name="Jo")
    words = () if confirmed else (word,)
    answered = Answered(held.public_id, "elsewhere", confirmed, "Jo" if confirmed else "", words)
    return incoming.take_answer(by=by, answered=answered)
