"""The person's own wait, and the wait as a tenant defines it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from hubs.models import Tenant
from hubs.rules.local_waits import Promise, WaitEnd, WaitStart
from hubs.rules.roles import Role
from hubs.selectors.staff import actor_of, member
from referrals.models import Referral
from reporting.rules import own_waits
from reporting.selectors import clock
from reporting.selectors import own_waits as selector
from reporting.selectors.clock import Clock
from reporting.selectors.own_waits import Waits
from tests.factories import ground, record
from tests.reporting.clock_world import Story, reference_data

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("ended", "days", "in_time"),
    [(None, 30, False), (date(2025, 4, 29), 28, True), (date(2025, 4, 30), 29, False)],
)
def test_days_and_whether_in_time(ended: date | None, days: int, in_time: bool) -> None:
    found = own_waits.of(
        WaitStart.REQUESTED,
        WaitEnd.HELP,
        starts={WaitStart.REQUESTED: date(2025, 4, 1), WaitStart.RECEIVED: date(2025, 4, 3)},
        ends=dict.fromkeys(WaitEnd, ended),
        today=date(2025, 5, 1),
        target=28,
    )
    assert (found.days, found.in_time, found.ended_on) == (days, in_time, ended)


def test_what_ended_before_it_began_did_not_end_it() -> None:
    found = own_waits.of(
        WaitStart.RECEIVED,
        WaitEnd.CONTACT,
        starts=dict.fromkeys(WaitStart, date(2025, 4, 3)),
        ends=dict.fromkeys(WaitEnd, date(2025, 4, 2)),
        today=date(2025, 4, 5),
        target=28,
    )
    assert found.words == "Since 3 April 2025: 2 days so far"


def waits(referral: Referral, promise: Promise | None = None) -> Waits:
    running = clock.running(clock.for_person(referral.person_id))
    found = selector.of_person([referral], running, promise or Promise())
    assert found is not None
    return found


@pytest.fixture
def referral(in_a_tenant: Tenant) -> Referral:
    reference_data()
    team = ground.team(hub=ground.hub(), team_type="A06")
    return record.referral(team=team, received_on=TODAY - 20 * DAY, first_requested_on=TODAY - 25 * DAY)


def test_runs_from_the_first_request_to_anybody(referral: Referral) -> None:
    found = waits(referral)
    assert (found.own.days, found.own.ended_on) == (25, None)
    record.contact(referral=referral, occurred_on=TODAY - 10 * DAY, attendance="3")
    assert waits(referral).own.ended_on is None, "a missed appointment is no help"
    record.contact(referral=referral, occurred_on=TODAY - 5 * DAY)
    assert (waits(referral).own.days, waits(referral).own.ended_on) == (20, TODAY - 5 * DAY)


def test_help_of_an_earlier_time_does_not_end_it(referral: Referral) -> None:
    before = record.referral(person=referral.person, team=referral.team, received_on=TODAY - 90 * DAY)
    record.end(before, TODAY - 40 * DAY)
    record.contact(referral=before, occurred_on=TODAY - 26 * DAY)
    assert waits(referral).own.ended_on is None
    record.contact(referral=before, occurred_on=TODAY - 25 * DAY)
    assert waits(referral).own.days == 0


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("requested", "help", 23),
        ("received", "contact", 15),
        ("received", "second_contact", 20),
        ("requested", "all", 25),
    ],
)
def test_the_tenants_own_definition_is_data(referral: Referral, start: str, end: str, days: int) -> None:
    record.contact(referral=referral, occurred_on=TODAY - 5 * DAY)
    record.plan(person=referral.person, provider=referral.provider, created_on=TODAY - 2 * DAY)
    promise = Promise(WaitStart(start), WaitEnd(end))
    assert waits(referral, promise).local.days == days
    row = selector.of_row(referral, clock.running(clock.for_person(referral.person_id)), promise)
    assert (row.local.days, row.local.ended_on) == (days, waits(referral, promise).local.ended_on)


def test_the_clock_to_look_at_first_is_the_one_that_has_run_longest(in_a_tenant: Tenant) -> None:
    reference_data()
    story = Story()
    first = story.referred("2025-04-01", provider="RXA")
    second = story.referred("2025-05-01", provider="RXB")

    def looked_at() -> Clock | None:
        return clock.running(story.clocks())

    for helped, started_on in ((None, first.received_on), (first, second.received_on)):
        if helped:
            story.helped(helped, "2025-05-20")
        found = looked_at()
        assert found is not None
        assert (found.started_on, found.is_running) == (started_on, True)
    story.helped(second, "2025-05-21")
    found = looked_at()
    assert found is not None
    assert (found.started_on, found.is_running) == (second.received_on, False)


def test_nobody_waits_without_an_open_referral(in_a_tenant: Tenant) -> None:
    assert selector.of_person([], None, Promise()) is None


def test_an_actor_knows_what_their_tenant_promises(in_a_tenant: Tenant) -> None:
    staff = member(ground.actor(Role.CLINICIAN))
    Tenant.objects.filter(pk=in_a_tenant.pk).update(
        local_wait_from="received", local_wait_until="contact", within_days=14
    )
    assert staff.user is not None
    by = actor_of(staff.user)
    assert by is not None
    assert by.promise == Promise(WaitStart.RECEIVED, WaitEnd.CONTACT, 14)
    assert by.promise.words == "The day the referral was received, until the first contact"
