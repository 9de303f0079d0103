"""Messages to people themselves, put in for all of a tenant at once: appointments, and that their request arrived.

Each key holds what is told (the appointment with its time, the request), so that it is told once however often this
runs. Only those are written to who said that they may be, at a number or address that works.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from hubs.rules.roles import Actor
from hubs.selectors.tenants import current_tenant
from referrals import sms
from referrals.actions import messages
from referrals.models import Appointment, Needs, OutgoingMessage, Person, Request
from referrals.models.message import Channel
from referrals.models.request import Way
from referrals.rules import phones, reminders
from referrals.rules.reminders import BEFORE, TOO_LATE, Slot, by_day

REMINDER, CHANGED, CANCELLED = "appointment", "appointment-changed", "appointment-cancelled"
RECEIVED = "request-received"
# What was asked or cancelled longer ago than this, while nothing was sent, is no news any more.
NEWS = dt.timedelta(days=2)
SUBJECT = "Your appointment"


@dataclass(frozen=True)
class Reached:
    """How a person may be written to."""

    channel: Channel
    address: str


@transaction.atomic
def queue_due(*, by: Actor) -> int:
    """Put in whatever became due, and take out what is no longer true; how many messages are new."""
    now = timezone.now()
    phone = current_tenant().public_phone
    made = [*_about_appointments(by, now, phone), *_acknowledgements(now, phone)]
    known = OutgoingMessage.objects.filter(key__in=[message.key for message in made])
    before = set(known.values_list("key", flat=True))
    new = [message for message in made if message.key not in before]
    messages.queue_all(by=by, messages=new)
    return len(new)


def _about_appointments(by: Actor, now: dt.datetime, phone: str) -> Iterator[OutgoingMessage]:
    ahead = Appointment.objects.filter(starts_at__gt=now, referral__person__death_date=None)
    rows = ahead.select_related("referral__person")
    gone = list(rows.filter(cancelled_at__gt=now - NEWS))
    booked = list(rows.filter(cancelled_at=None, starts_at__lte=now + BEFORE))
    reach = _reach({row.referral.person_id for row in [*gone, *booked]})
    told = _told([*gone, *booked])
    messages.cancel(by=by, keys=[key for row in gone for key in told.get(str(row.public_id), ())])
    yield from _each(gone, CANCELLED, reminders.cancelled, reach, phone, now)
    moved = [
        row
        for row in booked
        if told.get(str(row.public_id), set()) - {_key(REMINDER, row), _key(CHANGED, row)}
    ]
    as_before = [row for row in booked if row not in moved]
    yield from _each(moved, CHANGED, reminders.changed, reach, phone, now)
    yield from _each(as_before, REMINDER, reminders.reminder, reach, phone, now)


def _told(rows: Collection[Appointment]) -> Mapping[str, set[str]]:
    """The keys of what was put in about each of these appointments before, by the appointment. One query."""
    told: dict[str, set[str]] = {}
    people = {row.referral.person_id for row in rows}
    about = OutgoingMessage.objects.filter(person__in=people, kind__in=(REMINDER, CHANGED))
    for key in about.values_list("key", flat=True):
        told.setdefault(key.split(":")[1], set()).add(key)
    return told


def _key(kind: str, row: Appointment) -> str:
    """A time by its own moment: the colons of an ISO time would part the key."""
    return f"{kind}:{row.public_id}:{int(row.starts_at.timestamp())}"


def _each(
    rows: Collection[Appointment],
    kind: str,
    words: Callable[[Slot], str],
    reach: Mapping[int, Reached],
    phone: str,
    now: dt.datetime,
) -> Iterator[OutgoingMessage]:
    due_at = by_day(now)
    early = dt.timedelta(0) if kind == CANCELLED else TOO_LATE
    for row in rows:
        slot = Slot(row.starts_at, row.mechanism, row.place, phone)
        reached = reach.get(row.referral.person_id)
        if reached and due_at + early <= row.starts_at:
            yield _message(reached, _key(kind, row), kind, row.referral.person, SUBJECT, words(slot), due_at)


def _acknowledgements(now: dt.datetime, phone: str) -> Iterator[OutgoingMessage]:
    """To those who asked themselves. At night, too: they have just sent it, and wait for it."""
    asked: QuerySet[Request] = Request.objects.filter(
        way=Way.SELF, asked_at__gt=now - NEWS, person__death_date=None
    )
    rows = list(asked.select_related("person"))
    reach = _reach({row.person_id for row in rows})
    for row in rows:
        reached = reach.get(row.person_id)
        if reached:
            words = reminders.received(row.reference, phone)
            key = f"{RECEIVED}:{row.reference}"
            yield _message(reached, key, RECEIVED, row.person, "We have your request", words, now)


def _message(
    reached: Reached, key: str, kind: str, person: Person, subject: str, body: str, due_at: dt.datetime
) -> OutgoingMessage:
    return OutgoingMessage(
        key=key,
        kind=kind,
        channel=reached.channel,
        address=reached.address,
        person=person,
        subject=subject if reached.channel == Channel.EMAIL else "",
        body=body,
        due_at=due_at,
    )


def _reach(person_ids: Collection[int]) -> dict[int, Reached]:
    """How each of these people may be written to; who may not be, or cannot be, is left out. One query."""
    agreed = Q(may_text=True) | Q(may_email=True)
    rows = Needs.objects.filter(agreed, person__in=person_ids).select_related("person")
    found = {row.person_id: reached(row) for row in rows}
    return {person: way for person, way in found.items() if way}


def reached(needs: Needs) -> Reached | None:
    """By text or by email, as they would rather be reached; else by text, which is read sooner."""
    number = phones.for_texts(needs.person.phone) if needs.may_text and sms.is_set_up() else ""
    email = needs.person.email if needs.may_email else ""
    if number and not (email and needs.reach_by == Channel.EMAIL):
        return Reached(Channel.TEXT, number)
    return Reached(Channel.EMAIL, email) if email else None
