"""Which SERVICE OR TEAM TYPES each national measure counts, month by month
(hubs/data/team_type_scope.csv).
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "data" / "team_type_scope.csv"


@dataclass(frozen=True)
class TeamType:
    """A type's code and where it counts; months are first days, None where there is no limit."""

    code: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    valid_in_v6: bool
    adult_four_week: bool
    access: bool
    access_from: dt.date | None
    cyp_four_week_excluded: bool
    proms: bool


@cache
def scope() -> Mapping[str, TeamType]:
    """Every type by its code, those that are no longer valid among them."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _team_type(row) for row in csv.DictReader(file)}


def adult_four_week() -> frozenset[str]:
    """Types whose referrals are in the adult four-week wait; C03 is the old code of C10."""
    return frozenset(kind.code for kind in scope().values() if kind.adult_four_week)


def access(month: dt.date) -> frozenset[str]:
    """Types whose contacts count for MHS108 in a month: A14 and D05 do from April 2023."""
    first = month.replace(day=1)
    return frozenset(
        kind.code
        for kind in scope().values()
        if kind.access and (kind.access_from is None or kind.access_from <= first)
    )


def first_of(month: str) -> dt.date | None:
    """``2024-04`` -> 1 April 2024; None for an empty cell."""
    return dt.date.fromisoformat(f"{month}-01") if month else None


def _team_type(row: Mapping[str, str]) -> TeamType:
    return TeamType(
        code=row["code"],
        valid_from=first_of(row["valid_from_month"]),
        valid_to=first_of(row["valid_to_month"]),
        valid_in_v6=row["valid_in_v6"] == "Y",
        adult_four_week=row["adult_four_week"] == "Y",
        access=row["access"] == "Y",
        access_from=first_of(row["access_from_month"]),
        cyp_four_week_excluded=row["cyp_four_week_excluded"] == "Y",
        proms=row["proms"] == "Y",
    )
