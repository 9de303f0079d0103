"""Record sets read by processes of their own: killed in the middle, two at once, and seen while they run."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from outcomes.models import CodedScore
from referrals.models import CareActivity, Contact, Person, Referral
from reporting.actions.record_sets import INTERRUPTED
from reporting.mhsds.made_up import write_record_set
from reporting.models import Finding, RecordChunk, RecordSet
from reporting.models.record_set import RecordSetState
from reporting.selectors import record_sets
from tests.factories import ground
from tests.reporting.record_dump import dump
from tests.reporting.record_set_files import APRIL, MAY, SETS, read

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

Process = subprocess.Popen[str]


@contextmanager
def importing(folder: Path, tenant: Tenant) -> Iterator[Process]:
    """``manage.py import_mhsds`` in a process of its own, ended with the block if it has not ended by itself."""
    command = [sys.executable, "manage.py", "import_mhsds", str(folder), "--tenant", tenant.slug]
    process = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DEBUG": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for(
    tenant: Tenant, condition: Callable[[list[RecordSet]], bool], *processes: Process
) -> list[RecordSet]:
    """Look at the record sets, as a page would, until they are as wanted. Fails when a process ends before."""
    for _ in range(1200):
        with in_tenant(tenant.pk):
            seen = list(RecordSet.objects.order_by("pk"))
        if condition(seen):
            return seen
        for process in processes:
            assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    raise AssertionError([(one.state, one.progress) for one in seen])


def _until_left(tenant: Tenant) -> None:
    """The database ends the statement that it was at before it sees that nobody waits for it."""
    for _ in range(600):
        with in_tenant(tenant.pk):
            if record_sets.is_left(RecordSet.objects.get()):
                return
        time.sleep(0.05)
    raise AssertionError("the reading is not taken for left")


def held(tenant: Tenant) -> dict[str, int]:
    with in_tenant(tenant.pk):
        models = (Person, Referral, Contact, CareActivity, CodedScore, RecordChunk, Finding)
        return {model.__name__: model.objects.count() for model in models}


def test_a_reading_that_is_killed_leaves_nothing_and_can_be_done_again(
    tenant: Tenant, tmp_path: Path
) -> None:
    folder = tmp_path / "2025-05"
    write_record_set(folder, "RXA", dt.date(2025, 5, 1), people=2_000, contacts=20_000)
    with importing(folder, tenant) as process:
        (seen,) = wait_for(
            tenant,
            lambda sets: bool(sets) and sets[0].progress.get("stage") == "Writing contacts and scores",
            process,
        )
        assert seen.state == RecordSetState.READING
        assert 0 < seen.progress["done"] <= seen.progress["total"]
        with in_tenant(tenant.pk):
            assert not record_sets.is_left(seen)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert set(held(tenant).values()) == {0}
    with in_tenant(tenant.pk):
        assert RecordSet.objects.get().state == RecordSetState.READING
    _until_left(tenant)
    with importing(folder, tenant) as process:
        out, error = process.communicate(timeout=120)
        assert process.returncode == 0, error
        assert "RXA, May 2025: taken." in out
    with in_tenant(tenant.pk):
        first, second = RecordSet.objects.order_by("pk")
        assert (first.state, first.error) == (RecordSetState.FAILED, INTERRUPTED)
        assert second.state == RecordSetState.TAKEN
    undisturbed = ground.tenant()
    with in_tenant(undisturbed.pk):
        read(folder)
    assert held(tenant) == held(undisturbed)
    assert held(tenant)["Contact"] == 20_000


def test_two_readings_of_a_tenant_wait_for_each_other(tenant: Tenant) -> None:
    def both_wait(sets: list[RecordSet]) -> bool:
        stages = [one.progress.get("stage") for one in sets]
        return stages == ["Waiting until another record set has been read"] * 2

    with psycopg.connect(os.environ["DATABASE_URL"]) as turn:
        turn.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"record sets of tenant {tenant.pk}"]
        )
        with importing(SETS / MAY, tenant) as first, importing(SETS / APRIL, tenant) as second:
            seen = wait_for(tenant, both_wait, first, second)
            assert [one.state for one in seen] == [RecordSetState.WAITING] * 2
            assert set(held(tenant).values()) == {0}
            turn.commit()
            for process in (first, second):
                _, error = process.communicate(timeout=120)
                assert process.returncode == 0, error
    other = ground.tenant()
    with in_tenant(other.pk):
        read(SETS / APRIL)
        read(SETS / MAY)
        one_after_the_other = dump(voided=True)
    with in_tenant(tenant.pk):
        assert dump(voided=True) == one_after_the_other
