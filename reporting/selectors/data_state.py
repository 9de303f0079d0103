"""The data that figures were made from: record sets read and missing, the run, and what is doubtful."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Subquery
from django.utils import timezone

from config import formats
from reporting.models import ComputedMonth, IndicatorValue, NightlyRun, RecordSet
from reporting.models.night import RunState
from reporting.models.record_set import RecordSetState
from reporting.rules.periods import Period, add_months, month_of
from reporting.rules.return_document import Submission
from reporting.rules.stored_values import Area

# A night that did not run is missed by the next midday.
OLD = dt.timedelta(hours=36)
# Who sent a record set in the year before is expected to go on.
EXPECTED_MONTHS = 12
SEEN_BY = "An administrator sees why under “Nightly runs”."


def submissions(quarter: Period) -> tuple[Submission, ...]:
    """Each provider's months of the quarter, read or missing. One query.

    A provider is expected from the first month it sent in the year to the quarter's end.
    """
    taken = RecordSet.objects.filter(
        state=RecordSetState.TAKEN,
        month__gte=add_months(quarter.end, 1 - EXPECTED_MONTHS),
        month__lte=quarter.end,
    )
    by_provider: dict[str, dict[dt.date, RecordSet]] = {}
    for one in taken.select_related("provider").order_by("provider__name", "month"):
        assert one.provider is not None
        assert one.month is not None
        by_provider.setdefault(one.provider.name, {})[one.month] = one
    return tuple(
        _submission(provider, month, sets.get(month))
        for provider, sets in by_provider.items()
        for month in quarter.months
        if month >= min(sets)
    )


def _submission(provider: str, month: dt.date, one: RecordSet | None) -> Submission:
    if one is None:
        return Submission(provider=provider, month=month, read_at=None)
    return Submission(
        provider=provider,
        month=month,
        read_at=one.finished_at,
        rows_read=_rows(one, "read"),
        rows_taken=_rows(one, "taken"),
        rows_warned=_rows(one, "warned"),
        rows_refused=_rows(one, "refused"),
    )


def _rows(one: RecordSet, what: str) -> int:
    tables: Mapping[str, Mapping[str, Any]] = one.summary
    return sum(int(table.get(what, 0)) for table in tables.values())


@dataclass(frozen=True, slots=True)
class Computed:
    """A month that the night has computed: up to which day, from what was recorded by when, and by which run."""

    period_end: dt.date
    as_at: dt.date
    read_at: dt.datetime
    run_key: UUID
    run_started_at: dt.datetime
    run_finished_at: dt.datetime | None

    @property
    def run(self) -> str:
        """As people speak of it: "run 3f2a9c1d of 2 July 2025"."""
        return f"run {self.run_key.hex[:8]} of {formats.date(self.run_started_at)}"


def computed_months() -> list[Computed]:
    """The months that the night has computed, newest first. One query."""
    found = ComputedMonth.objects.order_by("-period_end")
    return [Computed(*row) for row in found.values_list(*_COMPUTED)]


def computed(month: Period) -> Computed | None:
    """How one month was computed. One query."""
    row = ComputedMonth.objects.filter(period_end=month.end).values_list(*_COMPUTED).first()
    return Computed(*row) if row else None


def computed_for(month: Period, indicator: str, area: Area) -> tuple[Computed | None, str]:
    """How one month was computed, and by which version of its definition a figure of an area was. One query."""
    figure = IndicatorValue.objects.filter(
        indicator=indicator,
        period_end=month.end,
        level=area.level,
        level_code=area.code,
        breakdown="",
    )
    version = Subquery(figure.values("definition_version")[:1])
    found = ComputedMonth.objects.filter(period_end=month.end).annotate(version=version)
    row = found.values_list(*_COMPUTED, "version").first()
    return (Computed(*row[:-1]), row[-1] or "") if row else (None, "")


_COMPUTED = ("period_end", "as_at", "read_at", "run__key", "run__started_at", "run__finished_at")


def newest_month() -> Period:
    """The newest month that the night has computed; this month before its first. One query."""
    end = ComputedMonth.objects.order_by("-period_end").values_list("period_end", flat=True).first()
    return month_of(end or timezone.localdate())


def newest_run() -> NightlyRun | None:
    """The newest run that has come to an end, good or bad. One query."""
    ended = NightlyRun.objects.filter(state__in=(RunState.DONE, RunState.FAILED))
    return ended.order_by("-started_at").first()


def run_doubts(newest: NightlyRun | None, *, now: dt.datetime | None = None) -> tuple[str, ...]:
    """What a reader should know of the nights: the newest failed, or is too long ago."""
    if newest is None:
        return ()
    now = now or timezone.now()
    if newest.state == RunState.FAILED:
        when = formats.datetime(newest.started_at)
        return (
            f"The last nightly run, on {when}, failed: the figures are those of an earlier one. {SEEN_BY}",
        )
    ended = newest.finished_at or newest.started_at
    if now - ended > OLD:
        return (
            f"The figures were last computed on {formats.datetime(ended)}, more than a day and a half ago.",
        )
    return ()


def missing_doubts(found: Sequence[Submission]) -> tuple[str, ...]:
    """A sentence for each record set that has not come."""
    return tuple(
        f"{one.provider} has not sent {one.month:%B %Y}: what happened there in that month is not counted."
        for one in found
        if one.read_at is None
    )
