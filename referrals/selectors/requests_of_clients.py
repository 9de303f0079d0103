"""How a request stands, for the partner's system that made it: who holds the person, and nothing clinical."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max, Q
from django.utils import timezone

from hubs.models import ApiClient
from hubs.rules import references
from referrals.models import Holding, Request
from referrals.models.exchange import State


@dataclass(frozen=True)
class Standing:
    """``confirmed_on`` is the day on which a receiving team last said that it has the person."""

    reference: str
    person_reference: str
    state: str
    received_on: dt.date
    held_by: str
    held_since: dt.date | None
    confirmed_on: dt.date | None


def made_with(client: ApiClient, form_key: UUID) -> Request | None:
    """The request that the client made with this key, if it did."""
    found: Request | None = Request.objects.filter(api_client=client, form_key=form_key).first()
    return found


def standing(client: ApiClient, reference: str) -> Standing | None:
    """How the request with this reference stands; None when the client did not make it. Two queries."""
    confirmed = Max(
        "referral__handovers__confirmed_at",
        filter=Q(referral__handovers__state=State.CONFIRMED, referral__handovers__voided_at=None),
    )
    made = Request.objects.select_related("person", "referral__team").annotate(confirmed_at=confirmed)
    request = made.filter(api_client=client, reference=references.normalise(reference)).first()
    if request is None:
        return None
    referral = request.referral
    held = Holding.objects.filter(person=request.person_id, until=None).first() if referral.is_open else None
    taken = request.confirmed_at or referral.named_worker_id
    return Standing(
        reference=request.reference,
        person_reference=request.person.reference,
        state="ended" if not referral.is_open else "held" if taken else "received",
        received_on=timezone.localdate(request.asked_at),
        held_by=referral.team.name if referral.team and referral.is_open else "",
        held_since=timezone.localdate(held.since) if held else None,
        confirmed_on=timezone.localdate(request.confirmed_at) if request.confirmed_at else None,
    )
