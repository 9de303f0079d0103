"""An appointment is moved: its history stays, the person is told as they agreed to, and nobody moves it blindly."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from hubs.models import AuditEvent
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from hubs.tenancy.history import because
from referrals.actions import appointments, closings, reminders, requests
from referrals.actions.appointments import Slot
from referrals.models import Appointment, OutgoingMessage, Person
from referrals.models.message import SendState
from referrals.selectors import appointments as selectors
from tests.factories import ground
from tests.referrals.conftest import NOW, TODAY, World
from tests.referrals.test_contact_page import text_of

NEXT_WEEK = NOW + dt.timedelta(days=7)
IN_TWO_WEEKS = NOW + dt.timedelta(days=14)


@pytest.fixture
def inside(world: World) -> Any:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        Person.objects.filter(pk=world.person.pk).update(email="amara@example.org")
        requests.set_needs(by=world.by, person=world.person, may_email=True)
        yield world


def booked(world: World, at: dt.datetime = NEXT_WEEK) -> Appointment:
    slot = Slot(at, "01", 60, "Moorside House")
    return appointments.book(
        by=world.by, referral=world.referral, staff=world.staff, team=world.team, slot=slot
    )


def moved(world: World, held: Appointment, **given: Any) -> Appointment:
    told = {"staff": world.staff, "team": world.team, "reason": "She works on that day"}
    slot = given.pop("slot", None) or Slot(IN_TWO_WEEKS, "01", 60, "Moorside House")
    return appointments.move(by=world.by, appointment=held, slot=slot, **{**told, **given})


def due(world: World) -> int:
    return reminders.queue_due(by=system_actor(world.tenant.pk))


def waiting() -> list[str]:
    return list(OutgoingMessage.objects.filter(state=SendState.WAITING).values_list("body", flat=True))


def test_how_it_was_stays_with_who_moved_it_and_why(inside: World) -> None:
    held = booked(inside)
    other = ground.staff_member(name="Ola Reid", team=inside.team)
    moved(inside, held, staff=other)
    now = Appointment.objects.get()
    assert (now.starts_at, now.staff_id, now.place) == (IN_TWO_WEEKS, other.pk, "Moorside House")
    (was,) = selectors.moves([now])[now.pk]
    assert (was.starts_at, was.staff_id, was.by, was.reason) == (
        NEXT_WEEK,
        inside.staff.pk,
        "Priya Nair",
        "She works on that day",
    )
    told = AuditEvent.objects.get(action="appointment.moved").detail
    assert dt.datetime.fromisoformat(told["from"]) == NEXT_WEEK


def test_what_is_cancelled_after_a_move_was_moved_once(inside: World) -> None:
    held = moved(inside, booked(inside))
    appointments.cancel(by=inside.by, appointment=held, reason="Ill")
    with because("Nothing of it"):
        Appointment.objects.filter(pk=held.pk).update(cancel_reason="Very ill")
    assert len(selectors.moves([Appointment.objects.get()])[held.pk]) == 1


def test_the_person_is_told_at_once_and_reminded_later(inside: World) -> None:
    moved(inside, booked(inside))
    (words,) = waiting()
    assert words.startswith("Your appointment has changed. It is now on Wednesday 2 July at 2:35pm")
    assert due(inside) == 0
    with time_machine.travel(IN_TWO_WEEKS - dt.timedelta(days=1), tick=False):
        assert due(inside) == 1
        assert due(inside) == 0
    assert waiting()[-1].startswith("Reminder: your appointment is on Wednesday 2 July")


def test_a_reminder_of_the_old_time_is_not_sent_any_more(inside: World) -> None:
    held = booked(inside, NOW + dt.timedelta(days=1))
    assert due(inside) == 1
    moved(inside, held)
    (words,) = waiting()
    assert "has changed" in words


def test_told_the_day_before_it_is_not_told_again(inside: World) -> None:
    held = booked(inside, NOW + dt.timedelta(days=1))
    due(inside)
    moved(inside, held, slot=Slot(NOW + dt.timedelta(days=1, hours=1), "01", 60, "Moorside House"))
    assert due(inside) == 0
    assert len(waiting()) == 1


def test_each_move_is_told_even_back_to_the_same_time(inside: World) -> None:
    held = booked(inside)
    moved(inside, held)
    moved(inside, held, slot=Slot(NEXT_WEEK, "01", 60, "Moorside House"))
    moved(inside, held, slot=Slot(NEXT_WEEK, "11", 60, ""))
    (words,) = waiting()
    assert "on Wednesday 25 June at 2:35pm, by video" in words
    assert OutgoingMessage.objects.count() == 3


def test_who_did_not_agree_is_not_written_to(inside: World) -> None:
    requests.set_needs(by=inside.by, person=inside.person, may_email=False)
    moved(inside, booked(inside))
    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"slot": Slot(NEXT_WEEK, "01", 60, "Moorside House")}, "Nothing would change"),
        ({"slot": Slot(NOW, "01")}, "still to come"),
        ({"reason": " "}, "Say why the appointment is moved"),
        ({"seen": 1}, "Somebody has moved this appointment since you opened it"),
    ],
)
def test_what_cannot_be_moved(inside: World, given: dict[str, Any], words: str) -> None:
    held = booked(inside)
    with pytest.raises(ValidationError, match=words):
        moved(inside, held, **given)
    assert Appointment.objects.get().starts_at == NEXT_WEEK


def test_not_what_is_cancelled_has_passed_or_is_over(inside: World) -> None:
    held = booked(inside)
    with time_machine.travel(NEXT_WEEK, tick=False), pytest.raises(ValidationError, match="It has passed"):
        moved(inside, held)
    appointments.cancel(by=inside.by, appointment=held, reason="Ill")
    with pytest.raises(ValidationError, match="It was cancelled, on 18 June 2025"):
        moved(inside, held)
    closings.close(by=inside.by, referral=inside.referral, on=TODAY, reason="02")
    with pytest.raises(ValidationError, match="closed already"):
        moved(inside, held)


def test_not_over_another_appointment_but_over_itself(inside: World) -> None:
    held = booked(inside)
    booked(inside, IN_TWO_WEEKS)
    with pytest.raises(ValidationError, match="Priya Nair has an appointment"):
        moved(inside, held)
    moved(inside, held, slot=Slot(NEXT_WEEK + dt.timedelta(minutes=30), "01"))


def test_the_page_moves_it_and_shows_where_it_was(world: World, client: Client) -> None:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        held = booked(world)
    where = world.page("referrals", world.referral.reference, "appointments", str(held.public_id), "move")
    page = client.get(where).content.decode()
    assert "It is on 25 June 2025 at 2:35pm with Priya Nair" in text_of(page)
    assert 'name="starts_on_day" type="text" value="25"' in page
    sent = {
        "seen": "0",
        "who": f"{world.team.public_id}/{world.staff.public_id}",
        "starts_on_day": "2",
        "starts_on_month": "7",
        "starts_on_year": "2025",
        "starts_time": "14:35",
        "duration_minutes": "60",
        "mechanism": "01",
        "place": "Moorside House",
    }
    assert "Say why the appointment is moved" in client.post(where, sent).content.decode()
    assert client.post(where, {**sent, "reason": "She works then"}).status_code == 302
    shown = text_of(client.get(world.page("referrals", world.referral.reference)).content.decode())
    assert "2 July 2025 at 2:35pm" in shown
    assert "Moved by" in shown
    # The day of the move is the database's own, which no test sets.
    told = shown.split("Moved by")[1]
    assert told.startswith(" Priya Nair on ")
    assert " from 25 June 2025 at 2:35pm: She works then" in told
    again = client.post(where, {**sent, "starts_on_day": "3", "reason": "Mine"}).content.decode()
    assert (
        "Somebody has moved this appointment since you opened it: it is on 2 July 2025 at 2:35pm now" in again
    )
