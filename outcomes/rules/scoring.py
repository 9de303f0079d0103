"""What the ratings of one DIALOG scale amount to: how one area reads, and the mean of a group of areas.

Above the middle is satisfied, below it dissatisfied; areas of life and areas of treatment have a mean each (DIALOG
scale, ELFT). No published rule says what to do when answers are missing: a mean is given only when every item of its
group was rated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from outcomes.rules.dialog import HIGHEST, ITEMS, LOWEST, MIDDLE, Group

# As in the worked cases; what is shown has one or two.
PLACES = Decimal("0.0001")
# Item key -> what was rated; an item that was left out is absent or None.
Ratings = Mapping[str, Decimal | int | None]


class Reading(StrEnum):
    DISSATISFIED = "dissatisfied"
    NEUTRAL = "in the middle"
    SATISFIED = "satisfied"


@dataclass(frozen=True)
class Means:
    """Of one scale; None where an item of the group was not rated."""

    quality_of_life: Decimal | None
    treatment: Decimal | None


def is_rating(value: Decimal | int | None) -> bool:
    """Whether this lies on the scale. The national intake takes an 8 as well, which does not."""
    return value is not None and LOWEST <= value <= HIGHEST


def reading(value: Decimal | int) -> Reading:
    """How one rating, or a mean of them, reads."""
    if value == MIDDLE:
        return Reading.NEUTRAL
    return Reading.SATISFIED if value > MIDDLE else Reading.DISSATISFIED


def mean(group: Group, ratings: Ratings) -> Decimal | None:
    """The mean of a group; None unless every item of it has a rating."""
    given = [ratings.get(key) for key, item in ITEMS.items() if item.group == group]
    rated = [Decimal(value) for value in given if value is not None and is_rating(value)]
    if len(rated) < len(given):
        return None
    return (sum(rated, Decimal(0)) / len(rated)).quantize(PLACES, ROUND_HALF_UP)


def means(ratings: Ratings) -> Means:
    return Means(mean(Group.QUALITY_OF_LIFE, ratings), mean(Group.TREATMENT, ratings))


def dissatisfied_with(ratings: Ratings) -> list[str]:
    """The keys of the areas rated below the middle, in the national order."""
    return [
        key
        for key in ITEMS
        if (value := ratings.get(key)) is not None and is_rating(value) and value < MIDDLE
    ]
