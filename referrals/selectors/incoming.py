"""What crosses between two systems, read on one side so that it can be written on the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from hubs.models import Tenant
from hubs.rules.ods import DEFAULT_PRACTICES
from hubs.selectors.tenants import current_tenant
from referrals.models import ExchangeMessage, GpRegistration, Handover, IncomingHandover, Person
from referrals.models.exchange import WAITING, Receiver, State

# What is told of somebody so that the other system can make its own record: the names of Person's fields.
IDENTITY = ("family_name", "given_name", "preferred_name", "nhs_number", "postcode", "phone", "email")
CARRIED_AGAIN_FOR = dt.timedelta(days=30)


@dataclass(frozen=True)
class Word:
    """A message of either side."""

    is_receiver: bool
    text: str
    written_at: dt.datetime
    writer_name: str


@dataclass(frozen=True)
class Carried:
    """A handover as its sender's system tells it: what was written, and no id of any record."""

    key: UUID
    to_slug: str
    from_slug: str
    from_name: str
    sent_at: dt.datetime
    rings_on: dt.date
    escalates_on: dt.date
    person: Mapping[str, Any]
    reason: str
    shared: str
    person_said: str
    is_withdrawn: bool
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Answered:
    """What the receiver's system says to it; ``confirmed_at`` is None as long as it has not confirmed."""

    key: UUID
    from_slug: str
    confirmed_at: dt.datetime | None
    confirmed_name: str
    words: tuple[Word, ...]


def carried(key: UUID) -> Carried | None:
    """The handover with this public id, in the sender's tenant; None when it is gone or goes to no other system."""
    rows = Handover.objects.filter(public_id=key, receiver=Receiver.TENANT)
    held = rows.select_related("referral__person", "from_team").first()
    if held is None:
        return None
    sender = current_tenant()
    return Carried(
        key=held.public_id,
        to_slug=held.to_tenant_slug,
        from_slug=sender.slug,
        from_name=f"{held.from_team.name}, {sender.name}",
        sent_at=held.sent_at,
        rings_on=held.rings_on,
        escalates_on=held.escalates_on,
        person=_identity(held.referral.person, held.referral.first_requested_on),
        reason=held.reason,
        shared=held.shared,
        person_said=held.person_said,
        is_withdrawn=held.state == State.WITHDRAWN,
        words=_words(held.messages.filter(is_receiver=False)),
    )


def answered(key: UUID) -> Answered | None:
    """The same in the receiver's tenant: what was said there."""
    incoming = IncomingHandover.objects.filter(key=key).first()
    if incoming is None:
        return None
    return Answered(
        key=incoming.key,
        from_slug=incoming.from_tenant_slug,
        confirmed_at=incoming.confirmed_at,
        confirmed_name=incoming.confirmed_name,
        words=_words(incoming.messages.filter(is_receiver=True)),
    )


def system(slug: str) -> Tenant | None:
    return Tenant.objects.filter(slug=slug).first()


def day(text: str | None) -> dt.date | None:
    """A day as it stands among what is known of a person who comes from elsewhere."""
    return dt.date.fromisoformat(text) if text else None


def to_carry_again() -> list[str]:
    """Handovers whose message may have been lost on its way: those that wait, or were taken back lately."""
    lately = Q(state=State.WITHDRAWN, sent_at__gte=timezone.now() - CARRIED_AGAIN_FOR)
    rows = Handover.objects.filter(Q(state__in=WAITING) | lately, receiver=Receiver.TENANT)
    return [str(key) for key in rows.values_list("public_id", flat=True)]


def to_answer_again() -> list[str]:
    """Answers that may have been lost on their way."""
    since = timezone.now() - CARRIED_AGAIN_FOR
    rows = IncomingHandover.objects.filter(Q(state=State.QUESTIONED) | Q(confirmed_at__gte=since))
    return [str(key) for key in rows.values_list("key", flat=True)]


def _identity(person: Person, first_requested_on: dt.date | None) -> dict[str, Any]:
    return {
        **{name: getattr(person, name) for name in IDENTITY if getattr(person, name)},
        **({"birth_date": person.birth_date.isoformat()} if person.birth_date else {}),
        **({"first_requested_on": first_requested_on.isoformat()} if first_requested_on else {}),
        **({"practice_code": practice} if (practice := _practice(person)) else {}),
    }


def _practice(person: Person) -> str:
    today = timezone.localdate()
    current = Q(starts_on=None) | Q(starts_on__lte=today), Q(ends_on=None) | Q(ends_on__gte=today)
    rows = GpRegistration.objects.filter(*current, person=person).exclude(practice_code__in=DEFAULT_PRACTICES)
    newest = rows.order_by(F("starts_on").desc(nulls_last=True), "-pk")
    return newest.values_list("practice_code", flat=True).first() or ""


def _words(messages: Iterable[ExchangeMessage]) -> tuple[Word, ...]:
    return tuple(Word(m.is_receiver, m.text, m.written_at, m.writer_name) for m in messages)
