"""DIALOG scales as they were filled in: the ratings of one day in one referral."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic

from outcomes.rules import dialog, pairing, scoring
from outcomes.rules.pairing import S, Scored, T
from outcomes.rules.scoring import Means


@dataclass(frozen=True)
class Scale(Generic[T]):
    """``scores`` are all of the day, in order; ``ratings`` those by area, of which the last of an area stands and what
    lies outside the scale is left out.
    """

    referral_id: int
    taken_on: dt.date
    scores: Sequence[T]
    ratings: Mapping[str, Decimal]

    @property
    def means(self) -> Means:
        return scoring.means(self.ratings)


def scales(scores: Iterable[S]) -> list[Scale[S]]:
    """The scales among these scores, the oldest first; scores of other tools are passed over."""
    days: dict[tuple[dt.date, int], list[S]] = defaultdict(list)
    for score in pairing.in_order(scores):
        if score.tool_code in dialog.BY_CODE:
            days[score.taken_on, score.referral_id].append(score)
    return [
        Scale(referral, day, taken, _ratings(taken))
        for (day, referral), taken in sorted(days.items(), key=lambda day: day[0])
    ]


def _ratings(taken: Iterable[Scored]) -> Mapping[str, Decimal]:
    return {
        pairing.item_of(score.tool_code): score.value
        for score in taken
        if score.value is not None and pairing.is_valid(score)
    }
