"""Runs of the night: what they keep, two at once, killed in the middle, and picked up by a real worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from hubs.models import AuditEvent, Tenant
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from referrals.models import Person, Referral
from reporting import tasks
from reporting.actions import month as months_
from reporting.actions import night
from reporting.models import ComputedMonth, IndicatorValue, NightlyRun, ReferralFact, SpellFact
from reporting.models.night import RunState
from tests.factories import ground
from tests.plugins.worker import StartWorker
from tests.reporting.care_world import action, checked, plan_of, rated, registered
from tests.reporting.clock_world import Story, reference_data
from tests.reporting.night_world import JUNE

FACTS: tuple[Any, ...] = (IndicatorValue, *months_.FACTS.values())
PROJECT = Path(__file__).resolve().parents[2]
MONTHS = ["2025-03", "2025-04", "2025-05", "2025-06"]


@pytest.fixture
def tenant_with_data(transactional_db: None) -> Tenant:
    reference_data()
    tenant = ground.tenant()
    fill(tenant)
    return tenant


def fill(tenant: Tenant) -> None:
    """The same four months of made-up people in any tenant."""
    with in_tenant(tenant.pk):
        for number in range(12):
            story = Story(birth_date=date(1950 + 4 * number, 1, 1))
            referral = story.referred("2025-03-10", "2025-05-20" if number % 4 == 0 else None)
            story.seen(referral, "2025-04-01")
            if number % 2:
                story.helped(referral, "2025-04-05")
            if number % 3 == 0:
                story.seen(referral, "2025-06-03")
                rated(referral, "2025-04-02", 3)
                rated(referral, "2025-05-02", 3 + number % 2)
                registered(story.person)
                checked(story.person, "weight", "2025-05-03")
                action(plan_of(story.person), "2025-05-12")


def rows(tenant: Tenant) -> dict[str, list[tuple[object, ...]]]:
    """All that a night writes, without the numbers of rows and runs, and of people and referrals as they came."""
    with in_tenant(tenant.pk):
        smallest = _smallest_ids()
        return {
            model.__name__: sorted(
                (_relative(dict(row), smallest) for row in model.objects.values()), key=str
            )
            for model in FACTS
        } | {"months": list(ComputedMonth.objects.order_by("period_end").values_list("period_end", "as_at"))}


def _smallest_ids() -> dict[str, int]:
    people, referrals = Person.objects.order_by("pk").first(), Referral.objects.order_by("pk").first()
    assert people
    assert referrals
    return {"person_id": people.pk, "referral_id": referrals.pk, "latest_referral_id": referrals.pk}


def _relative(row: dict[str, Any], smallest: dict[str, int]) -> tuple[object, ...]:
    gone = {"id", "run_id", "tenant_id", "provider_id", "row_id"}
    return tuple(
        value - smallest[name] if name in smallest else value
        for name, value in sorted(row.items())
        if name not in gone
    )


def undisturbed() -> dict[str, list[tuple[object, ...]]]:
    """What another tenant with the same data has after one quiet night."""
    twin = ground.tenant()
    fill(twin)
    night.run(by=system_actor(twin.pk), as_at=JUNE)
    return rows(twin)


def runs(tenant: Tenant) -> list[NightlyRun]:
    with in_tenant(tenant.pk):
        return list(NightlyRun.objects.order_by("started_at"))


class TestWhatARunKeeps:
    def test_when_how_long_and_which_months(self, tenant_with_data: Tenant) -> None:
        told: list[str] = []
        run = night.run(by=system_actor(tenant_with_data.pk), as_at=JUNE, tell=told.append)
        assert (run.state, run.months, run.as_at) == (RunState.DONE, MONTHS, JUNE)
        assert list(run.seconds) == MONTHS
        assert {"people", "spell", "writing"} <= set(run.seconds["2025-06"])
        assert run.finished_at
        assert run.started_at <= run.finished_at
        assert run.values_written > 1000
        assert [line[:7] for line in told] == MONTHS
        with in_tenant(tenant_with_data.pk):
            actions = AuditEvent.objects.filter(object_reference=str(run.key)).values_list(
                "action", flat=True
            )
            assert sorted(actions) == ["night.ended", "night.started"]

    def test_what_failed_and_months_that_were_done_stay_done(
        self, tenant_with_data: Tenant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = months_.compute

        def fail_in_may(month: Any, **given: Any) -> int:
            if month.code == "2025-05":
                raise ValueError("the disk is full\nwith somebody's name in the second line")
            return real(month, **given)

        monkeypatch.setattr(months_, "compute", fail_in_may)
        with pytest.raises(ValueError, match="the disk is full"):
            night.run(by=system_actor(tenant_with_data.pk), as_at=JUNE)
        (run,) = runs(tenant_with_data)
        assert (run.state, run.error) == (RunState.FAILED, "ValueError: the disk is full")
        assert list(run.seconds) == ["2025-03", "2025-04"]
        monkeypatch.undo()
        again = night.run(by=system_actor(tenant_with_data.pk), as_at=JUNE)
        assert again.months == ["2025-05", "2025-06"]
        assert rows(tenant_with_data) == undisturbed()

    def test_half_a_month_is_never_seen(
        self, tenant_with_data: Tenant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*given: Any) -> int:
            raise ValueError("after the facts, before the values")

        monkeypatch.setattr(months_, "_write_values", fail)
        with pytest.raises(ValueError, match="after the facts"):
            night.run(by=system_actor(tenant_with_data.pk), as_at=JUNE)
        with in_tenant(tenant_with_data.pk):
            assert not SpellFact.objects.exists()
            assert not ReferralFact.objects.exists()

    def test_one_tenant_s_failure_does_not_stop_another_s(
        self, tenant_with_data: Tenant, start_worker: StartWorker
    ) -> None:
        broken = ground.tenant()
        with in_tenant(broken.pk):
            story = Story()
            story.referred("2025-06-01")
        start_worker()
        with holding(f"tenant {broken.pk}"):
            tasks.nightly.send_to(broken.pk, "2025-06-30")
            tasks.nightly.send_to(tenant_with_data.pk, "2025-06-30")
            wait_for(lambda: [run.state for run in runs(tenant_with_data)] == [RunState.DONE])
            assert [run.state for run in runs(broken)] == [RunState.RUNNING]
        wait_for(lambda: [run.state for run in runs(broken)] == [RunState.DONE])

    def test_the_night_starts_a_task_for_each_tenant(
        self, tenant_with_data: Tenant, start_worker: StartWorker
    ) -> None:
        other = ground.tenant()
        start_worker()
        tasks.start_the_night.delay()
        yesterday = timezone.localdate() - timedelta(days=1)
        for tenant in (tenant_with_data, other):
            wait_for(partial(_done_once, tenant, yesterday))


class TestTwoAtOnce:
    def test_two_processes_end_with_the_rows_of_one(self, tenant_with_data: Tenant) -> None:
        with holding(f"tenant {tenant_with_data.pk}"):
            both = [nightly(tenant_with_data) for _ in range(2)]
            wait_for(lambda: len([run for run in runs(tenant_with_data) if run.months]) == 2)
        outputs = [process.communicate(timeout=120)[0] for process in both]
        assert [process.returncode for process in both] == [0, 0], outputs
        assert [run.state for run in runs(tenant_with_data)] == [RunState.DONE] * 2
        assert rows(tenant_with_data) == undisturbed()
        assert (
            sum("computed by another run" in line for output in outputs for line in output.splitlines()) == 4
        )

    def test_asked_for_the_same_months_twice_at_once(self, tenant_with_data: Tenant) -> None:
        both = [nightly(tenant_with_data, "--months", "4") for _ in range(2)]
        outputs = [process.communicate(timeout=120)[0] for process in both]
        assert [process.returncode for process in both] == [0, 0], outputs
        assert rows(tenant_with_data) == undisturbed()


class TestKilled:
    def test_killed_in_the_middle_and_run_again(self, tenant_with_data: Tenant) -> None:
        started: list[subprocess.Popen[str]] = []
        with stopped_after(2, tenant_with_data, lambda: started.append(nightly(tenant_with_data))):
            kill(started[0])
        (left,) = runs(tenant_with_data)
        assert left.state == RunState.RUNNING
        silence(tenant_with_data)
        again = night.run(by=system_actor(tenant_with_data.pk), as_at=JUNE)
        assert again.months == ["2025-05", "2025-06"]
        assert [run.state for run in runs(tenant_with_data)] == [RunState.LEFT, RunState.DONE]
        assert rows(tenant_with_data) == undisturbed()

    def test_killed_while_it_writes(self, tenant_with_data: Tenant) -> None:
        """The rows of the month that was being written are gone with its transaction."""
        with psycopg.connect(os.environ["DATABASE_URL"]) as other:
            other.execute("lock table reporting_indicatorvalue in share mode")
            process = nightly(tenant_with_data)
            wait_for(lambda: bool(active("update reporting_indicatorvalue")))
            kill(process)
        wait_for(lambda: not active("update reporting_indicatorvalue"))
        with in_tenant(tenant_with_data.pk):
            assert not SpellFact.objects.exists()
        night.run(by=system_actor(tenant_with_data.pk), as_at=JUNE)
        assert rows(tenant_with_data) == undisturbed()

    def test_run_that_works_is_not_taken_for_left_however_long_it_is_silent(
        self, tenant_with_data: Tenant
    ) -> None:
        with holding(f"tenant {tenant_with_data.pk}"):
            process = nightly(tenant_with_data)
            wait_for(lambda: bool(runs(tenant_with_data)) and bool(runs(tenant_with_data)[0].months))
            wait_for(waits_for_its_turn)
            silence(tenant_with_data)
            with in_tenant(tenant_with_data.pk):
                night._mark_left()
            assert [run.state for run in runs(tenant_with_data)] == [RunState.RUNNING]
        process.communicate(timeout=120)
        assert [run.state for run in runs(tenant_with_data)] == [RunState.DONE]

    def test_worker_killed_in_the_middle_is_picked_up_by_another(
        self, tenant_with_data: Tenant, start_worker: StartWorker
    ) -> None:
        worker = start_worker()
        with stopped_after(
            2, tenant_with_data, lambda: tasks.nightly.send_to(tenant_with_data.pk, "2025-06-30")
        ):
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait(30)
        assert [run.state for run in runs(tenant_with_data)] == [RunState.RUNNING]
        silence(tenant_with_data)
        start_worker()
        tasks.pick_up_the_night.delay()
        wait_for(lambda: [run.state for run in runs(tenant_with_data)] == [RunState.LEFT, RunState.DONE])
        assert rows(tenant_with_data) == undisturbed()


def nightly(tenant: Tenant, *more: str) -> subprocess.Popen[str]:
    """The command in a process of its own, on the test database."""
    command = [sys.executable, "manage.py", "nightly", "--tenant", tenant.slug, "--as-at", str(JUNE), *more]
    return subprocess.Popen(
        command,
        cwd=PROJECT,
        env={**os.environ, "DEBUG": "1"},
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def stopped_after(months: int, tenant: Tenant, start: Callable[[], object]) -> Iterator[None]:
    """Start a run of the tenant, let it compute so many months, and have it wait where it would begin the next."""
    name = f"night of tenant {tenant.pk}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as other:
        other.execute("select pg_advisory_lock(hashtextextended(%s, 0))", [name])
        start()
        for _ in range(months):
            wait_for(waits_for_its_turn)
            # Whoever waits for a lock gets it in turn: the run does one month, and then it is for us again.
            other.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", [name])
            other.execute("select pg_advisory_lock(hashtextextended(%s, 0))", [name])
        wait_for(waits_for_its_turn)
        with in_tenant(tenant.pk):
            assert ComputedMonth.objects.count() == months
        yield


def kill(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def waits_for_its_turn() -> bool:
    return bool(active("pg_advisory_xact_lock"))


@contextmanager
def holding(name: str) -> Iterator[None]:
    """Hold a lock of the night from another session."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as other:
        other.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"night of {name}"])
        yield


def silence(tenant: Tenant) -> None:
    """Make the tenant's runs look as if nothing had been heard of them for an hour."""
    with in_tenant(tenant.pk):
        NightlyRun.objects.filter(state=RunState.RUNNING).update(
            heartbeat_at=timezone.now() - timedelta(hours=1), started_at=timezone.now() - timedelta(hours=1)
        )


def active(statement: str) -> list[Any]:
    """Sessions of others that are at work on a statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pid from pg_stat_activity where usename = current_user and state = 'active'"
            " and pid <> pg_backend_pid() and query ilike %s",
            [f"%{statement}%"],
        )
        found: list[Any] = cursor.fetchall()
        return found


def wait_for(done: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def _done_once(tenant: Tenant, as_at: date) -> bool:
    return [(run.state, run.as_at) for run in runs(tenant)] == [(RunState.DONE, as_at)]
