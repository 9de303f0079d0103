"""When a contact can have been: examples at the edges, and what holds for every moment."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.rules import contact_dates
from referrals.rules.contact_dates import LONGEST_MINUTES, Part

LONDON = ZoneInfo("Europe/London")
NOW = dt.datetime(2025, 6, 18, 14, 35, tzinfo=LONDON)
RECEIVED = dt.date(2025, 5, 29)

days = st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31))
times = st.times()


def faults(day: dt.date, time: dt.time | None = None, minutes: int | None = 60) -> list[tuple[str, str]]:
    found = contact_dates.faults(
        occurred_on=day, occurred_time=time, received_on=RECEIVED, now=NOW, duration_minutes=minutes
    )
    return [(fault.part, fault.words) for fault in found]


def test_now_is_not_the_future() -> None:
    assert faults(NOW.date(), NOW.time()) == []


def test_a_minute_from_now_is_the_future() -> None:
    assert faults(NOW.date(), dt.time(14, 36)) == [
        (Part.TIME, "Time of contact must be now or earlier: it is 2:35pm")
    ]


def test_tomorrow_is_told_at_the_date_alone() -> None:
    assert faults(dt.date(2025, 6, 19), dt.time(15)) == [
        (Part.DATE, "Date of contact must be today or in the past")
    ]


def test_the_day_before_the_referral() -> None:
    assert faults(dt.date(2025, 5, 28)) == [
        (Part.DATE, "Date of contact must be on or after 29 May 2025, when the referral was received")
    ]
    assert faults(RECEIVED) == []


@pytest.mark.parametrize("minutes", [0, 601, 100_000])
def test_a_duration_nobody_works(minutes: int) -> None:
    assert faults(NOW.date(), None, minutes) == [
        (Part.DURATION, "Duration must be between 1 and 600 minutes. Log longer work as several contacts")
    ]


def test_a_contact_after_the_referral_was_closed_is_doubted() -> None:
    found = contact_dates.doubts(
        occurred_on=dt.date(2025, 6, 11), discharged_on=dt.date(2025, 6, 10), today=NOW.date()
    )
    assert [doubt.code for doubt in found] == ["after-discharge-2025-06-10"]
    assert "closed on 10 June 2025" in found[0].words
    on_the_day = contact_dates.doubts(
        occurred_on=dt.date(2025, 6, 10), discharged_on=dt.date(2025, 6, 10), today=NOW.date()
    )
    assert on_the_day == []


@pytest.mark.parametrize(
    ("day", "today", "closed"),
    [
        (dt.date(2025, 5, 1), dt.date(2025, 6, 30), False),
        (dt.date(2025, 5, 31), dt.date(2025, 7, 1), True),
        (dt.date(2024, 12, 31), dt.date(2025, 1, 31), False),
        (dt.date(2024, 12, 1), dt.date(2025, 2, 1), True),
    ],
)
def test_a_month_closes_at_the_end_of_the_next(day: dt.date, today: dt.date, closed: bool) -> None:
    assert contact_dates.month_is_closed(day, today=today) is closed


@given(days, times, days, days, times)
def test_a_moment_is_accepted_if_and_only_if_it_lies_between_referral_and_now(
    day: dt.date, time: dt.time, received: dt.date, today: dt.date, clock: dt.time
) -> None:
    now = dt.datetime.combine(today, clock, tzinfo=LONDON)
    found = contact_dates.faults(occurred_on=day, occurred_time=time, received_on=received, now=now)
    possible = received <= day and (day, time) <= (today, clock)
    assert (found == []) is possible
    assert len(found) <= 1


@given(st.integers(-10, 2000))
def test_a_duration_is_accepted_if_and_only_if_it_is_sane(minutes: int) -> None:
    assert (faults(NOW.date(), None, minutes) == []) is (1 <= minutes <= LONGEST_MINUTES)


@given(days, days)
def test_a_closed_month_never_opens_again(day: dt.date, today: dt.date) -> None:
    closed = contact_dates.month_is_closed(day, today=today)
    later = contact_dates.month_is_closed(day, today=today + dt.timedelta(days=1))
    assert later or not closed


@given(days, st.none() | days, days)
def test_each_doubt_has_a_code_of_its_own(day: dt.date, discharged: dt.date | None, today: dt.date) -> None:
    found = contact_dates.doubts(occurred_on=day, discharged_on=discharged, today=today)
    assert len({doubt.code for doubt in found}) == len(found)
    assert bool(discharged and day > discharged) == any("after-discharge" in doubt.code for doubt in found)
