"""Means of many people as they are shown: never of so few that they tell of somebody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from config import formats

# Of a hub or a team; a worker knows everybody on their own caseload.
FEWEST = 5


@dataclass(frozen=True)
class Showing:
    """A mean is shown of ``fewest`` people or more; ``count`` writes how many there are."""

    fewest: int = 1
    count: Callable[[int], str] = formats.number

    def people(self, number: int) -> str:
        return self.count(number)

    def mean(self, value: Decimal | None, of: int) -> str:
        """The mean of so many people, or why there is none."""
        if value is None or not of:
            return "Nobody yet"
        return f"Fewer than {self.fewest} people" if of < self.fewest else formats.number(value, 2)

    def change(self, value: Decimal | None, of: int) -> str:
        """With its sign; empty where the means are not shown."""
        if value is None or of < self.fewest:
            return ""
        rounded = formats.number(abs(value), 2)
        if rounded == formats.number(0, 2):
            return "None"
        return f"{'Up' if value > 0 else 'Down'} by {rounded}"
