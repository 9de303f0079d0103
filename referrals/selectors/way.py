"""The person's way through one episode of care: everything about a referral in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from config import formats
from referrals.models import (
    Appointment,
    CareCoordinator,
    Handover,
    Involvement,
    Needs,
    NextStep,
    Person,
    Referral,
)
from referrals.models.exchange import WAITING
from referrals.models.next_step import StepKind
from referrals.rules.ways import COMES_BACK_WITHIN_DAYS
from referrals.selectors.people import Found

# Of what can be many, the newest: the rest stands on the timeline.
MOST = 10


def find(found: Found, reference: str) -> Referral | None:
    """The person's referral with this reference. Two providers may call theirs the same: ours is meant then, and
    none is guessed between two of theirs.
    """
    meant = [each for each in found.referrals if each.reference == reference]
    ours = [each for each in meant if each.source_month is None]
    candidates = ours or meant
    return candidates[0] if len(candidates) == 1 else None


def involved(referral: Referral) -> list[Involvement]:
    """Those who take part now, then those who did, with their organisations."""
    rows = Involvement.objects.filter(referral=referral).select_related("staff__organisation")
    return sorted(rows.order_by("-starts_on", "-pk"), key=lambda row: row.ends_on is not None)


def find_involvement(referral: Referral, public_id: UUID) -> Involvement | None:
    rows = Involvement.objects.filter(referral=referral, public_id=public_id)
    return rows.select_related("staff").first()


def coordinators(person: Person) -> list[CareCoordinator]:
    """All of them, the newest first; also those of other providers, as record sets name them."""
    rows = CareCoordinator.objects.filter(person=person).select_related("staff", "provider")
    return list(rows.order_by("-starts_on", "-pk")[:MOST])


def coordinator(referral: Referral) -> CareCoordinator | None:
    """Who co-ordinates the person's care with the referral's provider today, named here."""
    rows = CareCoordinator.objects.filter(
        person=referral.person_id, provider=referral.provider_id, ends_on=None, source_month=None
    )
    return rows.select_related("staff").order_by("-starts_on", "-pk").first()


def appointments(referral: Referral) -> list[Appointment]:
    """Those that are still to come, the nearest first; cancelled ones among them say so."""
    rows = Appointment.objects.filter(referral=referral, starts_at__gte=timezone.now())
    return list(rows.select_related("staff", "team").order_by("starts_at", "pk")[:MOST])


def find_appointment(referral: Referral, public_id: UUID) -> Appointment | None:
    rows = Appointment.objects.filter(referral=referral, public_id=public_id)
    return rows.select_related("staff", "team").first()


def needs(person: Person) -> Needs | None:
    """What the person needs so that they can be reached and understood."""
    return Needs.objects.filter(person=person).first()


@dataclass(frozen=True)
class LooseEnd:
    """What stands in the way of closing, or should be looked at before; ``kind`` says where it is tied up."""

    kind: str
    words: str
    stops: bool


def loose_ends(referral: Referral) -> list[LooseEnd]:
    """What is not finished yet: what stops a closing first. Three queries."""
    found = []
    waiting = Handover.objects.filter(referral=referral, state__in=WAITING).select_related("to_team").first()
    if waiting:
        to = waiting.to_team.name if waiting.to_team else waiting.to_name
        words = (
            f"The handover to {to} of {formats.date(waiting.sent_at)} is not confirmed: wait, or take it back"
        )
        found.append(LooseEnd("handover", words, stops=True))
    steps = NextStep.objects.filter(referral=referral, done_at=None).select_related("staff")
    found += [_loose_step(step) for step in steps.order_by("due_on", "pk")]
    found += [_loose_appointment(booked) for booked in appointments(referral) if not booked.cancelled_at]
    return sorted(found, key=lambda end: not end.stops)


def _loose_step(step: NextStep) -> LooseEnd:
    who = f"{step.staff.name}, by {formats.date(step.due_on)}"
    if step.kind == StepKind.CHECK_BACK:
        return LooseEnd("step", f"Check back with the person and write down how it was ({who})", stops=True)
    return LooseEnd("step", f"Not done yet: {step.what} ({who})", stops=False)


def _loose_appointment(booked: Appointment) -> LooseEnd:
    words = f"An appointment is booked with {booked.staff.name} for {formats.datetime(booked.starts_at)}"
    return LooseEnd("appointment", words, stops=False)


def beside(found: Found, referral: Referral, reference: str) -> Referral | None:
    """The other open referral of the person that goes on when this one is closed."""
    others = [each for each in found.referrals if each.is_open and each.pk != referral.pk]
    return next((each for each in others if each.reference == reference), None)


def comes_back_to(found: Found, today: dt.date) -> Referral | None:
    """The referral whose team takes the person straight back: none of ours is open, and the last was closed within
    a year by a team that still works.
    """
    ours = [each for each in found.referrals if each.source_month is None]
    if any(each.is_open for each in ours):
        return None
    since = today - dt.timedelta(days=COMES_BACK_WITHIN_DAYS)
    closed = [each for each in ours if each.discharged_on and each.discharged_on >= since]
    last = max(closed, key=lambda each: (each.discharged_on, each.pk), default=None)
    return last if last and last.team and last.team.closed_on is None else None
