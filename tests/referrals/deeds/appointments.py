"""Appointments: booked at once or from the record, moved, cancelled."""

from __future__ import annotations

from django.utils import timezone

from hubs.rules.roles import Actor, Permission
from referrals.actions import appointments
from referrals.actions.appointments import Slot
from referrals.models import Appointment
from referrals.models.request import Way
from tests.referrals.deeds.registry import deed, some
from tests.referrals.deeds.things import (
    a_person,
    a_referral,
    a_slot,
    a_worker,
    an_open_referral,
    asked,
    clinician,
    holds,
    somebody_closed,
    somebody_new,
)
from tests.referrals.random_hub import Hub, Turn


@deed("appointments.book_directly", Permission.REFERRAL_RECEIVE, moves=True)
def book_directly(hub: Hub, by: Actor, turn: Turn) -> object:
    """Somebody new, somebody who is held, or somebody who was closed."""
    person = turn.one_of([None, a_person(hub, turn), somebody_closed(hub, turn)])
    mine = next(team for team in hub.teams if team.pk in by.team_ids)
    return appointments.book_directly(
        by=by,
        team=mine,
        asked=asked(turn, Way.PRACTICE),
        slot=a_slot(turn),
        person=person,
        known=somebody_new(turn),
        practice_code="P81001",
    )


@deed("appointments.book", side=holds)
def book(hub: Hub, by: Actor, turn: Turn) -> object:
    return appointments.book(
        by=by,
        referral=a_referral(hub, turn),
        staff=a_worker(hub, turn),
        team=hub.teams[2],
        slot=turn.one_of([a_slot(turn), a_slot(turn), Slot(timezone.now(), "01")]),
    )


def an_appointment(hub: Hub, turn: Turn) -> Appointment:
    rows = Appointment.objects.filter(cancelled_at=None)
    if not rows.exists():
        held = an_open_referral(hub, turn)
        team, by = hub.teams[0], clinician(hub)
        appointments.book(by=by, referral=held, staff=a_worker(hub, turn), team=team, slot=a_slot(turn))
    return some(hub, turn, rows)


@deed("appointments.move")
def move_appointment(hub: Hub, by: Actor, turn: Turn) -> object:
    held = an_appointment(hub, turn)
    slot = turn.one_of([a_slot(turn), a_slot(turn), Slot(held.starts_at, held.mechanism)])
    return appointments.move(
        by=by,
        appointment=held,
        staff=a_worker(hub, turn),
        team=hub.teams[0],
        slot=slot,
        reason=turn.one_of(["She works then", ""]),
        seen=turn.one_of([None, None, None, 9]),
    )


@deed("appointments.cancel")
def cancel(hub: Hub, by: Actor, turn: Turn) -> object:
    return appointments.cancel(by=by, appointment=an_appointment(hub, turn), reason="Ill")
