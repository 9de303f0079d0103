"""What reminders say and when they go. On the screen of a telephone that lies about they give nothing away: when and
where, whom to ring, and neither the service's name nor what the appointment is about.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from config import formats

BEFORE = dt.timedelta(days=2)
# Nobody's telephone buzzes at night (Accessible Information Standard: reach people as suits them).
FIRST_HOUR, LAST_HOUR = 8, 20
# Whoever is told later than this sits in the bus already.
TOO_LATE = dt.timedelta(hours=2)
BY_TELEPHONE, BY_VIDEO = "02", "11"
GIVES_AWAY = re.compile(
    r"mental|psych|counsel|therap|crisis|cmht|camhs|iapt|talking|wellbeing|well-being|addiction|eating|trauma|recovery",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Slot:
    """An appointment as it may be told. ``phone`` is whom to ring, empty when nobody said."""

    starts_at: dt.datetime
    mechanism: str = ""
    place: str = ""
    phone: str = ""


def by_day(moment: dt.datetime) -> dt.datetime:
    """The moment itself between 8am and 8pm in London, else the next 8am."""
    there = moment.astimezone(formats.LONDON)
    if FIRST_HOUR <= there.hour < LAST_HOUR:
        return moment
    day = there.date() + dt.timedelta(days=there.hour >= LAST_HOUR)
    return dt.datetime.combine(day, dt.time(FIRST_HOUR), formats.LONDON)


def where(slot: Slot) -> str:
    """How to get there: by telephone, by video, or the place, when its name gives nothing away."""
    if slot.mechanism == BY_TELEPHONE:
        return "by telephone"
    if slot.mechanism == BY_VIDEO:
        return "by video"
    if not slot.place or GIVES_AWAY.search(slot.place):
        return "at the place that you know"
    return f"at {slot.place}"


def when(slot: Slot) -> str:
    """Tuesday 24 November at 2:35pm."""
    day = formats.london_date(slot.starts_at)
    return f"{day:%A} {day.day} {day:%B} at {formats.time(slot.starts_at)}"


def reminder(slot: Slot) -> str:
    return f"Reminder: your appointment is on {when(slot)}, {where(slot)}. {_ring(slot, 'To change it')}"


def changed(slot: Slot) -> str:
    return f"Your appointment has changed. It is now on {when(slot)}, {where(slot)}. {_ring(slot, 'To change it')}"


def cancelled(slot: Slot) -> str:
    return f"Your appointment on {when(slot)} is cancelled. {_ring(slot, 'To ask why, or for a new time,')}"


def received(reference: str, phone: str, in_touch_by: dt.date) -> str:
    """To somebody who asked for help themselves, about what happens next and by when; just as discreet."""
    ring = f" To speak with us, ring {phone}." if phone else ""
    day = f"{in_touch_by:%A} {in_touch_by.day} {in_touch_by:%B}"
    return (
        f"We have your request. Your reference is {reference}. Somebody reads it on the next working day, and gets in"
        f" touch with you by {day}.{ring} If it cannot wait, call 111, or 999 in an emergency."
    )


def _ring(slot: Slot, why: str) -> str:
    if slot.phone:
        return f"{why} ring {slot.phone}."
    return f"{why} ring the person who gave it to you."


@dataclass(frozen=True)
class Waiting:
    """How much waits for a worker, by what it is."""

    four_weeks_near: int = 0
    four_weeks_over: int = 0
    steps_today: int = 0
    steps_late: int = 0

    @property
    def lines(self) -> Sequence[str]:
        told = (
            (self.four_weeks_over, "person has", "people have", "waited longer than four weeks"),
            (self.four_weeks_near, "person’s", "people’s", "four weeks end within 7 days"),
            (self.steps_late, "next step is", "next steps are", "late"),
            (self.steps_today, "next step is", "next steps are", "due today"),
        )
        return [f"{formats.plural(count, one, many)} {rest}" for count, one, many, rest in told if count]


def digest(waiting: Waiting, link: str) -> str:
    """To a worker, once a day: how much waits, and where to look. Never whom it is about."""
    lines = "\n".join(f"- {line}" for line in waiting.lines)
    return (
        f"This waits for you, or for your team while nobody is named:\n\n{lines}\n\n{link}\n\n"
        "Sign in to see it. This message does not say whom it is about."
    )
