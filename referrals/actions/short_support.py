"""Short-term support: up to six weeks, with its end agreed when it begins."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from config import formats
from hubs.actions import audit
from hubs.rules.roles import Actor
from referrals.actions import changing
from referrals.models import Referral, ShortSupport
from referrals.rules import short_support as rules


@transaction.atomic
def start(*, by: Actor, referral: Referral, what: str, starts_on: dt.date, ends_on: dt.date) -> ShortSupport:
    """Support begins, and when it ends is agreed: six weeks at most, the first and last day counted.

    ValidationError, by field, for days that cannot be, and while other short support goes on.
    """
    held = changing.lock_ours(referral)
    wrong = rules.faults(starts_on=starts_on, ends_on=ends_on, received_on=held.received_on)
    if not what.strip():
        wrong["what"] = "Say what the support is"
    if wrong:
        raise ValidationError(wrong)
    if going := ShortSupport.objects.filter(referral=held, ended_on=None).first():
        words = f"Short-term support goes on already, until {formats.date(going.ends_on)}. End it first"
        raise ValidationError(words, code="going-on")
    started = ShortSupport.objects.create(
        referral=held, what=what.strip(), starts_on=starts_on, ends_on=ends_on
    )
    _record(by, "started", held, {"until": ends_on.isoformat()})
    return started


@transaction.atomic
def end(*, by: Actor, support: ShortSupport, on: dt.date, result: str) -> ShortSupport:
    """The support is over, with what came of it. The referral goes on: ending support closes nobody."""
    held = ShortSupport.objects.select_for_update(of=("self",)).select_related("referral").get(pk=support.pk)
    if held.ended_on:
        words = f"This support was ended already, on {formats.date(held.ended_on)}"
        raise ValidationError(words, code="ended")
    if on < held.starts_on:
        raise ValidationError(
            {"on": f"Choose a day on or after {formats.date(held.starts_on)}, when it began"}
        )
    if not result.strip():
        raise ValidationError({"result": "Say what came of the support"})
    held.ended_on, held.result = on, result.strip()
    held.save(update_fields=["ended_on", "result"])
    _record(by, "ended", held.referral, {"on": on.isoformat()})
    return held


def _record(by: Actor, verb: str, referral: Referral, detail: dict[str, str]) -> None:
    audit.record(
        by=by,
        action=f"support.{verb}",
        obj_type="referral",
        reference=referral.reference,
        detail=detail,
    )
