"""Advice asked of specialists by teams and GPs, and sessions given to others."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hubs.models import AuditEvent, GpPractice
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.actions import advice
from referrals.models import Advice, OutgoingMessage
from referrals.models.exchange import State
from referrals.selectors import advice as selectors
from tests.factories import ground
from tests.referrals.conftest import TODAY, World
from tests.referrals.passing_on import Receiver, receiver


@pytest.fixture
def to(world: World) -> Any:
    """The specialists."""
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        GpPractice.objects.get_or_create(code="P81001", defaults={"name": "Moorside Surgery"})
        yield receiver("Perinatal consultants")


def ask(world: World, to: Receiver, **given: Any) -> Advice:
    return advice.ask_for(
        by=world.by,
        **{"question": "May she drive?", "from_team": world.team, "to_team": to.team, **given},
    )


def session(world: World, **given: Any) -> Advice:
    values = {
        "kind": "training",
        "topic": "Working with voices",
        "from_team": world.team,
        "held_on": TODAY,
        "duration_minutes": 90,
        "took_part": 12,
        **given,
    }
    return advice.session(by=world.by, **values)


def test_a_question_with_its_own_clock_and_its_answer(world: World, to: Receiver) -> None:
    asked = ask(world, to, person=world.person)
    assert (asked.rings_on, asked.escalates_on) == (dt.date(2025, 6, 20), dt.date(2025, 6, 25))
    assert selectors.waiting_for(to.by).to_us == [asked]
    given = advice.give(by=to.by, advice=asked, answer=" Yes, from next week. ")
    assert (given.state, given.answer) == (State.CONFIRMED, "Yes, from next week.")
    assert given.confirmed_name == "Rosa Adeyemi, Perinatal consultants"
    assert list(selectors.ended_for(world.by)) == [asked]
    assert OutgoingMessage.objects.get(kind="exchange-confirmed").staff_id == world.staff.pk


def test_for_a_gp_practice(world: World, to: Receiver) -> None:
    asked = ask(world, to, asked_by_practice="p81001", asker_name="Dr Shah")
    assert (asked.asked_by_practice, asked.asker_name) == ("P81001", "Dr Shah")
    opened = selectors.find(asked.public_id, by=to.by)
    assert opened is not None
    assert opened.practice == "Moorside Surgery"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"asked_by_practice": "P00000", "asker_name": "Dr Shah"}, "practice"),
        ({"asked_by_practice": "P81001", "asker_name": " "}, "asker_name"),
        ({"question": " "}, "empty"),
    ],
)
def test_what_is_missing(world: World, to: Receiver, given: dict[str, str], code: str) -> None:
    with pytest.raises(ValidationError) as error:
        ask(world, to, **given)
    assert error.value.code == code
    assert not Advice.objects.exists()


def test_another_team_or_one_specialist_of_ones_own(world: World, to: Receiver) -> None:
    with pytest.raises(ValidationError, match="Select another team"):
        ask(world, to, to_team=world.team)
    ask(world, to, to_team=world.team, asked_of=world.staff)


def test_asked_back_and_answered(world: World, to: Receiver) -> None:
    asked = ask(world, to)
    advice.question(by=to.by, advice=asked, text="Which dose?")
    asked.refresh_from_db()
    assert asked.state == State.QUESTIONED
    advice.reply(by=world.by, advice=asked, text="10 mg.")
    asked.refresh_from_db()
    assert asked.state == State.WAITING
    assert [message.text for message in asked.messages.all()] == ["Which dose?", "10 mg."]


def test_each_side_does_its_part(world: World, to: Receiver) -> None:
    asked = ask(world, to)
    with pytest.raises(PermissionDenied):
        advice.give(by=world.by, advice=asked, answer="Yes")
    with pytest.raises(PermissionDenied):
        advice.withdraw(by=to.by, advice=asked, why="No")
    with pytest.raises(PermissionDenied):
        ask(world, to, from_team=to.team)
    advice.withdraw(by=world.by, advice=asked, why="Not needed")
    with pytest.raises(ValidationError, match="The sender took it back"):
        advice.give(by=to.by, advice=asked, answer="Yes")


def test_advice_is_not_confirmed_without_an_answer(world: World, to: Receiver) -> None:
    asked = ask(world, to)
    with pytest.raises(ValidationError, match="Write your answer"):
        advice.give(by=to.by, advice=asked, answer="")
    with pytest.raises(ValidationError, match="confirmed by its answer"):
        advice.confirm_session(by=to.by, advice=asked)


def test_who_may_open_the_person_sees_whom_it_is_about(world: World, to: Receiver) -> None:
    asked = ask(world, to, person=world.person)
    ours, theirs = (selectors.find(asked.public_id, by=by) for by in (world.by, to.by))
    assert ours is not None
    assert theirs is not None
    assert ours.found is not None
    assert (ours.is_sender, ours.is_receiver) == (True, False)
    assert theirs.found is None
    assert (theirs.is_sender, theirs.is_receiver) == (False, True)
    stranger = selectors.find(asked.public_id, by=ground.actor(Role.CLINICIAN, hub=ground.hub()))
    assert stranger is not None
    assert not stranger.is_sender
    assert not stranger.is_receiver


def test_a_session_is_confirmed_by_the_team_that_received_it(world: World, to: Receiver) -> None:
    given = session(world, to_team=to.team)
    with pytest.raises(PermissionDenied):
        advice.confirm_session(by=world.by, advice=given)
    advice.confirm_session(by=to.by, advice=given)
    given.refresh_from_db()
    assert (given.state, given.took_part, given.duration_minutes) == (State.CONFIRMED, 12, 90)
    with pytest.raises(ValidationError, match="confirmed it on"):
        advice.confirm_session(by=to.by, advice=given)


def test_a_session_for_an_organisation_without_a_team_here(world: World, to: Receiver) -> None:
    given = session(world, kind="supervision", to_name="Moorside Surgery")
    with pytest.raises(PermissionDenied):
        advice.confirm_session(by=to.by, advice=given, name="Dr Shah")
    with pytest.raises(ValidationError, match="Enter the name"):
        advice.confirm_session(by=world.by, advice=given)
    advice.confirm_session(by=world.by, advice=given, name="Dr Shah")
    given.refresh_from_db()
    assert given.confirmed_name == "Dr Shah, Moorside Surgery"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"kind": "advice"}, "kind"),
        ({"held_on": TODAY + dt.timedelta(days=1)}, "held_on"),
        ({"duration_minutes": 0}, "minutes"),
        ({"took_part": 0}, "took_part"),
        ({"to_name": ""}, "to"),
    ],
)
def test_a_session_that_cannot_have_been(
    world: World, to: Receiver, wrong: dict[str, Any], code: str
) -> None:
    with pytest.raises(ValidationError) as error:
        session(world, **{"to_name": "Moorside Surgery", **wrong})
    assert error.value.code == code
    assert not Advice.objects.exists()


def test_it_is_in_the_audit(world: World, to: Receiver) -> None:
    advice.give(by=to.by, advice=ask(world, to), answer="Yes")
    session(world, to_team=to.team)
    actions = AuditEvent.objects.filter(object_type="advice").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["advice.asked", "advice.given", "advice.session"]
