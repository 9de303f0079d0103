"""How long short-term support may be: six weeks, which is agreed with the person when it begins."""

from __future__ import annotations

import datetime as dt

from config import formats

# Six weeks, the first and the last day counted.
MOST_DAYS = 42


def last_day(starts_on: dt.date) -> dt.date:
    """The latest day on which support that begins on a day may end."""
    return starts_on + dt.timedelta(days=MOST_DAYS - 1)


def faults(*, starts_on: dt.date, ends_on: dt.date, received_on: dt.date) -> dict[str, str]:
    """What is wrong with the days, by field; empty when they can be."""
    wrong = {}
    if starts_on < received_on:
        words = f"Choose a day on or after {formats.date(received_on)}, when the referral was received"
        wrong["starts_on"] = words
    if ends_on < starts_on:
        wrong["ends_on"] = "The support must end on or after the day it begins"
    elif ends_on > last_day(starts_on):
        wrong["ends_on"] = f"Six weeks are the most: choose a day up to {formats.date(last_day(starts_on))}"
    return wrong
