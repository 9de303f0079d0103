"""A practitioner in a practice books somebody directly, without a referral before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from config import formats
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from hubs.views.saving import saved
from referrals.actions import appointments
from referrals.forms.booking import BookingForm
from referrals.forms.new_referral import NewPersonForm
from referrals.models import Appointment
from referrals.selectors.people import Found
from referrals.views.entry import form_page, found_by
from referrals.views.records import about_person


@requires(Permission.REFERRAL_RECEIVE)
@never_cache
def search(request: StaffRequest) -> HttpResponse:
    """Who is to be booked: somebody with a record here, or somebody new."""
    return found_by(request, "new-booking")


@about_person("Form of a booking", Permission.REFERRAL_RECEIVE)
def somebody_known(request: StaffRequest, found: Found) -> HttpResponse:
    """A time for somebody who has a record."""
    form = BookingForm(request.POST if request.method == "POST" else None, by=request.actor)
    booked: list[Appointment] = []
    if saved(form, lambda: booked.append(_book(request, form, person=found.person))):
        return _booked(request, booked[0])
    return form_page(request, "new-booking", form, found=found)


@requires(Permission.REFERRAL_RECEIVE)
@never_cache
def somebody_new(request: StaffRequest) -> HttpResponse:
    """Who it is and when, for somebody without a record."""
    sent = request.POST if request.method == "POST" else None
    person, form = NewPersonForm(sent), BookingForm(sent, by=request.actor)
    booked: list[Appointment] = []
    if saved(form, lambda: booked.append(_book(request, form, **person.registers)), person):
        return _booked(request, booked[0])
    return form_page(request, "new-booking", person, form)


def _book(request: StaffRequest, form: BookingForm, **whom: Any) -> Appointment:
    return appointments.book_directly(
        by=request.actor, team=form.chosen_team, asked=form.asked, slot=form.slot, **whom
    )


def _booked(request: StaffRequest, booked: Appointment) -> HttpResponse:
    messages.success(request, f"Booked for {formats.datetime(booked.starts_at)}. You hold the appointment.")
    return redirect("person", booked.referral.person.reference)
