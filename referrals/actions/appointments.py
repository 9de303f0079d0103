"""Times agreed with a person: booked, booked directly without a referral before, moved, cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import DurationField, ExpressionWrapper, F, Value
from django.utils import timezone

from config import formats
from hubs.actions import audit
from hubs.models import StaffMember, Team
from hubs.rules.roles import Actor
from hubs.tenancy.history import because
from referrals.actions import changing, referrals, reminders, requests
from referrals.actions.requests import Asked
from referrals.models import Appointment, Person, Referral, Request
from referrals.selectors import appointments as selectors

MOVED = ["staff", "team", "starts_at", "duration_minutes", "mechanism", "place"]


@dataclass(frozen=True)
class Slot:
    """When, how and where. ``mechanism`` is CONSULTATION MECHANISM."""

    starts_at: dt.datetime
    mechanism: str
    duration_minutes: int = 60
    place: str = ""


@transaction.atomic
def book(*, by: Actor, referral: Referral, staff: StaffMember, team: Team, slot: Slot) -> Appointment:
    """A time with a worker. ValidationError when it has passed, the worker has another appointment then, or the
    referral is closed or kept elsewhere.
    """
    changing.lock_ours(referral)
    if slot.starts_at <= timezone.now():
        raise ValidationError({"starts_on": "Choose a time that is still to come"}, code="passed")
    _refuse_overlap(staff, slot)
    made = Appointment.objects.create(
        referral=referral,
        staff=staff,
        team=team,
        starts_at=slot.starts_at,
        duration_minutes=slot.duration_minutes,
        mechanism=slot.mechanism,
        place=slot.place,
    )
    _record(by, "booked", referral, {"starts_at": slot.starts_at.isoformat(), "worker": staff.local_id})
    return made


@transaction.atomic
def book_directly(
    *,
    by: Actor,
    team: Team,
    asked: Asked,
    slot: Slot,
    person: Person | None = None,
    known: Mapping[str, Any] | None = None,
    practice_code: str = "",
) -> Appointment:
    """A practitioner in a practice books somebody without a referral: the request, a referral to the practitioner's
    team with them as named worker, and the appointment are made at once. Somebody with an open referral keeps it.

    The same form key books once. ValidationError as for ``book``, and for a team that ``by`` is not in.
    """
    if by.staff_id is None or team.pk not in by.team_ids:
        raise ValidationError({"team": "Choose a team that you work in"}, code="team")
    staff = StaffMember.objects.get(pk=by.staff_id)
    request = requests.ask(
        by=by, asked=asked, person=person, known=dict(known or {}), practice_code=practice_code, team=team
    )
    referral = request.referral
    if mine := _booked_by_this_form(request, staff, slot):
        return mine
    if referral.named_worker_id is None and referral.team_id == team.pk:
        referrals.assign(by=by, referral=referral, worker=staff)
    return book(by=by, referral=referral, staff=staff, team=team, slot=slot)


@transaction.atomic
def move(
    *,
    by: Actor,
    appointment: Appointment,
    staff: StaffMember,
    team: Team,
    slot: Slot,
    reason: str,
    seen: int | None = None,
) -> Appointment:
    """Another time, worker or place. How it was stays in its history with the reason, and the person is told by what
    they agreed to.

    ``seen`` is how often it had been moved when it was shown. ValidationError when somebody moved it since, when it was
    cancelled or has passed, when nothing would change, without a reason, and as for ``book``.
    """
    changing.lock_ours(appointment.referral)
    held = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    _refuse_move(held, slot, reason, seen)
    _refuse_overlap(staff, slot, but=held)
    before = _as_told(held)
    if before == (staff.pk, team.pk, slot.starts_at, slot.duration_minutes, slot.mechanism, slot.place):
        raise ValidationError("Nothing would change. Choose another time, worker or place", code="same")
    held.staff, held.team, held.starts_at = staff, team, slot.starts_at
    held.duration_minutes, held.mechanism, held.place = slot.duration_minutes, slot.mechanism, slot.place
    with because(reason.strip()):
        held.save(update_fields=MOVED)
    reminders.tell_moved(by=by, appointment=held)
    detail = {"from": before[2].isoformat(), "to": slot.starts_at.isoformat(), "worker": staff.local_id}
    _record(by, "moved", held.referral, detail)
    return held


@transaction.atomic
def cancel(*, by: Actor, appointment: Appointment, reason: str) -> Appointment:
    """Take an appointment back, with the reason. ValidationError without one, or when it was cancelled before."""
    held = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if held.cancelled_at:
        raise ValidationError(
            f"It was cancelled already, on {formats.datetime(held.cancelled_at)}", code="gone"
        )
    if not reason.strip():
        raise ValidationError({"reason": "Say why the appointment is cancelled"}, code="reason")
    held.cancelled_at, held.cancel_reason = timezone.now(), reason.strip()
    held.save(update_fields=["cancelled_at", "cancel_reason"])
    _record(by, "cancelled", held.referral, {"starts_at": held.starts_at.isoformat()})
    return held


def _booked_by_this_form(request: Request, staff: StaffMember, slot: Slot) -> Appointment | None:
    booked: Appointment | None = request.referral.appointments.filter(
        staff=staff, starts_at=slot.starts_at, cancelled_at=None, created_at__gte=request.created_at
    ).first()
    return booked


def _refuse_move(held: Appointment, slot: Slot, reason: str, seen: int | None) -> None:
    if held.cancelled_at:
        words = f"It was cancelled, on {formats.datetime(held.cancelled_at)}. Book another instead"
        raise ValidationError(words, code="gone")
    if seen is not None and selectors.times_moved(held) != seen:
        words = (
            f"Somebody has moved this appointment since you opened it: it is on {formats.datetime(held.starts_at)}"
            " now. Open it again to move it from there"
        )
        raise ValidationError(words, code="changed")
    if held.starts_at <= timezone.now():
        raise ValidationError("It has passed. Log the contact, or that it was missed", code="passed")
    if slot.starts_at <= timezone.now():
        raise ValidationError({"starts_on": "Choose a time that is still to come"}, code="passed")
    if not reason.strip():
        raise ValidationError({"reason": "Say why the appointment is moved"}, code="reason")


def _as_told(held: Appointment) -> tuple[int, int, dt.datetime, int, str, str]:
    return (
        held.staff_id,
        held.team_id,
        held.starts_at,
        held.duration_minutes,
        held.mechanism,
        held.place,
    )


def _refuse_overlap(staff: StaffMember, slot: Slot, but: Appointment | None = None) -> None:
    """Two people who book the same worker at once are taken one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"diary of {staff.pk}"])
    until = slot.starts_at + dt.timedelta(minutes=slot.duration_minutes)
    length = ExpressionWrapper(
        F("duration_minutes") * Value(dt.timedelta(minutes=1)), output_field=DurationField()
    )
    theirs = Appointment.objects.filter(staff=staff, cancelled_at=None, starts_at__lt=until)
    if but:
        theirs = theirs.exclude(pk=but.pk)
    other = theirs.annotate(ends_at=F("starts_at") + length).filter(ends_at__gt=slot.starts_at).first()
    if other:
        words = (
            f"{staff.name} has an appointment at {formats.time(other.starts_at)} then. Choose another time"
        )
        raise ValidationError({"starts_time": words}, code="taken")


def _record(by: Actor, verb: str, referral: Referral, detail: dict[str, Any]) -> None:
    audit.record(
        by=by,
        action=f"appointment.{verb}",
        obj_type="referral",
        reference=referral.reference,
        detail=detail,
    )
