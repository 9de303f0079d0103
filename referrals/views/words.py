"""What the timeline says codes and moments in."""

from __future__ import annotations

import datetime as dt

from config import formats
from hubs.selectors import codes
from referrals.rules import attendance as attendances
from referrals.rules import procedures

code = codes.label
procedure = procedures.in_words
attendance = attendances.in_words
took_place = attendances.took_place


def day(text: str) -> str:
    """A date or moment as the database writes it into JSON."""
    moment = dt.datetime.fromisoformat(text)
    return formats.short_datetime(moment) if moment.tzinfo else formats.short_date(moment.date())
