"""Pathways: what each asks for, when FREED applies, and when a placement is overdue to be looked at.

There is no threshold of weight, age or diagnosis on any of them: need decides (NHS England, adult eating disorders:
community, inpatient and intensive day patient care, 2019).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from config import formats
from hubs.rules.demography import age_on

# What is asked on each kind of pathway besides its day (referrals.models.pathway.PathwayKind).
ASKED: Mapping[str, tuple[str, ...]] = {
    "core": (),
    "cen": ("cen_help",),
    "eating_disorder": ("illness_began_on", "treated_before"),
    "rehabilitation": (
        "placement_provider",
        "placement_place",
        "placement_began_on",
        "placement_review_on",
        "placement_ended_on",
    ),
    "early_intervention": (),
    "older_adult": (),
    "young_adult": ("coming_from", "transfer_on"),
}

# FREED: first episode rapid early intervention for eating disorders, for those who are 16 to 25 when they are
# referred and have been ill for less than three years (freedfromed.co.uk, the model's own criteria).
FREED_AGES = range(16, 26)
FREED_YEARS = 3


@dataclass(frozen=True)
class Freed:
    """``applies`` is None while something is not known; ``words`` say why."""

    applies: bool | None
    words: str


def freed(
    *,
    birth_date: dt.date | None,
    received_on: dt.date,
    illness_began_on: dt.date | None,
    treated_before: bool | None,
) -> Freed:
    """Whether the first-episode offer applies to somebody on the eating disorders pathway.

    What rules it out is said at once, whatever else is unknown. Without it the pathway's help is the same.
    """
    age = age_on(birth_date, received_on) if birth_date else None
    if age is not None and age not in FREED_AGES:
        return Freed(False, f"FREED does not apply: {age} years old when referred, and it is for 16 to 25")
    if illness_began_on and received_on >= _years_after(illness_began_on, FREED_YEARS):
        return Freed(False, "FREED does not apply: ill for 3 years or longer when referred")
    if treated_before:
        return Freed(False, "FREED does not apply: this is not the first episode")
    unknown = [
        words
        for words, known in (
            ("the date of birth", age is not None),
            ("when the illness began", illness_began_on is not None),
            ("whether it is the first episode", treated_before is not None),
        )
        if not known
    ]
    if unknown:
        return Freed(None, f"FREED may apply. Not known yet: {formats.listed(unknown)}")
    return Freed(True, "FREED applies: 16 to 25, first episode, ill for less than 3 years")


def review_overdue(*, review_on: dt.date | None, ended_on: dt.date | None, today: dt.date) -> bool:
    """Whether a placement that goes on should have been looked at before today."""
    return review_on is not None and ended_on is None and review_on < today


def joint_working(
    *, started_on: dt.date, transfer_on: dt.date | None, today: dt.date
) -> tuple[dt.date, dt.date] | None:
    """The days on which children's services and the hub work together: from the start of the pathway until the
    agreed transfer. None when no transfer is agreed or it is over.
    """
    if transfer_on is None or today > transfer_on:
        return None
    return started_on, transfer_on


def _years_after(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return dt.date(day.year + years, 3, 1)
