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
from referrals.rules import phones, refer_steps, reminders, ways
from referrals.rules.reminders import BEFORE, TOO_LATE, Slot, by_day
from referrals.selectors.appointments import times_moved

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
    messages.cancel(by=by, keys=[each.key for row in gone for each in told.get(str(row.public_id), ())])
    yield from _each(gone, CANCELLED, reminders.cancelled, reach, phone, now)
    as_before = [row for row in booked if not _is_news(row, told.get(str(row.public_id), []))]
    moved = [row for row in booked if row not in as_before]
    yield from _each(moved, CHANGED, reminders.changed, reach, phone, now)
    lately = [row for row in as_before if _told_lately(row, told.get(str(row.public_id), []))]
    due = [row for row in as_before if row not in lately]
    yield from _each(due, REMINDER, reminders.reminder, reach, phone, now)


@transaction.atomic
def tell_moved(*, by: Actor, appointment: Appointment) -> int:
    """Tell the person at once that their appointment has changed, by what they agreed to; what would have told them of
    the time before is not sent any more. How many messages are new.
    """
    now, row = timezone.now(), appointment
    if row.referral.person.death_date:
        return 0
    told = _told([row]).get(str(row.public_id), [])
    messages.cancel(by=by, keys=[each.key for each in told])
    reach = _reach({row.referral.person_id})
    again = f":{times_moved(row)}"
    made = list(_each([row], CHANGED, reminders.changed, reach, current_tenant().public_phone, now, again))
    messages.queue_all(by=by, messages=made)
    return len(made)


@dataclass(frozen=True)
class Told:
    """A message about an appointment that was put in before: of what kind, of which time, and when it was to go."""

    key: str
    kind: str
    at: int
    due_at: dt.datetime


def _told(rows: Collection[Appointment]) -> Mapping[str, list[Told]]:
    """What was put in about each of these appointments before, by the appointment. One query."""
    told: dict[str, list[Told]] = {}
    people = {row.referral.person_id for row in rows}
    about = OutgoingMessage.objects.filter(person__in=people, kind__in=(REMINDER, CHANGED))
    for key, due_at in about.values_list("key", "due_at"):
        kind, appointment, at = key.split(":")[:3]
        told.setdefault(appointment, []).append(Told(key, kind, int(at), due_at))
    return told


def _is_news(row: Appointment, told: Collection[Told]) -> bool:
    """Whether the person was told of another time, and not of this one."""
    at = int(row.starts_at.timestamp())
    changed = any(each.kind == CHANGED and each.at == at for each in told)
    return not changed and any(each.at != at for each in told)


def _told_lately(row: Appointment, told: Collection[Told]) -> bool:
    """Whether a change to this time was told so late that a reminder would say the same again."""
    at = int(row.starts_at.timestamp())
    return any(
        each.kind == CHANGED and each.at == at and each.due_at > row.starts_at - BEFORE for each in told
    )


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
    again: str = "",
) -> Iterator[OutgoingMessage]:
    """``again`` makes another message of a kind that was told before."""
    due_at = by_day(now)
    early = dt.timedelta(0) if kind == CANCELLED else TOO_LATE
    for row in rows:
        slot = Slot(row.starts_at, row.mechanism, row.place, phone)
        reached = reach.get(row.referral.person_id)
        if reached and due_at + early <= row.starts_at:
            yield _message(
                reached, f"{_key(kind, row)}{again}", kind, row.referral.person, SUBJECT, words(slot), due_at
            )


def _acknowledgements(now: dt.datetime, phone: str) -> Iterator[OutgoingMessage]:
    """To those who asked themselves. At night, too: they have just sent it, and wait for it."""
    asked: QuerySet[Request] = Request.objects.filter(
        way=Way.SELF, asked_at__gt=now - NEWS, person__death_date=None
    )
    rows = list(asked.select_related("person"))
    within = current_tenant().in_touch_within
    reach = _reach({row.person_id for row in rows})
    for row in rows:
        reached = reach.get(row.person_id)
        if reached:
            words = reminders.received(row.reference, phone, _in_touch_by(row, within))
            key = f"{RECEIVED}:{row.reference}"
            yield _message(reached, key, RECEIVED, row.person, "We have your request", words, now)


def _in_touch_by(row: Request, within: int) -> dt.date:
    day = timezone.localdate(row.asked_at)
    return refer_steps.promise(
        day, urgent=row.is_urgent, within=within, seen_within=ways.URGENT_DAYS
    ).in_touch_by


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
