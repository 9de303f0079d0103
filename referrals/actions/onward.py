"""Onward referrals (MHS105): written when a receiver outside has confirmed, taken back when they did not take over."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from hubs.actions import audit
from hubs.rules.roles import Actor
from referrals.actions import changing, exchanges
from referrals.models import Handover, OnwardReferral, Referral
from referrals.rules import onward as rules
from referrals.selectors import onward


@transaction.atomic
def write(*, by: Actor, handover: Handover) -> OnwardReferral:
    """A receiver outside has confirmed. The referral goes on here until it is closed: nothing is transferred yet."""
    written, is_new = OnwardReferral.with_voided.get_or_create(
        **onward.key(handover), defaults={"reason": rules.NOT_A_TRANSFER, "created_by_id": by.staff_id}
    )
    if not is_new and written.voided_at and not written.source_month:
        written.voided_at, written.voided_by_id, written.void_reason = None, None, ""
        written.save(update_fields=["voided_at", "voided_by", "void_reason"])
    _record(by, "written", handover, written)
    return written


@transaction.atomic
def take_back(*, by: Actor, handover: Handover, why: str) -> Handover:
    """The receiver did not take the person over after all: the onward referral is voided, with the reason, and the
    reason stands among what both sides said.

    PermissionDenied for anybody but the sender; ValidationError without a reason, and where there is nothing to take
    back any more.
    """
    changing.lock(handover.referral)
    held = Handover.objects.select_for_update(of=("self",)).select_related("from_team").get(pk=handover.pk)
    exchanges.refuse_stranger(by, held.from_team)
    text = exchanges.said(why, "Say how you know that they did not take over")
    written = onward.of(held)
    if written is None:
        raise ValidationError("There is no onward referral to take back", code="gone")
    written.voided_at, written.voided_by_id, written.void_reason = timezone.now(), by.staff_id, text
    written.save(update_fields=["voided_at", "voided_by", "void_reason"])
    exchanges.add_words(by=by, held=held, text=text)
    _record(by, "taken_back", held, written)
    return held


def transfer(*, by: Actor, closed: Referral) -> int:
    """The referral was closed because another service has the person: what was passed on is a transfer of clinical
    responsibility. How many.
    """
    if closed.closure_reason != rules.CLOSED_FOR_ANOTHER_SERVICE:
        return 0
    passed_on = OnwardReferral.objects.filter(referral=closed, source_month=None, reason=rules.NOT_A_TRANSFER)
    changed: int = passed_on.update(reason=rules.TRANSFER)
    if changed:
        audit.record(
            by=by,
            action="onward.transferred",
            obj_type="referral",
            reference=closed.reference,
            detail={"onward": changed},
        )
    return changed


def _record(by: Actor, verb: str, handover: Handover, written: OnwardReferral) -> None:
    audit.record(
        by=by,
        action=f"onward.{verb}",
        obj_type="referral",
        reference=handover.referral.reference,
        detail={"on": written.referred_on.isoformat(), "to": written.receiving_organisation},
    )
