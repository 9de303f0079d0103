"""Referrals: received, given to a worker, moved between teams, closed with the person. None of ours is rejected."""

from __future__ import annotations

import datetime as dt
from typing import Any, NotRequired, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from config import formats
from hubs.actions import audit
from hubs.models import Hub, StaffMember, Team
from hubs.rules import references
from hubs.rules.roles import Actor
from referrals.actions import changing, holdings, team_times
from referrals.models import Person, PersonHub, Referral, ReferralTeam
from referrals.models.exchange import WAITING
from referrals.models.next_step import StepKind
from referrals.models.referral import ClosedWith, Level
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
    returns_to: Referral | None = None,
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
        returns_to=returns_to,
        reference=references.new("R"),
        received_on=received_on,
        **details,
    )
    let_see(referral)
    holdings.begin(by=by, referral=referral, because="Asked for help")
    _record(by, "received", referral, {"team": team.local_id})
    return referral


def let_see(referral: Referral) -> None:
    """The hub that holds a referral may see the person, for good: what it did stays its record."""
    if referral.hub_id:
        PersonHub.objects.get_or_create(
            person_id=referral.person_id, hub_id=referral.hub_id, source=BY_REFERRAL
        )


@transaction.atomic
def assign(
    *, by: Actor, referral: Referral, worker: StaffMember | None, version: int | None = None
) -> Referral:
    """Name the worker whom the person may turn to, or nobody for the moment. Raises ChangedMeanwhile."""
    held = changing.lock(referral, version)
    held.named_worker = worker
    changing.save(held, "named_worker")
    _record(by, "assigned", held, {"worker": worker.local_id if worker else None})
    return held


@transaction.atomic
def move(
    *,
    by: Actor,
    referral: Referral,
    team: Team,
    because: str,
    worker: StaffMember | None = None,
    level: str = "",
    version: int | None = None,
) -> Referral:
    """Another team has the referral from now on, with a worker if one is named: no closing, no referring again.

    The team it leaves stays beside it as one that took part (MHS102); the provider stays who reports it, so that the
    person's clock runs on (docs/adr/0008). Raises ChangedMeanwhile, or ValidationError for a referral that is closed,
    kept elsewhere or waits for the receiver of a handover, and for a team that is closed.
    """
    held = changing.lock_ours(referral, version)
    if team.closed_on:
        raise ValidationError(f"{team.name} is closed. Choose a team that works", code="team-closed")
    if held.team_id != team.pk:
        _refuse_handover(held)
        _took_part(held, takes=team)
    held.team, held.named_worker = team, worker or (held.named_worker if held.team_id == team.pk else None)
    held.hub_id, held.level = team.hub_id or held.hub_id, level or held.level
    changing.save(held, "team", "named_worker", "hub", "level")
    ReferralTeam.objects.filter(referral=held, team=team, source_month=None).update(
        closed_on=timezone.localdate()
    )
    let_see(held)
    holdings.follow(by=by, referral=held, because=because)
    _record(by, "moved", held, {"team": team.local_id, "level": held.level})
    return held


@transaction.atomic
def set_level(*, by: Actor, referral: Referral, level: str, version: int | None = None) -> Referral:
    """How complex the needs are now, with the same team. Raises ChangedMeanwhile and ValidationError."""
    held = changing.lock_ours(referral, version)
    held.level = Level(level)
    changing.save(held, "level")
    _record(by, "level", held, {"level": level})
    return held


class Ending(TypedDict):
    """The end of a referral: its day, the national closure reason, with whom it was agreed (the person, unless said)
    and the closing words; ``version`` is the referral's when it was shown.
    """

    on: dt.date
    reason: str
    closed_with: NotRequired[str]
    words: NotRequired[str]
    version: NotRequired[int | None]


@transaction.atomic
def close(*, by: Actor, referral: Referral, **ending: Unpack[Ending]) -> Referral:
    """End a referral together with the person.

    ValidationError, in words for the reader, when it is closed already, the day lies before it was received, a
    handover waits for its receiver, or a check-back is still to be done. Raises ChangedMeanwhile.
    """
    held = changing.lock_ours(referral, ending.get("version"))
    held.discharged_on, held.closure_reason = ending["on"], ending["reason"]
    held.closed_with = ending.get("closed_with", ClosedWith.PERSON)
    held.closing_words = ending.get("words", "")
    _refuse_ending(held, ending["on"])
    changing.save(held, "discharged_on", "closure_reason", "closed_with", "closing_words")
    holdings.end(by=by, referral=held, because="Closed with the person")
    _record(by, "closed", held, {"on": ending["on"].isoformat(), "with": held.closed_with})
    return held


def _refuse_ending(held: Referral, on: dt.date) -> None:
    if on < held.received_on:
        text = f"A referral received on {formats.date(held.received_on)} cannot be closed before that day"
        raise ValidationError(text, code="too-early")
    if not held.closure_reason:
        raise ValidationError("Say why the referral is closed", code="reason")
    if held.closed_with not in ClosedWith.values:
        raise ValidationError("Say with whom the end was agreed", code="closed-with")
    _refuse_loose_ends(held)


def _refuse_loose_ends(held: Referral) -> None:
    _refuse_handover(held)
    if due := held.next_steps.filter(kind=StepKind.CHECK_BACK, done_at=None).order_by("due_on").first():
        words = f"Check back with the person first, as agreed for {formats.date(due.due_on)}, and write down how it was"
        raise ValidationError(words, code="check-back")


def _refuse_handover(held: Referral) -> None:
    if held.handovers.filter(state__in=WAITING).exists():
        words = (
            "This referral is being handed over. Wait until the receiver confirms, or take the handover back"
        )
        raise ValidationError(words, code="handover")


def _took_part(held: Referral, *, takes: Team) -> None:
    if held.team is None:
        return
    ReferralTeam.objects.update_or_create(
        referral=held, team=held.team, source_month=None, defaults={"closed_on": timezone.localdate()}
    )
    team_times.pass_on(referral=held, gives=held.team, takes=takes)


def _record(by: Actor, verb: str, referral: Referral, detail: dict[str, Any]) -> None:
    audit.record(
        by=by, action=f"referral.{verb}", obj_type="referral", reference=referral.reference, detail=detail
    )
