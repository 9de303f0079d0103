"""Who else takes part in a person's care: workers of any partner, each with what they do."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from config import formats
from hubs.actions import audit
from hubs.models import StaffMember
from hubs.rules.roles import Actor
from referrals.actions import changing
from referrals.models import Involvement, Referral


@transaction.atomic
def start(*, by: Actor, referral: Referral, staff: StaffMember, what: str, starts_on: dt.date) -> Involvement:
    """``staff`` takes part from a day on; ``what`` says with what, in a few words.

    ValidationError when they do already, or for a day before the referral was received.
    """
    held = changing.lock_ours(referral)
    if starts_on < held.received_on:
        words = f"Choose a day on or after {formats.date(held.received_on)}, when the referral was received"
        raise ValidationError({"starts_on": words})
    if not what.strip():
        raise ValidationError({"what": "Say what they do for the person"})
    if Involvement.objects.filter(referral=held, staff=staff, ends_on=None).exists():
        raise ValidationError({"staff": f"{staff.name} is involved already"})
    started = Involvement.objects.create(referral=held, staff=staff, what=what.strip(), starts_on=starts_on)
    _record(by, "started", held, staff)
    return started


@transaction.atomic
def end(*, by: Actor, involvement: Involvement, on: dt.date) -> Involvement:
    """They no longer take part after a day. ValidationError when that was written down already."""
    held = (
        Involvement.objects.select_for_update(of=("self",))
        .select_related("referral", "staff")
        .get(pk=involvement.pk)
    )
    if held.ends_on:
        words = f"{held.staff.name}’s part was ended already, on {formats.date(held.ends_on)}"
        raise ValidationError(words, code="ended")
    if on < held.starts_on:
        words = f"Choose a day on or after {formats.date(held.starts_on)}, when their part began"
        raise ValidationError({"on": words})
    held.ends_on = on
    held.save(update_fields=["ends_on"])
    _record(by, "ended", held.referral, held.staff)
    return held


def _record(by: Actor, verb: str, referral: Referral, staff: StaffMember) -> None:
    audit.record(
        by=by,
        action=f"involvement.{verb}",
        obj_type="referral",
        reference=referral.reference,
        detail={"worker": staff.local_id},
    )
