"""Employment support (IPS): asked for, begun, its profile written with the person, and ended beside the referral."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from config import formats
from hubs.actions import audit
from hubs.models import StaffMember
from hubs.rules.roles import Actor
from outcomes.models import EmploymentSupport
from outcomes.rules.employment import TellEmployer
from referrals.actions import changing
from referrals.models import Referral

# The parts of the vocational profile.
PROFILE = frozenset({"wants", "strengths", "helps", "worries", "benefits_advice", "tell_employer"})


@transaction.atomic
def ask(*, by: Actor, referral: Referral, on: dt.date, wants: str = "") -> EmploymentSupport:
    """Ask for employment support; whoever wants to work is eligible, whatever their diagnosis.

    ValidationError, by field, and when it is asked for or goes on already.
    """
    held = changing.lock_ours(referral)
    if not held.received_on <= on <= timezone.localdate():
        words = (
            f"Enter a day from {formats.date(held.received_on)}, when the referral was received, until today"
        )
        raise ValidationError({"on": words})
    if EmploymentSupport.objects.filter(referral=held, ended_on=None).exists():
        raise ValidationError("Employment support is asked for or goes on already", code="twice")
    support = EmploymentSupport.objects.create(referral=held, asked_on=on, wants=wants.strip())
    _record(by, "asked", support)
    return support


@transaction.atomic
def start(
    *, by: Actor, support: EmploymentSupport, on: dt.date, specialist: StaffMember | None
) -> EmploymentSupport:
    """An employment specialist takes it on, from a day on; said again, the specialist changes. ValidationError by
    field.
    """
    held = lock(support)
    wrong = {}
    if not held.asked_on <= on <= timezone.localdate():
        wrong["on"] = f"Enter a day from {formats.date(held.asked_on)}, when it was asked for, until today"
    if specialist is None or not specialist.is_active:
        wrong["specialist"] = "Choose the employment specialist"
    if wrong:
        raise ValidationError(wrong)
    held.started_on, held.specialist = held.started_on or on, specialist
    _save(held, "started_on", "specialist")
    _record(by, "started", held)
    return held


@transaction.atomic
def write_profile(*, by: Actor, support: EmploymentSupport, version: int, **parts: str) -> EmploymentSupport:
    """Write the vocational profile as the person says it. ``version`` is the one that was shown.

    ValidationError when somebody wrote since; TypeError for what is no part of it.
    """
    if unknown := parts.keys() - PROFILE:
        raise TypeError(f"Not part of the profile: {', '.join(sorted(unknown))}")
    held = lock(support)
    if held.version != version:
        raise ValidationError(
            "Somebody has changed this profile since you opened it. What you typed is below and nothing is saved:"
            " look at what it says now in another tab, and save again",
            code="changed",
        )
    if parts.get("tell_employer", "") not in ("", *TellEmployer.values):
        raise ValidationError({"tell_employer": "Choose whether an employer is told"})
    for name, value in parts.items():
        setattr(held, name, value.strip())
    held.profile_on = timezone.localdate()
    _save(held, *sorted(parts), "profile_on")
    _record(by, "profile_written", held, {"fields": sorted(parts)})
    return held


@transaction.atomic
def end(*, by: Actor, support: EmploymentSupport, on: dt.date, reason: str) -> EmploymentSupport:
    """The support ends, for a reason; the referral goes on. ValidationError by field."""
    held = lock(support)
    earliest = held.started_on or held.asked_on
    wrong = {}
    if not earliest <= on <= timezone.localdate():
        wrong["on"] = f"Enter a day from {formats.date(earliest)} until today"
    if not reason.strip():
        wrong["reason"] = "Say why it ends"
    if wrong:
        raise ValidationError(wrong)
    held.ended_on, held.end_reason = on, reason.strip()
    _save(held, "ended_on", "end_reason")
    _record(by, "ended", held)
    return held


def lock(support: EmploymentSupport) -> EmploymentSupport:
    """The support as it is now, locked. ValidationError when it has ended."""
    rows = EmploymentSupport.objects.select_for_update(of=("self",)).select_related("referral")
    held: EmploymentSupport = rows.get(pk=support.pk)
    if held.ended_on:
        words = f"This employment support ended already, on {formats.date(held.ended_on)}"
        raise ValidationError(words, code="ended")
    return held


def _save(held: EmploymentSupport, *fields: str) -> None:
    held.version += 1
    held.save(update_fields=[*fields, "version"])


def _record(by: Actor, verb: str, support: EmploymentSupport, detail: dict[str, Any] | None = None) -> None:
    audit.record(
        by=by,
        action=f"employment.{verb}",
        obj_type="referral",
        reference=support.referral.reference,
        detail=detail,
    )
