"""Referrals: received, given to a worker, closed with the person. None of ours is ever rejected."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from config import formats
from hubs.actions import audit
from hubs.models import Hub, StaffMember, Team
from hubs.rules import references
from hubs.rules.roles import Actor
from referrals.models import Person, PersonHub, Referral
from referrals.selectors import covering

# Why a hub sees a person (PersonHub.source).
BY_REFERRAL = "referral"

DETAILS = frozenset(
    {
        "first_requested_on",
        "received_time",
        "source",
        "referring_organisation",
        "commissioner",
        "priority",
        "primary_reason",
    }
)


@transaction.atomic
def receive(
    *,
    by: Actor,
    person: Person,
    team: Team,
    received_on: dt.date,
    hub: Hub | None = None,
    named_worker: StaffMember | None = None,
    **details: Any,
) -> Referral:
    """A request for help that a team now holds; from this moment its hub sees the person.

    ``details`` are any of DETAILS. The hub is ``hub``, else the team's, else the one that covers the person's PCN.
    """
    if unknown := details.keys() - DETAILS:
        raise TypeError(f"Not something known about a referral: {', '.join(sorted(unknown))}")
    details.setdefault("first_requested_on", received_on)
    referral = Referral.objects.create(
        person=person,
        team=team,
        provider_id=team.organisation_id,
        hub_id=hub.pk if hub else team.hub_id or covering.hub_id_of(person, received_on),
        named_worker=named_worker,
        reference=references.new("R"),
        received_on=received_on,
        **details,
    )
    let_see(referral)
    _record(by, "received", referral, {"team": team.local_id})
    return referral


def let_see(referral: Referral) -> None:
    """The hub that holds a referral may see the person, for good: what it did stays its record."""
    if referral.hub_id:
        PersonHub.objects.get_or_create(
            person_id=referral.person_id, hub_id=referral.hub_id, source=BY_REFERRAL
        )


@transaction.atomic
def assign(*, by: Actor, referral: Referral, worker: StaffMember | None) -> Referral:
    """Name the worker whom the person may turn to, or nobody for the moment."""
    held = Referral.objects.select_for_update().get(pk=referral.pk)
    held.named_worker = worker
    held.save(update_fields=["named_worker"])
    _record(by, "assigned", held, {"worker": worker.local_id if worker else None})
    return held


@transaction.atomic
def close(*, by: Actor, referral: Referral, on: dt.date, reason: str) -> Referral:
    """End a referral together with the person: ``reason`` is a referral closure reason.

    ValidationError, in words for the reader, when it is closed already or the day lies before it was
    received.
    """
    held = Referral.objects.select_for_update().get(pk=referral.pk)
    if not held.is_open:
        ended = formats.date(held.discharged_on or held.rejected_on)
        raise ValidationError(f"This referral was closed already, on {ended}", code="closed")
    if on < held.received_on:
        words = f"A referral received on {formats.date(held.received_on)} cannot be closed before that day"
        raise ValidationError(words, code="too-early")
    if not reason:
        raise ValidationError("Say why the referral is closed", code="reason")
    held.discharged_on = on
    held.closure_reason = reason
    held.save(update_fields=["discharged_on", "closure_reason"])
    _record(by, "closed", held, {"on": on.isoformat()})
    return held


def _record(by: Actor, verb: str, referral: Referral, detail: dict[str, Any]) -> None:
    audit.record(
        by=by, action=f"referral.{verb}", obj_type="referral", reference=referral.reference, detail=detail
    )
