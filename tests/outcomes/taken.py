"""Scores as the rules see them, without a database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

MENTAL_HEALTH = "1037651000000100"
PHYSICAL_HEALTH = "1037661000000102"
FRIENDSHIPS_BEFORE, FRIENDSHIPS = "1037701000000108", "1833391000000107"
FAMILY_BEFORE, FAMILY = "1037711000000105", "1833401000000105"
MEDICATION = "1037731000000102"
GOALS = ("1638531000000102", "1638541000000106", "1638551000000109")
REQOL_10, REQOL_20 = "1091071000000100", "1091081000000103"
DAY = dt.date(2026, 1, 5)


@dataclass(frozen=True)
class Taken:
    value: Decimal | None
    taken_on: dt.date = DAY
    tool_code: str = MENTAL_HEALTH
    referral_id: int = 1
    completed_at: dt.datetime | None = None
    pk: int = 0
    score: str = ""


def taken(value: int | None, days: int = 0, **more: object) -> Taken:
    """A score of so many days after the first."""
    number = None if value is None else Decimal(value)
    return Taken(number, DAY + dt.timedelta(days=days), **more)  # type: ignore[arg-type]
