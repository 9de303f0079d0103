"""How dates, numbers and identifiers are written on screen and paper: the NHS service manual's plain style.

Every function takes None and answers an empty string, so that a template can write
``{{ value | date or "Not recorded" }}``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

LONDON = ZoneInfo("Europe/London")
NOON = dt.time(12, 0)

Number = int | float | Decimal


def london_date(value: dt.date | dt.datetime) -> dt.date:
    """The calendar day in London; a moment without a time zone is refused with ValueError."""
    if not isinstance(value, dt.datetime):
        return value
    return _london(value).date()


def _london(value: dt.datetime) -> dt.datetime:
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone, so its London time is unknown")
    return value.astimezone(LONDON)


def date(value: dt.date | dt.datetime | None) -> str:
    """22 November 2026."""
    if value is None:
        return ""
    day = london_date(value)
    return f"{day.day} {day:%B %Y}"


def short_date(value: dt.date | dt.datetime | None) -> str:
    """22 Nov 2026, for tables."""
    if value is None:
        return ""
    return _short(london_date(value))


# Lists say the same few days over and over.
@lru_cache(maxsize=4096)
def _short(day: dt.date) -> str:
    return f"{day.day} {day:%b %Y}"


def month(value: dt.date | None) -> str:
    """November 2026."""
    return "" if value is None else f"{value:%B %Y}"


def time(value: dt.time | dt.datetime | None) -> str:
    """2:35pm, 9am, midday or midnight: the manual avoids 12am and 12pm, which people read both ways."""
    if value is None:
        return ""
    clock = _london(value).time() if isinstance(value, dt.datetime) else value
    if (clock.hour, clock.minute) in {(0, 0), (12, 0)}:
        return "midday" if clock.hour else "midnight"
    minutes = f":{clock.minute:02}" if clock.minute else ""
    return f"{clock.hour % 12 or 12}{minutes}{'pm' if clock >= NOON else 'am'}"


def datetime(value: dt.datetime | None) -> str:
    """22 November 2026 at 2:35pm."""
    return "" if value is None else f"{date(value)} at {time(value)}"


def short_datetime(value: dt.datetime | None) -> str:
    """22 Nov 2026, 2:35pm."""
    return "" if value is None else f"{short_date(value)}, {time(value)}"


def nhs_number(value: str | None) -> SafeString:
    """943 476 5919, with spaces that do not break over a line (NHS service manual: 3, 3 and 4 digits).

    Anything but ten digits is shown as it came, so that a fault in the data stays in sight.
    """
    digits = "".join((value or "").split())
    if len(digits) != 10 or not digits.isdigit():
        return conditional_escape(value or "")
    return mark_safe(f"{digits[:3]}&nbsp;{digits[3:6]}&nbsp;{digits[6:]}")  # noqa: S308 - digits only


def _rounded(value: Number, decimals: int) -> Decimal:
    # Halves go up, as readers expect; Python's own rounding takes them to the even neighbour.
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def number(value: Number | None, decimals: int = 0) -> str:
    """1,234 or 12.5: thousands parted by commas, and as many decimals as asked for."""
    if isinstance(value, int) and not decimals:
        return f"{value:,}"
    return "" if value is None else f"{_rounded(value, decimals):,}"


def percent(value: Number | None, decimals: int = 0) -> str:
    """42% from a proportion between 0 and 1."""
    return "" if value is None else f"{_rounded(Decimal(str(value)) * 100, decimals)}%"


def plural(count: Number | None, one: str, many: str | None = None) -> str:
    """1 person, 12 people: the count with its noun; ``many`` is the noun with an s when not given."""
    if count is None:
        return ""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def days(value: int | None) -> str:
    """1 day, 12 days."""
    return plural(value, "day")


def listed(words: Sequence[str]) -> str:
    """``["a", "b", "c"]`` -> ``a, b and c``."""
    *most, last = words or [""]
    return f"{', '.join(most)} and {last}" if most else last
