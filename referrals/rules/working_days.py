"""Working days of England: Monday to Friday without bank holidays."""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays

ONE_DAY = dt.timedelta(days=1)
FIRST_OF_WEEKEND = 5


@cache
def bank_holidays(year: int) -> frozenset[dt.date]:
    """England's bank holidays of a year, with the days given in place of those that fall on a weekend."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working(day: dt.date) -> bool:
    return day.weekday() < FIRST_OF_WEEKEND and day not in bank_holidays(day.year)


def add(day: dt.date, n: int) -> dt.date:
    """The nth working day after ``day``; the day itself for 0. ValueError for less than that."""
    if n < 0:
        raise ValueError("Working days are counted forward")
    while n > 0:
        day += ONE_DAY
        n -= is_working(day)
    return day


def between(start: dt.date, end: dt.date) -> int:
    """How many working days follow ``start`` up to and with ``end``; negative when ``end`` is the earlier one."""
    if end < start:
        return -between(end, start)
    return sum(is_working(start + ONE_DAY * passed) for passed in range(1, (end - start).days + 1))
