"""The register of people with severe mental illness: who is on it, and who does their next health check."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from config import formats
from hubs.actions import audit
from hubs.models import Team
from hubs.rules.roles import Actor
from outcomes.models import SmiRegister
from outcomes.rules.health import CheckedBy, RegisterSource
from referrals.models import Person

CHANGEABLE = frozenset(
    {"source", "starts_on", "remission_on", "secondary_since", "unstable", "next_by", "next_team"}
)


@transaction.atomic
def add(
    *,
    by: Actor,
    person: Person,
    source: str,
    starts_on: dt.date,
    next_by: str,
    next_team: Team | None = None,
    remission_on: dt.date | None = None,
    secondary_since: dt.date | None = None,
    unstable: bool = False,
) -> SmiRegister:
    """The person is on the register from a day on. ValidationError, by field; and when they are on it already."""
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if SmiRegister.objects.filter(person=person, ends_on=None).exists():
        raise ValidationError("The person is on the register already", code="twice")
    entry = SmiRegister(
        person=person,
        source=source,
        starts_on=starts_on,
        remission_on=remission_on,
        secondary_since=secondary_since,
        unstable=unstable,
        next_by=next_by,
        next_team=next_team,
    )
    _refuse(entry)
    entry.save()
    _record(by, "added", entry)
    return entry


@transaction.atomic
def change(*, by: Actor, entry: SmiRegister, version: int, **changes: Any) -> SmiRegister:
    """Change any of CHANGEABLE. ``version`` is the one that was shown.

    ValidationError, by field, and when somebody changed it since, saying what it says now. TypeError for anything else.
    """
    if unknown := changes.keys() - CHANGEABLE:
        raise TypeError(f"Not part of a register entry: {', '.join(sorted(unknown))}")
    held = _held(entry)
    if held.version != version:
        raise ValidationError(_now_says(held), code="changed")
    for name, value in changes.items():
        setattr(held, name, value)
    _refuse(held)
    held.version += 1
    held.save(update_fields=[*sorted(changes), "version"])
    _record(by, "changed", held, {"fields": sorted(changes)})
    return held


@transaction.atomic
def end(*, by: Actor, entry: SmiRegister, on: dt.date, reason: str) -> SmiRegister:
    """The person is no longer on the register from a day on. ValidationError by field."""
    held = _held(entry)
    wrong = {}
    if not held.starts_on <= on <= timezone.localdate():
        wrong["on"] = f"Enter a day from {formats.date(held.starts_on)}, when they came on it, until today"
    if not reason.strip():
        wrong["reason"] = "Say why they leave the register"
    if wrong:
        raise ValidationError(wrong)
    held.ends_on, held.end_reason = on, reason.strip()
    held.version += 1
    held.save(update_fields=["ends_on", "end_reason", "version"])
    _record(by, "ended", held)
    return held


def _held(entry: SmiRegister) -> SmiRegister:
    rows = SmiRegister.objects.select_for_update(of=("self",)).select_related("person")
    held: SmiRegister = rows.get(pk=entry.pk)
    if held.ends_on:
        words = f"The person left the register already, on {formats.date(held.ends_on)}"
        raise ValidationError(words, code="ended")
    return held


def _now_says(held: SmiRegister) -> str:
    return (
        "Somebody has changed this since you opened it, and nothing of yours was saved. It now says that the next check"
        f" is done by: {CheckedBy(held.next_by).label}. Open it again to see the rest"
    )


def _refuse(entry: SmiRegister) -> None:
    today = timezone.localdate()
    wrong = {}
    if entry.source not in RegisterSource.values:
        wrong["source"] = "Choose how it is known"
    if entry.next_by not in CheckedBy.values:
        wrong["next_by"] = "Choose who does the next check"
    elif entry.next_team and entry.next_by == CheckedBy.GP:
        wrong["next_team"] = "Choose no team when the GP practice does the check"
    for name, day in (
        ("starts_on", entry.starts_on),
        ("remission_on", entry.remission_on),
        ("secondary_since", entry.secondary_since),
    ):
        if day and day > today:
            wrong[name] = "Enter a day that is today or in the past"
    if wrong:
        raise ValidationError(wrong)


def _record(by: Actor, verb: str, entry: SmiRegister, detail: dict[str, Any] | None = None) -> None:
    audit.record(
        by=by,
        action=f"smi_register.{verb}",
        obj_type="person",
        reference=entry.person.reference,
        detail=detail,
    )
