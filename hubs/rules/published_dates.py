"""Dates as publishers of reference files write them."""

from __future__ import annotations

import calendar
import datetime as dt

_FORMS = ("%Y%m%d", "%Y-%m-%d", "%d/%m/%Y", "%d-%b-%Y", "%d-%b-%y", "%d %B %Y")


def day(text: str) -> dt.date | None:
    """A day in any of the usual forms, day before month; None for an empty cell. Raises ValueError
    otherwise.
    """
    written = text.strip().replace("T00:00:00", "").removesuffix(" 00:00:00").removesuffix(" 00:00")
    if not written:
        return None
    for form in _FORMS:
        try:
            return dt.datetime.strptime(written, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise ValueError(f"{text.strip()!r} is not a date")


def first_of_month(text: str) -> dt.date | None:
    """``202406``: its first day; None for an empty cell. Raises ValueError otherwise."""
    written = text.strip()
    if not written:
        return None
    if len(written) != 6 or not written.isdecimal():
        raise ValueError(f"{written!r} is not a year and month, like 202406")
    return dt.date(int(written[:4]), int(written[4:]), 1)


def last_of_month(text: str) -> dt.date | None:
    """``202406``: its last day."""
    first = first_of_month(text)
    return first and first.replace(day=calendar.monthrange(first.year, first.month)[1])
