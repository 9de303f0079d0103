"""Opening a record that another hub holds, with a reason that a privacy officer reads."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from hubs.actions import access, audit
from hubs.models.access import AccessKind
from hubs.rules.roles import Actor
from referrals.models import AccessOverride, Person

# A shift: the reason is asked for again on the next day (standards: emergency access ends by itself).
LASTS = dt.timedelta(hours=8)
SHORTEST_REASON = 10


@transaction.atomic
def open_with_reason(*, by: Actor, person: Person, reason: str) -> AccessOverride:
    """Let ``by`` open the record for eight hours. ValidationError when the reason says too little."""
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise ValidationError("Say why you need this record, in a few words", code="reason")
    assert by.staff_id is not None, "the system opens nothing with a reason"
    opened = AccessOverride.objects.create(
        person=person, staff_id=by.staff_id, reason=reason, expires_at=timezone.now() + LASTS
    )
    access.log(
        by=by,
        kind=AccessKind.OVERRIDE,
        what="Record of another hub",
        person_reference=person.reference,
        reason=reason,
    )
    return opened


@transaction.atomic
def review(*, by: Actor, override: AccessOverride) -> AccessOverride:
    """A privacy officer has looked at the reason; a second time changes nothing.

    Raises ValidationError for an override of their own, which somebody else must look at.
    """
    if override.staff_id == by.staff_id:
        raise ValidationError("You opened this record yourself. Ask another privacy officer to review it")
    locked = AccessOverride.objects.select_for_update().get(pk=override.pk)
    if locked.reviewed_at is None:
        locked.reviewed_at, locked.reviewed_by_id = timezone.now(), by.staff_id
        locked.save(update_fields=["reviewed_at", "reviewed_by"])
        audit.record(
            by=by,
            action="override.reviewed",
            obj_type="referrals.accessoverride",
            reference=str(locked.public_id),
        )
    return locked
