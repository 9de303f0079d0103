"""Care co-ordinators (MHS006): one at a time for a person with a provider."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from config import formats
from hubs.actions import audit
from hubs.models import StaffMember
from hubs.rules.roles import Actor
from referrals.actions import changing
from referrals.models import CareCoordinator, Referral


@transaction.atomic
def name(
    *, by: Actor, referral: Referral, staff: StaffMember, on: dt.date, version: int | None = None
) -> CareCoordinator:
    """``staff`` co-ordinates the person's care from a day on; whoever did ends the same day.

    ValidationError for a day before the referral or before the one they follow began, and when they co-ordinate
    already.
    """
    held = changing.lock_ours(referral, version)
    if on < held.received_on:
        words = f"Choose a day on or after {formats.date(held.received_on)}, when the referral was received"
        raise ValidationError({"on": words})
    current = _current(held)
    if current and current.staff_id == staff.pk:
        raise ValidationError({"staff": f"{staff.name} co-ordinates this person’s care already"})
    if current:
        _end(current, on)
    team = held.team
    named, _ = CareCoordinator.objects.update_or_create(
        person_id=held.person_id,
        provider_id=held.provider_id,
        staff=staff,
        starts_on=on,
        defaults={"team_type": team.team_type if team else "", "ends_on": None},
    )
    _record(by, "named", held, staff.local_id)
    return named


@transaction.atomic
def end(*, by: Actor, referral: Referral, on: dt.date, version: int | None = None) -> CareCoordinator:
    """Nobody co-ordinates the person's care with this provider after a day. ValidationError when nobody did."""
    held = changing.lock_ours(referral, version)
    current = _current(held)
    if current is None:
        raise ValidationError("Nobody co-ordinates this person’s care, so there is nothing to end")
    _end(current, on)
    _record(by, "ended", held, None)
    return current


def _current(referral: Referral) -> CareCoordinator | None:
    return (
        CareCoordinator.objects.select_for_update(of=("self",))
        .filter(person=referral.person_id, provider=referral.provider_id, ends_on=None, source_month=None)
        .order_by("-starts_on", "-pk")
        .first()
    )


def _end(current: CareCoordinator, on: dt.date) -> None:
    if on < current.starts_on:
        words = f"Choose a day on or after {formats.date(current.starts_on)}, when the last one began"
        raise ValidationError({"on": words})
    current.ends_on = on
    current.save(update_fields=["ends_on"])


def _record(by: Actor, verb: str, referral: Referral, worker: str | None) -> None:
    audit.record(
        by=by,
        action=f"coordinator.{verb}",
        obj_type="referral",
        reference=referral.reference,
        detail={"worker": worker},
    )
