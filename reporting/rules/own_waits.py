"""The waits that people feel, beside the national clock: their own, and the one that the tenant promises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from config import formats
from hubs.rules.local_waits import WaitEnd, WaitStart


@dataclass(frozen=True)
class OwnWait:
    """From ``started_on`` to ``ended_on``, or to ``today`` while it goes on. ``target`` is in days."""

    started_on: dt.date
    ended_on: dt.date | None
    today: dt.date
    target: int

    @property
    def days(self) -> int:
        return ((self.ended_on or self.today) - self.started_on).days

    @property
    def in_time(self) -> bool:
        return self.days <= self.target

    @property
    def words(self) -> str:
        """How it stands, as a sentence without its full stop."""
        begun = formats.date(self.started_on)
        if self.ended_on:
            return f"From {begun} to {formats.date(self.ended_on)}: {formats.days(self.days)}"
        return f"Since {begun}: {formats.days(self.days)} so far"


def of(
    start: WaitStart,
    end: WaitEnd,
    *,
    starts: Mapping[WaitStart, dt.date],
    ends: Mapping[WaitEnd, dt.date | None],
    today: dt.date,
    target: int,
) -> OwnWait:
    """The wait from one event to another. An end before the start did not end this wait.

    ``starts`` has a day for each event, ``ends`` a day or None for what has not happened.
    """
    begun, ended = starts[start], ends[end]
    return OwnWait(begun, ended if ended and ended >= begun else None, today, target)
