"""Whom and what deeds act on, as a turn's numbers choose it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from hubs.models import StaffMember
from hubs.rules.roles import Actor, Role
from hubs.selectors.staff import member
from referrals.actions import closings
from referrals.actions.appointments import Slot
from referrals.actions.requests import Asked
from referrals.models import Appointment, Person, Referral
from referrals.models.exchange import WAITING
from referrals.models.request import Way
from tests.referrals.deeds.registry import some
from tests.referrals.random_hub import Hub, Turn

# What a warm handover says.
WARM: dict[str, Any] = {"reason": "Needs therapy", "shared": "The assessment", "person_said": "Yes, please"}


def clinician(hub: Hub) -> Actor:
    """Who makes what a deed needs: of the team that takes new people."""
    return hub.actors[Role.CLINICIAN, 0]


def a_referral(hub: Hub, turn: Turn) -> Referral:
    """Mostly one that is open."""
    rows = Referral.objects.all()
    return some(hub, turn, rows.filter(discharged_on=None) if turn.how % 5 else rows)


def an_open_referral(hub: Hub, turn: Turn) -> Referral:
    return some(hub, turn, Referral.objects.filter(discharged_on=None))


def a_person(hub: Hub, turn: Turn) -> Person:
    return some(hub, turn, Person.objects.all())


def a_worker(hub: Hub, turn: Turn) -> StaffMember:
    return member(hub.actors[turn.one_of([Role.CLINICIAN, Role.PARTNER]), turn.which % 3])


def holds(hub: Hub, turn: Turn) -> int:
    """The side of whoever holds the referral that is meant."""
    return hub.teams.index(a_referral(hub, turn).team)


def today() -> date:
    return timezone.localdate()


def days_ago(turn: Turn) -> date:
    return today() - timedelta(days=turn.ago)


def asked(turn: Turn, way: str) -> Asked:
    return Asked(way=Way(way), story="I cannot sleep", is_urgent=turn.how % 3 == 0, asked_on=days_ago(turn))


def somebody_new(turn: Turn) -> dict[str, str]:
    return {"family_name": f"Fylde{Person.objects.count()}", "given_name": "Ann", "postcode": "FY1 1AA"}


def a_slot(turn: Turn) -> Slot:
    """A time that nobody else has booked."""
    return Slot(timezone.now() + timedelta(days=1 + Appointment.objects.count(), hours=turn.how % 5), "01")


def somebody_closed(hub: Hub, turn: Turn) -> Person:
    closed = Referral.objects.exclude(discharged_on=None)
    if not closed.exists():
        held = some(hub, turn, Referral.objects.filter(discharged_on=None, handovers=None, next_steps=None))
        closings.close(by=clinician(hub), referral=held, on=today(), reason="02")
    found: Person = some(hub, turn, closed).person
    return found


def free_referral(hub: Hub, turn: Turn) -> Referral:
    """One that nobody is being asked to take over."""
    free = Referral.objects.filter(discharged_on=None).exclude(handovers__state__in=WAITING)
    return some(hub, turn, free)
