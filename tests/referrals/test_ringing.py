"""What nobody answers rings after 2 working days and escalates after 5, once each, for all at the same cost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hubs.models import AuditEvent, StaffMember, TeamMembership
from hubs.rules.roles import Role
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from referrals.actions import advice, handovers
from referrals.actions.ringing import Rung
from referrals.models import Advice, Handover, IncomingHandover, OutgoingMessage, Referral
from tests.factories import exchanges, ground, record
from tests.referrals.conftest import NOW, World
from tests.referrals.passing_on import Receiver, receiver, send

WEDNESDAY, FRIDAY = NOW.date(), dt.date(2025, 6, 20)
NEXT_WEDNESDAY = dt.date(2025, 6, 25)


@pytest.fixture
def to(world: World) -> Any:
    with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
        yield receiver()


def ring(world: World, day: dt.date) -> Rung:
    with time_machine.travel(dt.datetime.combine(day, dt.time(7, 15), NOW.tzinfo), tick=False):
        return handovers.ring(by=system_actor(world.tenant.pk, "morning"))


def told(kind: str) -> list[int | None]:
    return sorted(OutgoingMessage.objects.filter(kind=kind).values_list("staff", flat=True), key=str)


def ids(*staff: StaffMember) -> list[int]:
    return sorted((member.pk for member in staff), key=str)


def test_it_rings_on_its_day_and_not_before(world: World, to: Receiver) -> None:
    handover = send(world, to)
    assert ring(world, FRIDAY - dt.timedelta(days=1)) == Rung(0, 0)
    assert ring(world, FRIDAY) == Rung(1, 0)
    handover.refresh_from_db()
    assert handover.rung_at is not None
    assert handover.escalated_at is None
    # The team that is to answer, and the worker whom the person turns to meanwhile.
    assert told("exchange-rings") == ids(world.staff, to.staff)


def test_it_rings_once(world: World, to: Receiver) -> None:
    send(world, to)
    ring(world, FRIDAY)
    assert ring(world, FRIDAY) == Rung(0, 0)
    assert ring(world, FRIDAY + dt.timedelta(days=1)) == Rung(0, 0)
    assert OutgoingMessage.objects.count() == 2


def test_it_escalates_to_the_managers_of_both_hubs(world: World, to: Receiver) -> None:
    send(world, to)
    ours = ground.staff_member(role=Role.MANAGER, hub=world.hub)
    theirs = ground.staff_member(role=Role.MANAGER, hub=to.team.hub)
    everywhere = ground.staff_member(role=Role.MANAGER)
    ground.staff_member(role=Role.MANAGER, hub=ground.hub())
    ground.staff_member(role=Role.CLINICIAN, hub=world.hub)
    ring(world, FRIDAY)
    assert ring(world, NEXT_WEDNESDAY) == Rung(0, 1)
    assert told("exchange-escalates") == ids(ours, theirs, everywhere)
    assert "/handovers/" in OutgoingMessage.objects.filter(kind="exchange-escalates")[0].body


def test_after_a_week_without_a_morning_it_does_both(world: World, to: Receiver) -> None:
    send(world, to)
    assert ring(world, dt.date(2025, 7, 1)) == Rung(1, 1)


def test_a_question_rings_too_and_what_ended_does_not(world: World, to: Receiver) -> None:
    handovers.question(by=to.by, handover=send(world, to), text="Since when?")
    ended = handovers.send(
        by=world.by, referral=record.referral(team=world.team), team=to.team, **exchanges.TOLD
    )
    handovers.confirm(by=to.by, handover=ended)
    assert ring(world, FRIDAY) == Rung(1, 0)


def test_a_receiver_outside_is_reminded_without_the_secret(world: World, to: Receiver) -> None:
    send(world, receiver="practice", to_name="Moorside Surgery", to_email="desk@moorside.example")
    ring(world, FRIDAY)
    reminder = OutgoingMessage.objects.get(kind="handover-reminder")
    assert reminder.address == "desk@moorside.example"
    assert "/answer/" not in reminder.body
    assert "18 June 2025" in reminder.body
    assert "Okafor" not in reminder.body


def test_advice_rings_with_the_specialist_who_was_asked(world: World, to: Receiver) -> None:
    ground.staff_member(role=Role.CLINICIAN, team=to.team)
    advice.ask_for(
        by=world.by, question="May she drive?", from_team=world.team, to_team=to.team, asked_of=to.staff
    )
    assert ring(world, FRIDAY) == Rung(1, 0)
    assert told("exchange-rings") == ids(world.staff, to.staff)


def test_what_came_from_another_system_rings_here(world: World, to: Receiver) -> None:
    exchanges.incoming(to_team=to.team)
    assert ring(world, FRIDAY) == Rung(1, 0)
    assert told("exchange-rings") == ids(to.staff)


def test_who_cannot_sign_in_is_not_written_to(world: World, to: Receiver) -> None:
    send(world, to)
    to.staff.is_active = False
    to.staff.save()
    ring(world, FRIDAY)
    assert told("exchange-rings") == ids(world.staff)


def test_the_team_that_is_told_is_that_of_the_day(world: World, to: Receiver) -> None:
    send(world, to)
    left, coming, stays = (ground.staff_member(team=to.team) for _ in range(3))
    days = TeamMembership.objects.filter(team=to.team)
    days.filter(staff=left).update(ends_on=FRIDAY - dt.timedelta(days=1))
    days.filter(staff=coming).update(starts_on=FRIDAY + dt.timedelta(days=1))
    days.filter(staff=stays).update(ends_on=FRIDAY)
    ring(world, FRIDAY)
    assert told("exchange-rings") == ids(world.staff, to.staff, stays)


def test_where_the_worker_has_left_whoever_sent_it_is_told(world: World, to: Receiver) -> None:
    gone = ground.staff_member(team=world.team, is_active=False)
    Referral.objects.filter(pk=world.referral.pk).update(named_worker=gone)
    send(world, to)
    ring(world, FRIDAY)
    assert told("exchange-rings") == ids(world.staff, to.staff)


def test_the_morning_is_in_the_audit(world: World, to: Receiver) -> None:
    send(world, to)
    ring(world, FRIDAY)
    event = AuditEvent.objects.get(action="exchanges.rung")
    assert (event.staff_id, event.detail) == (None, {"rung": 1, "escalated": 0, "messages": 2})


def test_many_cost_no_more_queries_than_one(world: World, to: Receiver) -> None:
    def cost(rows: int) -> int:
        for model in (Handover, Advice, IncomingHandover):
            model.objects.update(rung_at=NOW, escalated_at=NOW)
        for _ in range(rows):
            exchanges.handover(referral=record.referral(team=world.team), to_team=to.team)
            exchanges.advice(from_team=world.team, to_team=to.team)
            exchanges.incoming(to_team=to.team)
        with CaptureQueriesContext(connection) as captured:
            assert ring(world, NEXT_WEDNESDAY) == Rung(3 * rows, 3 * rows)
        return len(captured)

    assert cost(1) == cost(12)
