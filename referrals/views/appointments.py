"""Appointments of somebody whom a team holds: booked, moved, and cancelled."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse

from config import formats
from hubs.views.access import StaffRequest
from hubs.views.saving import saved
from referrals.actions import appointments
from referrals.forms.booking import AppointmentForm, CancelForm, MoveForm
from referrals.models import Appointment, Referral
from referrals.selectors import way
from referrals.selectors.people import Found
from referrals.views.episodes import Asking, about_referral, ask, done

TOLD = "The person is told of the change by text or email, if they agreed to that. Else tell them yourself."


@about_referral("Form of an appointment")
def book(request: StaffRequest, found: Found, held: Referral) -> HttpResponse:
    form = AppointmentForm(request.POST or None, referral=held, by=request.actor)

    def act() -> Appointment:
        team, staff = form.chosen
        return appointments.book(by=request.actor, referral=held, staff=staff, team=team, slot=form.slot)

    if saved(form, act):
        return done(request, found, held, "The appointment is booked.", "appointments")
    return ask(request, found, held, form, Asking("Book an appointment", "Book"))


@about_referral("Form of a moved appointment")
def move(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    """Another time, worker or place; what was told before is told anew."""
    booked = _booked(held, public_id)
    form = MoveForm(request.POST or None, referral=held, by=request.actor, appointment=booked)

    def act() -> Appointment:
        team, staff = form.chosen
        return appointments.move(
            by=request.actor, appointment=booked, staff=staff, team=team, slot=form.slot, **form.why
        )

    if saved(form, act):
        return done(request, found, held, "The appointment is moved.", "appointments")
    lede = f"It is on {formats.datetime(booked.starts_at)} with {booked.staff.name}. {TOLD}"
    return ask(request, found, held, form, Asking("Move an appointment", "Move it", lede))


@about_referral("Form of a cancelled appointment")
def cancel(request: StaffRequest, found: Found, held: Referral, public_id: UUID) -> HttpResponse:
    booked = _booked(held, public_id)
    form = CancelForm(request.POST or None)
    if saved(form, lambda: appointments.cancel(by=request.actor, appointment=booked, **form.cleaned_data)):
        return done(request, found, held, "The appointment is cancelled.", "appointments")
    lede = f"With {booked.staff.name}, on {formats.datetime(booked.starts_at)}."
    return ask(request, found, held, form, Asking("Cancel an appointment", "Cancel it", lede, warning=True))


def _booked(held: Referral, public_id: UUID) -> Appointment:
    booked = way.find_appointment(held, public_id)
    if booked is None:
        raise Http404
    return booked
