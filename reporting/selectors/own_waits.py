"""The person's own wait and the tenant's promise, for one person and for the rows of a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils import timezone

from hubs.rules.local_waits import Promise, WaitEnd, WaitStart
from referrals.models import Contact, Referral
from referrals.models.contact import COUNTS
from reporting.rules import own_waits
from reporting.rules.own_waits import OwnWait
from reporting.selectors.clock import Clock


class Asked(Protocol):
    """A referral, or a row about one."""

    @property
    def received_on(self) -> dt.date: ...

    @property
    def first_requested_on(self) -> dt.date | None: ...


@dataclass(frozen=True)
class Waits:
    """``own``: from the first request to anybody to the first contact. ``local``: what the tenant promises, in
    ``definition``.
    """

    own: OwnWait
    local: OwnWait
    definition: str


def of_person(opened: Sequence[Referral], clock: Clock | None, promise: Promise) -> Waits | None:
    """Of the open referral that asked first; None for somebody without one. One query."""
    if not opened:
        return None
    referral = min(opened, key=lambda each: (each.first_requested_on or each.received_on, each.pk))
    requested = referral.first_requested_on or referral.received_on
    counting = Contact.objects.filter(COUNTS, referral__person=referral.person_id, occurred_on__gte=requested)
    days = counting.filter(occurred_on__lte=timezone.localdate()).order_by("occurred_on", "pk")
    first, second, *_ = [*days.values_list("occurred_on", flat=True)[:2], None, None]
    return of_referral(referral, clock, promise, first=first, second=second)


def of_row(row: Asked, clock: Clock | None, promise: Promise, first: dt.date | None = None) -> Waits:
    """Of a row of a list, from what it and its clock know; ``first`` is the first contact where there is no clock."""
    if clock is None:
        return of_referral(row, None, promise, first=first, second=None)
    return of_referral(row, clock, promise, first=clock.first_contact_on, second=clock.second_contact_on)


def of_referral(
    asked: Asked, clock: Clock | None, promise: Promise, *, first: dt.date | None, second: dt.date | None
) -> Waits:
    """Both waits, with the days of the first and second contact that count."""
    today = timezone.localdate()
    starts = {
        WaitStart.REQUESTED: asked.first_requested_on or asked.received_on,
        WaitStart.RECEIVED: asked.received_on,
    }
    ends = {
        WaitEnd.CONTACT: first,
        WaitEnd.SECOND_CONTACT: second,
        WaitEnd.HELP: clock.help_on if clock else None,
        WaitEnd.ALL: clock.stopped_on if clock else None,
    }

    def wait(start: WaitStart, end: WaitEnd) -> OwnWait:
        return own_waits.of(start, end, starts=starts, ends=ends, today=today, target=promise.within_days)

    own, local = wait(WaitStart.REQUESTED, WaitEnd.CONTACT), wait(promise.start, promise.end)
    return Waits(own, local, promise.words)
