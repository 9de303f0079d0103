"""The months that the night computes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reporting.rules.periods import add_months, iter_months, last_day


@dataclass(frozen=True, slots=True)
class Month:
    """A month to be computed as at a day in it: its last day, unless the month is not over then."""

    end: dt.date
    as_at: dt.date

    @classmethod
    def of(cls, day: dt.date, *, as_at: dt.date) -> Month:
        """The month that a day lies in, as far as ``as_at`` has come."""
        return cls(last_day(day), min(last_day(day), as_at))

    @property
    def code(self) -> str:
        """ "2025-06" """
        return f"{self.end:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Computed:
    """How far a month has been computed: to which day, from what was recorded before when, by which definitions."""

    as_at: dt.date
    read_at: dt.datetime
    definitions: str


def newest(count: int, *, as_at: dt.date) -> list[Month]:
    """So many months, the last of them the one that ``as_at`` lies in."""
    return [Month.of(day, as_at=as_at) for day in iter_months(add_months(as_at, 1 - count), as_at)]


def stale(
    *,
    first: dt.date | None,
    last: dt.date | None,
    as_at: dt.date,
    computed: Mapping[dt.date, Computed],
    definitions: str,
    changed_since: Callable[[dt.datetime], dt.date | None],
) -> list[Month]:
    """Which of the months from the first to the last with data, and of that of ``as_at``, have to be computed.

    ``changed_since`` says the earliest day that something recorded since a moment is about; every month that ends
    on or after it may have changed, as later months look back.
    """
    span = [] if first is None or last is None else list(iter_months(first, min(last, as_at)))
    months = [Month.of(day, as_at=as_at) for day in [*span, as_at]]
    return [
        month
        for month in dict.fromkeys(months)
        if is_stale(month, computed.get(month.end), definitions, changed_since)
    ]


def is_stale(
    month: Month,
    found: Computed | None,
    definitions: str,
    changed_since: Callable[[dt.datetime], dt.date | None],
) -> bool:
    """Whether the month was never computed, or to another day, by other definitions, or from less than is known now."""
    if found is None or found.as_at != month.as_at or found.definitions != definitions:
        return True
    changed = changed_since(found.read_at)
    return changed is not None and changed <= month.end
