"""One email a day to each worker for whom something waits, by the one clock, at the same cost for many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hubs.models import StaffMember, Team, TeamMembership, Tenant, User
from hubs.rules.roles import Role
from hubs.selectors.staff import system_actor
from hubs.tenancy import current_tenant_id, in_tenant
from hubs.tenancy.tasks import HEADER
from referrals.models import NextStep, OutgoingMessage, Referral
from referrals.rules.reminders import Waiting
from reporting.actions import digests
from reporting.selectors.digests import of_tenant
from reporting.tasks import remind_in_tenant
from tests.factories import ground, record

# A Wednesday.
TODAY = dt.date(2025, 6, 18)


@pytest.fixture
def team(tenant: Tenant) -> Iterator[Team]:
    with (
        time_machine.travel(dt.datetime(2025, 6, 18, 7, 30, tzinfo=dt.UTC), tick=False),
        in_tenant(tenant.pk),
    ):
        yield ground.team(hub=ground.hub(), team_type="A06")


def waits(team: Team, days: int, worker: StaffMember | None = None) -> Referral:
    """Somebody grown up who has waited so many days and was not seen."""
    return record.referral(team=team, named_worker=worker, received_on=TODAY - dt.timedelta(days=days))


def step(referral: Referral, staff: StaffMember, due_on: dt.date) -> NextStep:
    return NextStep.objects.create(referral=referral, kind="do", what="Ring her", staff=staff, due_on=due_on)


def member(team: Team | None = None) -> StaffMember:
    return ground.staff_member(role=Role.CLINICIAN, team=team)


def queue() -> int:
    return digests.queue_due(by=system_actor(current_tenant_id()))


def test_the_named_worker_is_told_of_waits_that_end_soon_and_ended(team: Team) -> None:
    worker = member(team)
    # The last day within four weeks is the 28th: from seven days before it to the day itself it is near.
    for days in (20, 21, 28, 29, 56, 57):
        waits(team, days, worker)
    assert of_tenant(TODAY) == {worker.pk: Waiting(four_weeks_near=2, four_weeks_over=2)}


def test_steps_of_today_and_late_ones(team: Team) -> None:
    worker = member(team)
    held = waits(team, 1, worker)
    for days in (-1, 0, 1, 2):
        step(held, worker, TODAY - dt.timedelta(days=days))
    assert of_tenant(TODAY) == {worker.pk: Waiting(steps_today=1, steps_late=2)}


def test_without_a_worker_the_team_is_told_and_without_a_team_the_manager(team: Team) -> None:
    waits(team, 28)
    manager = ground.staff_member(role=Role.MANAGER, hub=team.hub)
    ground.staff_member(role=Role.MANAGER, hub=ground.hub())
    assert set(of_tenant(TODAY)) == {manager.pk}
    one, two = member(team), member(team)
    gone = member(team)
    StaffMember.objects.filter(pk=gone.pk).update(is_active=False)
    assert set(of_tenant(TODAY)) == {one.pk, two.pk}


def test_the_team_is_that_of_today_and_of_those_who_can_sign_in(team: Team) -> None:
    waits(team, 28)
    left, coming, stays, locked = (member(team) for _ in range(4))
    days = TeamMembership.objects.filter(team=team)
    days.filter(staff=left).update(ends_on=TODAY - dt.timedelta(days=1))
    days.filter(staff=coming).update(starts_on=TODAY + dt.timedelta(days=1))
    days.filter(staff=stays).update(ends_on=TODAY)
    User.objects.filter(staff_member=locked).update(is_active=False)
    assert set(of_tenant(TODAY)) == {stays.pk}


def test_a_worker_who_cannot_sign_in_passes_it_to_the_team(team: Team) -> None:
    locked, stays = member(team), member(team)
    waits(team, 28, locked)
    User.objects.filter(staff_member=locked).update(is_active=False)
    assert set(of_tenant(TODAY)) == {stays.pk}


def test_a_worker_who_left_passes_it_to_the_team(team: Team) -> None:
    gone, left = member(team), member(team)
    waits(team, 28, gone)
    StaffMember.objects.filter(pk=gone.pk).update(is_active=False)
    assert set(of_tenant(TODAY)) == {left.pk}


def test_one_email_a_day_that_says_nobodys_name(team: Team) -> None:
    worker = member(team)
    held = waits(team, 28, worker)
    step(held, worker, TODAY)
    assert queue() == 1
    assert queue() == 1
    (made,) = OutgoingMessage.objects.all()
    assert (made.staff_id, made.kind) == (worker.pk, "digest")
    assert "1 person’s four weeks end within 7 days" in made.body
    assert "/due/" in made.body
    assert held.person.family_name not in made.body
    assert held.reference not in made.body
    with time_machine.travel(dt.datetime(2025, 6, 19, 7, 30, tzinfo=dt.UTC), tick=False):
        queue()
    assert OutgoingMessage.objects.count() == 2


def test_weekends_are_left_in_peace(team: Team) -> None:
    worker = member(team)
    waits(team, 28, worker)
    with time_machine.travel(dt.datetime(2025, 6, 21, 7, 30, tzinfo=dt.UTC), tick=False):
        assert queue() == 0


def test_many_cost_no_more_than_one(team: Team) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            of_tenant(TODAY)
        return len(captured)

    step(waits(team, 28), member(team), TODAY)
    one = queries()
    for _ in range(6):
        step(waits(team, 28, member(team)), member(team), TODAY)
    assert queries() == one <= 6


def test_the_task_of_a_tenant_puts_them_in(team: Team) -> None:
    waits(team, 28, member(team))
    sent = remind_in_tenant.apply(headers={HEADER: str(current_tenant_id())})
    assert sent.get() == 1
    assert OutgoingMessage.objects.filter(kind="digest").count() == 1
