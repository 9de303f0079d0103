"""A practitioner in a practice books somebody directly, without a referral before."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from config import formats
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from referrals.actions import appointments
from referrals.forms.booking import BookingForm
from referrals.forms.new_referral import NewPersonForm
from referrals.models import Appointment
from referrals.selectors.people import Found
from referrals.views import panels
from referrals.views.entry import found_by, refuse
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
    if form.is_valid():
        try:
            booked = appointments.book_directly(
                by=request.actor, team=form.chosen_team, asked=form.asked, slot=form.slot, person=found.person
            )
        except ValidationError as error:
            refuse(error, form)
        else:
            return _booked(request, booked)
    context = {"forms": [form], "banner": panels.banner(found.person), "kind": "new-booking"}
    return render(request, "referrals/new_referral_form.jinja", context)


@requires(Permission.REFERRAL_RECEIVE)
@never_cache
def somebody_new(request: StaffRequest) -> HttpResponse:
    """Who it is and when, for somebody without a record."""
    sent = request.POST if request.method == "POST" else None
    person, form = NewPersonForm(sent), BookingForm(sent, by=request.actor)
    if all([person.is_valid(), form.is_valid()]):
        try:
            booked = appointments.book_directly(
                by=request.actor,
                team=form.chosen_team,
                asked=form.asked,
                slot=form.slot,
                known=person.known,
                practice_code=person.chosen_practice,
            )
        except ValidationError as error:
            refuse(error, form, person)
        else:
            return _booked(request, booked)
    context = {"forms": [person, form], "banner": None, "kind": "new-booking"}
    return render(request, "referrals/new_referral_form.jinja", context)


def _booked(request: StaffRequest, booked: Appointment) -> HttpResponse:
    messages.success(request, f"Booked for {formats.datetime(booked.starts_at)}. You hold the appointment.")
    return redirect("person", booked.referral.person.reference)
