"""A practitioner in a practice books somebody without a referral before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from hubs.models import GpPractice
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import appointments
from referrals.actions.appointments import Slot
from referrals.actions.requests import Asked
from referrals.models import Appointment, Holding, Request
from referrals.models.request import Way
from tests.factories import ground, record
from tests.referrals.conftest import NOW, World

NEW = "/bookings/new/"


def booked(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "form_key": str(uuid4()),
        "team": str(world.team.public_id),
        "starts_on_day": "20",
        "starts_on_month": "6",
        "starts_on_year": "2025",
        "starts_time": "9:30am",
        "duration_minutes": "30",
        "mechanism": "01",
        "place": "Stonebridge Surgery, room 4",
        "story": "Panic",
        **changes,
    }


def test_somebody_new_is_booked_in_one_go(client: Client, world: World) -> None:
    GpPractice.objects.create(code="P81001", name="STONEBRIDGE SURGERY")
    sent = booked(world, given_name="Tola", family_name="Adeyemi", practice_code="P81001")
    for _ in range(2):
        response = client.post(f"{NEW}person/", sent, follow=True)
        assert "Booked for 20 June 2025 at 9:30am" in response.content.decode()
    with in_tenant(world.tenant.pk):
        made = Appointment.objects.select_related("referral__person").get()
        referral = made.referral
        assert made.starts_at == datetime.fromisoformat("2025-06-20T09:30:00+01:00")
        assert (made.staff, made.team) == (world.staff, world.team)
        assert (referral.named_worker, referral.team, referral.source) == (world.staff, world.team, "A1")
        assert Request.objects.get(referral=referral).way == Way.PRACTICE
        assert Holding.objects.get(person=referral.person, until=None).team == world.team
        assert referral.person.gp_registrations.get().practice_code == "P81001"


def test_somebody_known_keeps_their_referral(client: Client, world: World) -> None:
    response = client.post(NEW, {"text": "9434765919"}, follow=True)
    assert f"{NEW}{world.person.reference}/" in response.content.decode()
    client.post(f"{NEW}{world.person.reference}/", booked(world))
    with in_tenant(world.tenant.pk):
        assert Appointment.objects.get().referral == world.referral


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_on_day": "17"}, "must be today or in the future"),
        ({"starts_on_day": "18", "starts_time": "9am"}, "Choose a time that is still to come"),
        ({"starts_time": "9"}, "must be a time"),
        ({"mechanism": "zz"}, "from the list"),
        ({"duration_minutes": "0"}, "must be 5 or more"),
    ],
)
def test_what_is_wrong_is_told(client: Client, world: World, changes: dict[str, str], words: str) -> None:
    told = client.post(f"{NEW}{world.person.reference}/", booked(world, **changes)).content.decode()
    assert words in told
    with in_tenant(world.tenant.pk):
        assert not Appointment.objects.exists()
        assert not Request.objects.exists()


def test_a_worker_is_not_booked_twice(client: Client, world: World) -> None:
    address = f"{NEW}{world.person.reference}/"
    assert client.post(address, booked(world)).status_code == 302
    told = client.post(address, booked(world, starts_time="9:45am")).content.decode()
    assert "Priya Nair has an appointment at 9:30am then" in told
    assert client.post(address, booked(world, starts_time="10am")).status_code == 302


def test_a_time_that_was_cancelled_is_free_again(world: World) -> None:
    slot = Slot(starts_at=NOW + timedelta(days=1), mechanism="01")
    with in_tenant(world.tenant.pk):

        def book() -> Appointment:
            return appointments.book(
                by=world.by, referral=world.referral, staff=world.staff, team=world.team, slot=slot
            )

        first = book()
        with pytest.raises(ValidationError, match="Say why"):
            appointments.cancel(by=world.by, appointment=first, reason=" ")
        appointments.cancel(by=world.by, appointment=first, reason="Ill")
        with pytest.raises(ValidationError, match="cancelled already"):
            appointments.cancel(by=world.by, appointment=first, reason="Ill")
        assert book().cancelled_at is None


def test_a_time_with_a_colleague_is_booked_and_cancelled(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        clinic = ground.team(name="Outpatient clinic", hub=world.hub)
        doctor = ground.staff_member(role=Role.CLINICIAN, hub=world.hub, team=clinic, name="Dr Rao")
    here = world.page("referrals", world.referral.reference)
    sent = booked(world, who=f"{clinic.public_id}/{doctor.public_id}")
    assert client.post(f"{here}appointments/new/", sent).status_code == 302
    again = client.post(f"{here}appointments/new/", sent).content.decode()
    assert "Dr Rao has an appointment at 9:30am then" in again
    with in_tenant(world.tenant.pk):
        made = Appointment.objects.get()
        assert (made.referral, made.staff, made.team) == (world.referral, doctor, clinic)
        assert not Request.objects.exists()
    address = f"{here}appointments/{made.public_id}/cancel/"
    assert "Say why the appointment is cancelled" in client.post(address, {"reason": ""}).content.decode()
    told = client.post(address, {"reason": "The doctor is ill"}, follow=True).content.decode()
    assert "The appointment is cancelled." in told
    assert "The doctor is ill" in told
    assert "was cancelled already" in client.post(address, {"reason": "Ill"}).content.decode()


def test_an_appointment_is_cancelled_from_its_own_referral(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        elsewhere = record.appointment(referral=record.referral(team=world.team))
    address = world.page(
        "referrals", world.referral.reference, "appointments", str(elsewhere.public_id), "cancel"
    )
    assert client.post(address, {"reason": "Ill"}).status_code == 404


def test_nothing_is_booked_after_the_end(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        record.end(world.referral, NOW.date())
    address = world.page("referrals", world.referral.reference, "appointments", "new")
    sent = booked(world, who=f"{world.team.public_id}/{world.staff.public_id}")
    assert "This referral was closed already" in client.post(address, sent).content.decode()
    with in_tenant(world.tenant.pk):
        assert not Appointment.objects.exists()


def test_only_for_a_team_of_one_s_own(world: World) -> None:
    with in_tenant(world.tenant.pk):
        other = ground.team()
        by = ground.actor(Role.CLINICIAN, hub=world.hub, team=ground.team())
        held = record.referral(team=world.team)
        slot = Slot(starts_at=timezone.now() + timedelta(days=1), mechanism="01")
        with pytest.raises(ValidationError, match="team that you work in"):
            appointments.book_directly(
                by=by, team=other, asked=Asked(way=Way.PRACTICE), slot=slot, person=held.person
            )
