"""Where sessions stand from left to right: in order, apart, and the further apart the longer between them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from reporting.charts.frame import SMALL
from reporting.charts.text import text_width

# Marks of this distance hold a number each and do not touch.
ROOMY = 22.0
_BETWEEN_NAMES = 8.0


def places(days: Sequence[date], left: float, right: float) -> list[float]:
    """A place for each day, from left to right.

    Every session has the room that its mark needs, as long as there is any; what is left is shared out by time, so that
    a long pause is seen and sessions of one day still stand side by side. One session stands in the middle.
    """
    if len(days) < 2:
        return [(left + right) / 2 for _ in days]
    gaps = len(days) - 1
    least = min(ROOMY, (right - left) / gaps)
    spare = right - left - least * gaps
    whole = (days[-1] - days[0]).days
    shares = [(day - days[0]).days / whole if whole else place / gaps for place, day in enumerate(days)]
    return [left + least * place + spare * share for place, share in enumerate(shares)]


def least_gap(at: Sequence[float]) -> float:
    """The room that each of these places has."""
    return min((after - before for before, after in pairwise(at)), default=ROOMY)


def named(at: Sequence[float], names: Sequence[str], left: float, right: float) -> dict[int, float]:
    """Which places have room for their names, with the middle of each: the last, the first, then whichever fit between.

    Names at the ends are moved inwards rather than cut.
    """
    found: dict[int, tuple[float, float]] = {}
    order = dict.fromkeys([len(at) - 1, 0, *range(1, len(at) - 1)]) if at else {}
    for place in order:
        half = text_width(names[place], SMALL) / 2
        middle = min(max(at[place], left + half), right - half)
        low, high = middle - half - _BETWEEN_NAMES, middle + half + _BETWEEN_NAMES
        if all(high <= start or end <= low for start, end in found.values()):
            found[place] = (low + _BETWEEN_NAMES, high - _BETWEEN_NAMES)
    return {place: (start + end) / 2 for place, (start, end) in sorted(found.items())}
