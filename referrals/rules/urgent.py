"""Urgent, and not a crisis: somebody is seen within seven days of asking."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from config import formats
from referrals.rules.ways import URGENT, URGENT_DAYS


@dataclass(frozen=True)
class Urgent:
    """``seen_on`` is the day of the first contact that counts nationally; None while there is none."""

    due_on: dt.date
    seen_on: dt.date | None

    @property
    def in_time(self) -> bool:
        return self.seen_on is not None and self.seen_on <= self.due_on

    def is_overdue(self, today: dt.date) -> bool:
        return self.seen_on is None and today > self.due_on

    def words(self, today: dt.date) -> str:
        """How it stands, as a sentence without its full stop."""
        if self.seen_on:
            when = "in time" if self.in_time else f"{_days(self.seen_on, self.due_on)} late"
            return f"Seen on {formats.date(self.seen_on)}, {when}"
        if self.is_overdue(today):
            return f"Should have been seen by {formats.date(self.due_on)}, {_days(today, self.due_on)} ago"
        left = "which is today" if today == self.due_on else f"{_days(self.due_on, today)} left"
        return f"To be seen by {formats.date(self.due_on)}, {left}"


def due_on(received_on: dt.date) -> dt.date:
    return received_on + dt.timedelta(days=URGENT_DAYS)


def of_referral(*, priority: str, received_on: dt.date, seen_on: dt.date | None) -> Urgent | None:
    """None for a referral that is not urgent; an emergency is a crisis, which has ways of its own."""
    return Urgent(due_on(received_on), seen_on) if priority == URGENT else None


def _days(later: dt.date, earlier: dt.date) -> str:
    return formats.days((later - earlier).days)
