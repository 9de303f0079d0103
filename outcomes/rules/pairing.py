"""Which two scores are compared nationally: the first of an item in a referral, and the latest one after it.

The first score is the baseline only when it is valid: an invalid first one leaves no pair, because scores are numbered
valid or not. The follow-up is the latest valid score of a later day, of the same item in the same referral
(nhsengland/MHSDS, CMH PROMs Dashboard). An item whose code was replaced is one item with both codes.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

from outcomes.rules import dialog, scoring


class Scored(Protocol):
    """A score as rows hold it: ``score`` as it was recorded, ``value`` None when it lies outside the tool's range."""

    @property
    def pk(self) -> int: ...
    @property
    def referral_id(self) -> int: ...
    @property
    def tool_code(self) -> str: ...
    @property
    def taken_on(self) -> dt.date: ...
    @property
    def completed_at(self) -> dt.datetime | None: ...
    @property
    def score(self) -> str: ...
    @property
    def value(self) -> Decimal | None: ...


S = TypeVar("S", bound=Scored)
# Of classes no bound is asked for: mypy would judge it of models whose fields it does not know yet.
T = TypeVar("T")
# (referral, item)
Series = tuple[int, str]


@dataclass(frozen=True)
class Pair(Generic[T]):
    """Either is None when there is none; a follow-up without a baseline there is not."""

    baseline: T | None
    follow_up: T | None

    @property
    def is_paired(self) -> bool:
        return self.follow_up is not None


def item_of(code: str) -> str:
    """What a code rates: the key of an area of DIALOG, whichever of its codes it is; of other tools the code itself."""
    item = dialog.BY_CODE.get(code)
    return item.key if item else code


def pairs(scores: Iterable[S], *, until: dt.date | None = None) -> dict[Series, Pair[S]]:
    """The pair of each item in each referral, from what was taken until a day; the order given does not matter."""
    found: dict[Series, list[S]] = defaultdict(list)
    for score in scores:
        if until is None or score.taken_on <= until:
            found[score.referral_id, item_of(score.tool_code)].append(score)
    return {series: _pair(in_order(taken)) for series, taken in found.items()}


def in_order(scores: Iterable[S]) -> list[S]:
    """As they were taken: by day, by time where it is known, then as they were written down."""
    return sorted(scores, key=lambda score: (score.taken_on, _moment(score), score.pk))


def once(scores: Iterable[S]) -> list[S]:
    """The scores in order, each once: the same score of the same item on one day of one referral is one score,
    whoever sent it again.
    """
    first: dict[tuple[object, ...], S] = {}
    for score in in_order(scores):
        said = score.score if score.value is None else score.value
        first.setdefault((score.referral_id, item_of(score.tool_code), score.taken_on, said), score)
    return list(first.values())


def is_valid(score: Scored) -> bool:
    """Whether it can be a baseline or a follow-up. An 8 of DIALOG is taken in nationally, and is no score."""
    if score.tool_code in dialog.BY_CODE:
        return scoring.is_rating(score.value)
    return score.value is not None


def _pair(ordered: Sequence[S]) -> Pair[S]:
    first = ordered[0]
    if not is_valid(first):
        return Pair(None, None)
    later = [score for score in ordered if is_valid(score) and score.taken_on > first.taken_on]
    return Pair(first, later[-1] if later else None)


def _moment(score: Scored) -> float:
    # A score of an activity has a day only, and comes before those of the day that have a time.
    return score.completed_at.timestamp() if score.completed_at else 0.0
