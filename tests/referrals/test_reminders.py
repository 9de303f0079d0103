"""People are told of appointments and that their request arrived: once, as they allowed, and giving nothing away."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from config.formats import LONDON
from hubs.models import Tenant
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from referrals.actions import appointments, reminders, requests
from referrals.actions.requests import Asked
from referrals.models import Appointment, OutgoingMessage, Person
from referrals.models.message import Channel, SendState
from referrals.models.request import Way
from referrals.rules import phones
from referrals.rules import reminders as rules
from referrals.rules.reminders import Slot, Waiting
from tests.factories import record
from tests.referrals.conftest import NOW, World

MOBILE, EMAIL = "07400 123456", "amara@example.org"
TOMORROW = NOW + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _texts_are_set_up(settings: Settings) -> None:
    settings.SMS_PROVIDER = "console"


@pytest.fixture
def told(world: World) -> Any:
    """The world, in force, with somebody who may be written to either way."""
    Tenant.objects.filter(pk=world.tenant.pk).update(public_phone="01632 960 100")
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        Person.objects.filter(pk=world.person.pk).update(phone=MOBILE, email=EMAIL)
        requests.set_needs(by=world.by, person=world.person, may_text=True, may_email=True)
        yield world


def appointment(world: World, starts_at: dt.datetime = TOMORROW, **given: Any) -> Appointment:
    values = {"mechanism": "01", "place": "Moorside House, Lord Street", **given}
    return Appointment.objects.create(
        **{
            "referral": world.referral,
            "staff": world.staff,
            "team": world.team,
            "starts_at": starts_at,
            **values,
        }
    )


def due(world: World) -> int:
    return reminders.queue_due(by=system_actor(world.tenant.pk))


def test_a_reminder_goes_out_two_days_before_and_once(told: World) -> None:
    appointment(told, NOW + dt.timedelta(days=2, minutes=1))
    assert due(told) == 0
    with time_machine.travel(NOW + dt.timedelta(minutes=2), tick=False):
        assert due(told) == 1
        assert due(told) == 0
    (made,) = OutgoingMessage.objects.all()
    assert (made.channel, made.address, made.person_id) == (Channel.TEXT, "+447400123456", told.person.pk)
    assert made.body == (
        "Reminder: your appointment is on Friday 20 June at 2:36pm, at Moorside House, Lord Street."
        " To change it ring 01632 960 100."
    )


@pytest.mark.parametrize(
    ("needs", "channel"),
    [
        ({"may_text": False}, Channel.EMAIL),
        ({"reach_by": "email"}, Channel.EMAIL),
        ({"reach_by": "phone"}, Channel.TEXT),
        ({"may_text": False, "may_email": False}, None),
    ],
)
def test_as_they_allowed_and_rather_be_reached(
    told: World, needs: dict[str, Any], channel: Channel | None
) -> None:
    requests.set_needs(by=told.by, person=told.person, **needs)
    appointment(told)
    due(told)
    assert list(OutgoingMessage.objects.values_list("channel", flat=True)) == ([channel] if channel else [])


@pytest.mark.parametrize("number", ["01253 000000", "12", "", "0740012345"])
def test_a_number_that_takes_no_texts_leaves_the_email(told: World, number: str) -> None:
    Person.objects.filter(pk=told.person.pk).update(phone=number)
    appointment(told)
    due(told)
    assert OutgoingMessage.objects.get().address == EMAIL


def test_where_no_texts_are_sent_it_is_an_email(told: World, settings: Settings) -> None:
    settings.SMS_PROVIDER = ""
    appointment(told)
    due(told)
    assert OutgoingMessage.objects.get().subject == "Your appointment"


def test_nobody_writes_to_the_dead_or_when_it_is_too_late(told: World) -> None:
    appointment(told, NOW + dt.timedelta(hours=1))
    assert due(told) == 0
    appointment(told)
    Person.objects.filter(pk=told.person.pk).update(death_date=NOW.date())
    assert due(told) == 0


def test_telephones_are_quiet_at_night(told: World) -> None:
    night = dt.datetime(2025, 6, 18, 23, 0, tzinfo=LONDON)
    appointment(told)
    with time_machine.travel(night, tick=False):
        due(told)
    assert OutgoingMessage.objects.get().due_at == dt.datetime(2025, 6, 19, 8, 0, tzinfo=LONDON)


def test_what_is_cancelled_is_told_and_not_reminded_of(told: World) -> None:
    held = appointment(told)
    due(told)
    appointments.cancel(by=told.by, appointment=held, reason="The worker is ill")
    assert due(told) == 1
    assert due(told) == 0
    states = dict(OutgoingMessage.objects.values_list("kind", "state"))
    assert states == {"appointment": SendState.CANCELLED, "appointment-cancelled": SendState.WAITING}
    words = OutgoingMessage.objects.get(kind="appointment-cancelled").body
    assert words.startswith("Your appointment on Thursday 19 June at 2:35pm is cancelled.")
    assert "ill" not in words.replace("will", "")


def test_a_new_time_is_told_as_a_change(told: World) -> None:
    held = appointment(told)
    due(told)
    Appointment.objects.filter(pk=held.pk).update(starts_at=TOMORROW + dt.timedelta(hours=1))
    assert due(told) == 1
    assert due(told) == 0
    assert "has changed. It is now on Thursday 19 June at 3:35pm" in OutgoingMessage.objects.last().body  # type: ignore[union-attr]


def test_who_asked_themselves_is_told_that_it_arrived(told: World) -> None:
    for way in (Way.SELF, Way.GP):
        made = requests.ask(by=told.by, asked=Asked(way=way, story="Low"), person=told.person)
    own = told.person.requests.get(way=Way.SELF)
    assert due(told) == 1
    assert due(told) == 0
    words = OutgoingMessage.objects.get().body
    assert own.reference in words
    assert made.reference not in words
    assert "Low" not in words


def test_all_at_the_same_cost(told: World) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            due(told)
        return len(captured)

    appointment(told)
    one = queries()
    for number in range(8):
        person = record.person(phone=MOBILE)
        requests.set_needs(by=told.by, person=person, may_text=True)
        appointment(told, TOMORROW + dt.timedelta(minutes=number), referral=record.referral(person=person))
    assert queries() <= one
    assert OutgoingMessage.objects.count() == 9


@given(
    place=st.sampled_from(["Northbrook Mental Health Centre", "Talking Therapies", "Psychology", "The CMHT"])
)
def test_the_place_gives_nothing_away(place: str) -> None:
    for words in (rules.reminder, rules.changed, rules.cancelled):
        assert place not in words(Slot(TOMORROW, "01", place))


def test_by_telephone_and_by_video() -> None:
    assert "by telephone. To change it ring the person" in rules.reminder(Slot(TOMORROW, "02", "x"))
    assert "by video." in rules.reminder(Slot(TOMORROW, "11"))


@given(moment=st.integers(0, 2 * 365 * 24 * 60).map(lambda passed: NOW + dt.timedelta(minutes=passed)))
def test_by_day_is_the_next_moment_of_the_day(moment: dt.datetime) -> None:
    due_at = rules.by_day(moment)
    assert 8 <= due_at.astimezone(LONDON).hour < 20
    assert dt.timedelta(0) <= due_at - moment <= dt.timedelta(hours=13)
    assert rules.by_day(due_at) == due_at


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (MOBILE, "+447400123456"),
        ("+44 7400 123 456", "+447400123456"),
        ("01632 960100", ""),
        ("x", ""),
        ("", ""),
    ],
)
def test_numbers_that_take_texts(text: str, number: str) -> None:
    assert phones.for_texts(text) == number


def test_the_digest_says_how_much_and_where() -> None:
    words = rules.digest(Waiting(1, 2, 1, 0), "https://hub.example/due/")
    assert (
        "- 2 people have waited longer than four weeks\n- 1 person’s four weeks end within 7 days\n" in words
    )
    assert "- 1 next step is due today\n\nhttps://hub.example/due/" in words
    assert "late" not in words
