"""A run of the night: the months that need it are computed, each in a transaction of its own.

A run may be killed at any moment, and may run twice at once. A month is written whole or not at all; two runs of a
tenant take turns month by month and do not do again what the other has just done; a run whose process is gone is
marked as left by the next one, which finds what it left undone by itself.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable

from django.db import connection
from django.utils import timezone

from hubs.actions import audit
from hubs.models import Tenant
from hubs.rules.roles import Actor
from hubs.tenancy import in_tenant
from reporting.actions import month as months_
from reporting.models import ComputedMonth, NightlyRun
from reporting.models.night import RunState
from reporting.rules.months import Month, newest
from reporting.selectors import night

Tell = Callable[[str], None]

# A run that works holds a lock; between two months it holds none, for much less than this.
LEFT_AFTER = dt.timedelta(seconds=60)
# Shorter stages are kept with the run, and not told.
WORTH_TELLING = 0.05


def run(
    *, by: Actor, as_at: dt.date | None = None, months: int | None = None, tell: Tell = lambda line: None
) -> NightlyRun:
    """Compute the indicators of the tenant of ``by`` as at a day (today when not said), and return the run.

    ``months`` is how many months to make anew, the last of them that of ``as_at``; without it those are made
    whose data has changed since they were, or that never were. ``tell`` is given a line for each month. What goes
    wrong is kept in the run and raised again; months that were done stay done.
    """
    day = as_at or timezone.localdate()
    held = _begin(by, day, months)
    try:
        for month in _plan(by, held, day, months):
            _compute(by, held, month, again=months is not None, tell=tell)
    except Exception as error:
        _end(by, held, RunState.FAILED, error=f"{type(error).__name__}: {str(error).splitlines()[0]}")
        raise
    return _end(by, held, RunState.DONE)


def _begin(by: Actor, as_at: dt.date, months: int | None) -> NightlyRun:
    with in_tenant(by.tenant_id):
        _mark_left()
        held: NightlyRun = NightlyRun.objects.create(
            as_at=as_at, heartbeat_at=timezone.now(), stage="looking for changes"
        )
        detail = {"as_at": str(as_at), "months": months}
        audit.record(
            by=by, action="night.started", obj_type="nightly_run", reference=str(held.key), detail=detail
        )
    return held


def _mark_left() -> None:
    """Say of runs whose process is gone that they were left."""
    silent = NightlyRun.objects.filter(state=RunState.RUNNING, heartbeat_at__lt=timezone.now() - LEFT_AFTER)
    for left in silent:
        if _try_lock(f"run {left.pk}"):
            left.state, left.finished_at = RunState.LEFT, timezone.now()
            left.save(update_fields=["state", "finished_at"])


def _plan(by: Actor, held: NightlyRun, day: dt.date, months: int | None) -> list[Month]:
    with in_tenant(by.tenant_id):
        _lock(f"run {held.pk}")
        wanted = night.stale_months(day) if months is None else newest(months, as_at=day)
        _beat(held, months=[month.code for month in wanted], stage="waiting for its turn")
    return wanted


def _compute(by: Actor, held: NightlyRun, month: Month, *, again: bool, tell: Tell) -> None:
    """Compute one month, unless another run has just done so."""
    clock = _StopClock(month, tell)
    with in_tenant(by.tenant_id):
        _lock(f"run {held.pk}")
        _lock(f"tenant {by.tenant_id}")
        if again or night.is_stale(month):
            read_at, definitions = night.read_at(), night.definitions()
            within = Tenant.objects.values_list("within_days", flat=True).get(pk=by.tenant_id)
            held.values_written += months_.compute(month, within_days=within, run=held, stage=clock.stage)
            done = {"as_at": month.as_at, "read_at": read_at, "definitions": definitions, "run": held}
            ComputedMonth.objects.update_or_create(period_end=month.end, defaults=done)
        _beat(held, seconds={**held.seconds, month.code: clock.stop()}, stage=f"{month.code} done")


def _beat(held: NightlyRun, **changes: object) -> None:
    held.heartbeat_at = timezone.now()
    for name, value in changes.items():
        setattr(held, name, value)
    held.save(update_fields=["heartbeat_at", "values_written", *changes])


def _end(by: Actor, held: NightlyRun, state: RunState, *, error: str = "") -> NightlyRun:
    with in_tenant(by.tenant_id):
        held.refresh_from_db(fields=["values_written", "seconds"])
        _beat(held, state=state, error=error, finished_at=timezone.now(), **({} if error else {"stage": ""}))
        detail = {"state": state.value, "values": held.values_written}
        audit.record(
            by=by, action="night.ended", obj_type="nightly_run", reference=str(held.key), detail=detail
        )
    return held


class _StopClock:
    """Seconds of each stage of a month."""

    def __init__(self, month: Month, tell: Tell) -> None:
        self.month, self.tell = month, tell
        self.seconds: dict[str, float] = {}
        self.name = ""
        self.since = time.monotonic()

    def stage(self, name: str) -> None:
        """The stage before has ended, this one begins."""
        self._end_stage()
        self.name, self.since = name, time.monotonic()

    def stop(self) -> dict[str, float]:
        """The seconds of all stages; none when nothing was to be done."""
        self._end_stage()
        stages = ", ".join(
            f"{name} {seconds:.2f}" for name, seconds in self.seconds.items() if seconds >= WORTH_TELLING
        )
        total = (
            f"{sum(self.seconds.values()):7.2f} s  {stages}" if self.seconds else "computed by another run"
        )
        self.tell(f"{self.month.code}  {total}")
        return self.seconds

    def _end_stage(self) -> None:
        if self.name:
            self.seconds[self.name] = round(time.monotonic() - self.since, 3)
        self.name = ""


def _lock(name: str) -> None:
    """Wait for a lock that the transaction's end, or the death of its process, lets go."""
    _ask("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"night of {name}"])


def _try_lock(name: str) -> bool:
    return bool(_ask("select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"night of {name}"]))


def _ask(statement: str, values: Iterable[str]) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        row = cursor.fetchone()
    return row[0] if row else None
