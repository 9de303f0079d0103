"""When a contact can have been, and when a careful colleague would ask again.

Faults stop a contact; doubts are shown and may be confirmed. Dates and times are local (Europe/London), as
nationally.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from config import formats

LONGEST_MINUTES = 600


class Part(StrEnum):
    """The field that a fault is about."""

    DATE = "occurred_on"
    TIME = "occurred_time"
    DURATION = "duration_minutes"


@dataclass(frozen=True)
class Fault:
    part: Part
    words: str


@dataclass(frozen=True)
class Doubt:
    """``code`` is what the form sends back when the doubt was read and the contact is to be saved all the
    same; it names what was doubted, so that a day changed afterwards is asked about again.
    """

    code: str
    words: str


def faults(
    *,
    occurred_on: dt.date,
    occurred_time: dt.time | None,
    received_on: dt.date,
    now: dt.datetime,
    duration_minutes: int | None = None,
) -> list[Fault]:
    """Why this cannot be; empty when it can. ``now`` is local time."""
    return [
        *_of_the_moment(occurred_on, occurred_time, received_on, now),
        *_of_the_duration(duration_minutes),
    ]


def _of_the_moment(day: dt.date, time: dt.time | None, received_on: dt.date, now: dt.datetime) -> list[Fault]:
    if day > now.date():
        return [Fault(Part.DATE, "Date of contact must be today or in the past")]
    if day < received_on:
        words = (
            f"Date of contact must be on or after {formats.date(received_on)}, when the referral was received"
        )
        return [Fault(Part.DATE, words)]
    if time and day == now.date() and time > now.time():
        return [Fault(Part.TIME, f"Time of contact must be now or earlier: it is {formats.time(now.time())}")]
    return []


def _of_the_duration(minutes: int | None) -> list[Fault]:
    if minutes is None or 1 <= minutes <= LONGEST_MINUTES:
        return []
    words = f"Duration must be between 1 and {LONGEST_MINUTES} minutes. Log longer work as several contacts"
    return [Fault(Part.DURATION, words)]


def doubts(*, occurred_on: dt.date, discharged_on: dt.date | None, today: dt.date) -> list[Doubt]:
    """What to ask before saving: the referral was closed before that day, or its month has been sent off."""
    found = []
    if discharged_on and occurred_on > discharged_on:
        found.append(
            Doubt(
                f"after-discharge-{discharged_on}",
                f"The referral was closed on {formats.date(discharged_on)}, before this contact."
                " Reopen it or choose another referral if the person is being helped again.",
            )
        )
    if month_is_closed(occurred_on, today=today):
        found.append(
            Doubt(
                f"closed-month-{occurred_on:%Y-%m}",
                f"{formats.month(occurred_on)} has already been reported nationally. The contact is kept, and"
                " is counted nationally only when that month is sent again.",
            )
        )
    return found


def month_is_closed(day: dt.date, *, today: dt.date) -> bool:
    """Whether the national window for the month of ``day`` is over: it ends with the month that follows.

    Earlier months of the same financial year may be sent again (MHSDS multiple submission model).
    """
    behind = (today.year - day.year) * 12 + today.month - day.month
    return behind >= 2
