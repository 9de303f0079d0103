"""Attempts to reach somebody about their physical health check."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from hubs.actions import audit
from hubs.models import StaffMember
from hubs.rules.roles import Actor
from outcomes.actions import voiding
from outcomes.models import OutreachAttempt
from outcomes.rules.health import OutreachOutcome, OutreachWay
from referrals.models import Person


@transaction.atomic
def record(
    *,
    by: Actor,
    person: Person,
    way: str,
    on: dt.date,
    outcome: str,
    staff: StaffMember | None = None,
    tried_by: str = "",
    booked_for: dt.date | None = None,
    words: str = "",
    form_key: UUID | None = None,
) -> OutreachAttempt:
    """Write down an attempt and what came of it. A form that is sent twice makes one. ValidationError by field."""
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if form_key and (before := OutreachAttempt.with_voided.filter(form_key=form_key).first()):
        return before
    _refuse(way, on, outcome, booked_for, bool(staff or tried_by.strip()))
    attempt = OutreachAttempt.objects.create(
        person=person,
        way=way,
        tried_on=on,
        outcome=outcome,
        staff=staff,
        tried_by=tried_by.strip(),
        booked_for=booked_for,
        words=words.strip(),
        form_key=form_key,
    )
    _record(by, "recorded", attempt)
    return attempt


@transaction.atomic
def void(*, by: Actor, attempt: OutreachAttempt, reason: str) -> OutreachAttempt:
    """Take out an attempt that was recorded by mistake. ValidationError without a reason, and the second time."""
    held = voiding.void(by=by, row=attempt, reason=reason, related="person")
    _record(by, "voided", held)
    return held


def _refuse(way: str, on: dt.date, outcome: str, booked_for: dt.date | None, known: bool) -> None:
    wrong = {}
    if way not in OutreachWay.values:
        wrong["way"] = "Choose how it was tried"
    if outcome not in OutreachOutcome.values:
        wrong["outcome"] = "Choose what came of it"
    if on > timezone.localdate():
        wrong["on"] = "The day must be today or in the past"
    if booked_for and outcome != OutreachOutcome.BOOKED:
        wrong["booked_for"] = "Leave the day empty unless the check was booked"
    elif booked_for and booked_for < on:
        wrong["booked_for"] = "The check must be booked for the day of the attempt or a later one"
    if not known:
        wrong["tried_by"] = "Say who tried"
    if wrong:
        raise ValidationError(wrong)


def _record(by: Actor, verb: str, attempt: OutreachAttempt) -> None:
    detail: dict[str, Any] = {"way": attempt.way, "outcome": attempt.outcome}
    audit.record(
        by=by,
        action=f"outreach.{verb}",
        obj_type="person",
        reference=attempt.person.reference,
        detail=detail,
    )
