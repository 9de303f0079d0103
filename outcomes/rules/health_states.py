"""How each of the six checks stands on a day, worked out from everything that was recorded."""

from __future__ import annotations

import datetime as dt
from calendar import isleap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models

from outcomes.rules.health import CheckKind, CheckState

# Told this long before a check runs out, so that somebody can be booked in time.
SOON = dt.timedelta(days=60)


class Stand(models.TextChoices):
    """How a check stands. Declined and unsuitable are answers; missing means that nobody ever asked."""

    MET = "met", "Done"
    DUE_SOON = "due_soon", "Done, due again soon"
    OVERDUE = "overdue", "Overdue"
    MISSING = "missing", "Never done"
    DECLINED = "declined", "Declined"
    UNSUITABLE = "unsuitable", "Not suitable"


COUNTS_AS_DONE = (Stand.MET, Stand.DUE_SOON)
OUTSTANDING = (Stand.OVERDUE, Stand.MISSING)
ANSWERED = (CheckState.DECLINED, CheckState.UNSUITABLE)


@dataclass(frozen=True)
class Recorded:
    """One check as it was recorded."""

    kind: CheckKind
    state: CheckState
    on: dt.date


@dataclass(frozen=True)
class Standing:
    """``on`` is the day of what decides it, None when it was never done; ``until`` the last day on which that holds.

    ``wanted_since`` is the first day on which the check was wanted and not there, None while it is there or answered.
    """

    kind: CheckKind
    state: Stand
    on: dt.date | None = None
    until: dt.date | None = None
    wanted_since: dt.date | None = None


def year_before(day: dt.date) -> dt.date:
    """The same day twelve months before, or the last of that month: what a check may not be older than."""
    if (day.month, day.day) == (2, 29):
        return dt.date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def last_day(on: dt.date) -> dt.date:
    """The last day on which something recorded on a day counts: exactly twelve months, to the day."""
    after = on.year + 1
    if on.month == 2 and on.day >= 28:
        return dt.date(after, 2, 29 if isleap(after) and on.day == 28 else 28)
    return on.replace(year=after)


def standings(recorded: Iterable[Recorded], *, since: dt.date, today: dt.date) -> list[Standing]:
    """The six in their order. ``since`` is the day from which they were wanted; what is dated after ``today`` is not
    known yet.
    """
    known = [each for each in recorded if each.on <= today]
    return [
        _standing(kind, [each for each in known if each.kind == kind], since, today) for kind in CheckKind
    ]


def _standing(kind: CheckKind, known: Sequence[Recorded], since: dt.date, today: dt.date) -> Standing:
    done = max((each.on for each in known if each.state == CheckState.DONE), default=None)
    if done and last_day(done) >= today:
        soon = last_day(done) - today <= SOON
        return Standing(kind, Stand.DUE_SOON if soon else Stand.MET, done, last_day(done))
    answers = [each for each in known if each.state in ANSWERED and last_day(each.on) >= today]
    if answers:
        # Of two answers of one day, that it is not suitable is the stronger.
        newest = max(answers, key=lambda each: (each.on, each.state == CheckState.UNSUITABLE))
        return Standing(kind, Stand(newest.state.value), newest.on, last_day(newest.on))
    return _wanted(kind, done, known, since)


def _wanted(kind: CheckKind, done: dt.date | None, known: Sequence[Recorded], since: dt.date) -> Standing:
    """Wanted since the newest thing recorded ran out; never before the person came on the register."""
    ended = max((last_day(each.on) for each in known), default=None)
    wanted = max(since, ended + dt.timedelta(days=1)) if ended else since
    return Standing(kind, Stand.OVERDUE if done else Stand.MISSING, done, None, wanted)


def all_done(found: Iterable[Standing]) -> bool:
    """Whether all six were done in the twelve months: what is counted nationally (PHS014a)."""
    return all(each.state in COUNTS_AS_DONE for each in found)


def outstanding(found: Iterable[Standing]) -> list[Standing]:
    """What somebody has to do, the longest wanted first."""
    wanted = [each for each in found if each.wanted_since]
    return sorted(wanted, key=lambda each: each.wanted_since or dt.date.max)
