"""What the timeline says codes and moments in."""

from __future__ import annotations

import datetime as dt

from config import formats
from hubs.selectors import codes
from outcomes.rules import health_results
from outcomes.rules.health import CheckKind, CheckState, OutreachOutcome, OutreachWay
from referrals.models.exchange import State
from referrals.models.meeting import Outcome
from referrals.models.referral import ClosedWith, Level
from referrals.models.request import Way
from referrals.rules import attendance as attendances
from referrals.rules import levels, procedures

code = codes.label
procedure = procedures.in_words
attendance = attendances.in_words
took_place = attendances.took_place
health_result = health_results.in_words


def day(text: str) -> str:
    """A date or moment as the database writes it into JSON."""
    moment = dt.datetime.fromisoformat(text)
    return formats.short_datetime(moment) if moment.tzinfo else formats.short_date(moment.date())


def step(before: str, after: str, team: str | None) -> str:
    """Up, down or across, between two levels of complexity, and to which team."""
    return levels.direction(before, after).words(team or "")


def level(code: str) -> str:
    return Level(code).label if code else ""


def way(code: str) -> str:
    """Who asked."""
    return Way(code).label


def outcome(code: str) -> str:
    """What a discussion ended with."""
    return Outcome(code).label


def state(code: str) -> str:
    """How a handover stands."""
    return State(code).label


def closed_with(code: str) -> str:
    return ClosedWith(code).label


def check(kind: str) -> str:
    """One of the six physical health checks."""
    return CheckKind(kind).label


def check_state(code: str) -> str:
    return CheckState(code).label


def outreach(way: str, outcome: str) -> str:
    """How somebody tried to reach the person, and what came of it."""
    came = OutreachOutcome(outcome).label
    return f"{OutreachWay(way).label}: {came[:1].lower()}{came[1:]}"
