"""Two people at the same referral: it is locked, and whoever looked at an older state is told what changed."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from config import formats
from referrals.models import Referral
from referrals.selectors import changes


class ChangedMeanwhile(ValidationError):
    """Somebody else changed the referral since it was looked at. The message says who, when and what."""


def lock(referral: Referral, version: int | None = None) -> Referral:
    """The referral as it is now, locked until the transaction ends.

    ``version`` is the one that the form was shown with; None does not ask. Raises ChangedMeanwhile.
    """
    held = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    if version is not None and version != held.version:
        raise ChangedMeanwhile(changes.told(held, since=version), code="changed")
    return held


def lock_ours(referral: Referral, version: int | None = None) -> Referral:
    """The same, for what only a referral kept here and still open can have done to it. Raises ValidationError."""
    held = lock(referral, version)
    if held.source_month is not None:
        words = "This referral is kept in its provider's own system and read from there. Change it there"
        raise ValidationError(words, code="not-ours")
    if not held.is_open:
        ended = formats.date(held.discharged_on or held.rejected_on)
        raise ValidationError(f"This referral was closed already, on {ended}", code="closed")
    return held


def save(referral: Referral, *fields: str) -> None:
    """Save these fields of a locked referral as its next version."""
    referral.version += 1
    referral.save(update_fields=[*fields, "version"])
