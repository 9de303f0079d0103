"""The onward referral that a handover to a receiver outside became (MHS105)."""

from __future__ import annotations

from typing import Any

from config import formats
from hubs.models import GpPractice, Tenant
from referrals.models import GpRegistration, Handover, OnwardReferral
from referrals.models.exchange import Receiver, State


def key(handover: Handover) -> dict[str, Any]:
    """What makes it one: the referral, the day on which the person was passed on, and the receiver's ODS code."""
    return {
        "referral_id": handover.referral_id,
        "referred_on": formats.london_date(handover.sent_at),
        "receiving_organisation": ods_code(handover),
    }


def of(handover: Handover) -> OnwardReferral | None:
    """The one that stands; None for a handover within the record, and for one that was not confirmed or taken back."""
    if handover.to_team_id or handover.state != State.CONFIRMED:
        return None
    return OnwardReferral.objects.filter(**key(handover), source_month=None).first()


def ods_code(handover: Handover) -> str:
    """The receiver's ODS code, where it is known; else empty, which the national rules allow."""
    if handover.to_organisation:
        return str(handover.to_organisation.ods_code)
    if handover.receiver == Receiver.TENANT:
        system = Tenant.objects.filter(slug=handover.to_tenant_slug).first()
        return system.ods_code if system else ""
    return _practice_code(handover)


def _practice_code(handover: Handover) -> str:
    """Of the practice that bears this name: the person's own, or the only one there is."""
    named = GpPractice.objects.filter(name__iexact=handover.to_name.strip())
    codes = list(named.values_list("code", flat=True)[:20])
    own = GpRegistration.objects.filter(
        person=handover.referral.person_id, practice_code__in=codes, ends_on=None
    )
    mine = own.values_list("practice_code", flat=True).first()
    return str(mine or (codes[0] if len(codes) == 1 else ""))
