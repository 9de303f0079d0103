"""What people are told: letters, reminders, and the bell that rings for whoever has not answered."""

from __future__ import annotations

import uuid

from hubs.rules.roles import Actor
from referrals.actions import letters, reminders, ringing
from referrals.actions.letters import Given
from tests.referrals.deeds.registry import deed
from tests.referrals.deeds.things import a_referral, holds
from tests.referrals.random_hub import Hub, Turn


@deed("ringing.ring", None, quiet=True)
def ring(hub: Hub, by: Actor, turn: Turn) -> object:
    return ringing.ring(by=by)


@deed("ringing.forget_links", None, quiet=True)
def forget_links(hub: Hub, by: Actor, turn: Turn) -> object:
    return ringing.forget_links(by=by)


@deed("reminders.queue_due", None, quiet=True)
def remind(hub: Hub, by: Actor, turn: Turn) -> object:
    return reminders.queue_due(by=by)


def a_letter(turn: Turn) -> Given:
    return Given(
        kind=turn.one_of(["received", "appointment", "handed_over", "closed", "gp_received", "gp_closed"]),
        to_name=turn.one_of(["Ann Fylde", "Ann Fylde", ""]),
        to_address="1 High Street\nFY1 1AA",
        subject="We have your request",
        body="We have your request and will ring you.",
        large_print=False,
        form_key=uuid.uuid4(),
    )


@deed("letters.prepare", side=holds, quiet=True)
def prepare_letter(hub: Hub, by: Actor, turn: Turn) -> object:
    return letters.prepare(by=by, referral=a_referral(hub, turn), given=a_letter(turn))


@deed("letters.keep", side=holds)
def write_letter(hub: Hub, by: Actor, turn: Turn) -> object:
    prepared = letters.prepare(by=by, referral=a_referral(hub, turn), given=a_letter(turn))
    return letters.keep(by=by, prepared=prepared, pdf=b"%PDF-1.7")
