"""How somebody has come on: every session with its ratings, what changed by the national rule, what was talked about.

A score that came with a provider's month, or was taken in a contact, counts as a session too. What is compared is the
first and the latest rating of the latest referral, as it is nationally (outcomes.rules.pairing).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from config import formats
from outcomes.rules import change, pairing, scoring
from outcomes.rules.change import Change
from outcomes.rules.dialog import ITEMS, Group
from outcomes.rules.scoring import Means

# The rule has a name, because it is one for counting and no clinical truth.
RULE_NAME = change.RULES[ITEMS["mental_health"].codings[0].code].in_words


@dataclass(frozen=True)
class Rating:
    """What one session says of one area: ``score`` as it was recorded, ``value`` on the scale or None.

    ``rank`` is the place among the areas that were talked through, None for one that was not. ``code`` is empty for an
    item of the tenant's own.
    """

    value: int | None
    score: str = ""
    code: str = ""
    more_help: bool = False
    rank: int | None = None


@dataclass(frozen=True)
class Taken:
    """One session, or the scores of one day that were taken without one. ``ratings`` are by the key of the item,
    ``own`` by the label of the tenant's.
    """

    on: dt.date
    referral_id: int
    worker: str = ""
    at: dt.datetime | None = None
    ratings: Mapping[str, Rating] = field(default_factory=dict)
    own: Mapping[str, Rating] = field(default_factory=dict)

    @property
    def means(self) -> Means:
        return scoring.means({key: rating.value for key, rating in self.ratings.items()})

    @property
    def talked_through(self) -> list[str]:
        """The labels of the areas that were chosen, in that order."""
        ranked = [(rating.rank, label) for label, rating in self._labelled() if rating.rank is not None]
        return [label for _, label in sorted(ranked)]

    @property
    def help_wanted(self) -> list[str]:
        """The labels of the areas in which more help was wanted, in the national order."""
        return [label for label, rating in self._labelled() if rating.more_help]

    def _labelled(self) -> Iterator[tuple[str, Rating]]:
        for key, item in ITEMS.items():
            if key in self.ratings:
                yield item.label, self.ratings[key]
        yield from self.own.items()


@dataclass(frozen=True)
class Compared:
    """An area from its first to its latest rating in the latest referral. ``judged`` is None for what is not measured
    for change nationally, and for what cannot be compared yet, whose ``ends`` are empty.
    """

    label: str
    first: int | None = None
    latest: int | None = None
    judged: Change | None = None
    ends: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        """Up 2: better. What is not judged only says which way it went."""
        if self.first is None or self.latest is None:
            return "Not compared yet"
        moved = self.latest - self.first
        if not moved:
            return "No change"
        way = f"Up {moved}" if moved > 0 else f"Down {-moved}"
        return way if self.judged is None else f"{way}: {'better' if moved > 0 else 'worse'}"

    @property
    def detail(self) -> str:
        return "" if self.first is None else f"From {self.first} to {self.latest}"


@dataclass(frozen=True)
class Point:
    """A rating as national pairing reads it; ``pk`` is the place of its session."""

    pk: int
    referral_id: int
    tool_code: str
    taken_on: dt.date
    completed_at: dt.datetime | None
    score: str
    value: Decimal | None


@dataclass(frozen=True)
class Progress:
    """All sessions of a person, the oldest first."""

    taken: Sequence[Taken] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Each session by its day; a second one on that day says so."""
        found: list[str] = []
        for place, taken in enumerate(self.taken):
            same = sum(1 for before in self.taken[:place] if before.on == taken.on)
            found.append(formats.short_date(taken.on) + (f" ({same + 1})" if same else ""))
        return tuple(found)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The places at which a referral appears for the first time."""
        first: dict[int, int] = {}
        for place, taken in enumerate(self.taken):
            first.setdefault(taken.referral_id, place)
        return tuple(first.values())

    @cached_property
    def own_labels(self) -> list[str]:
        """What was rated beside the eleven areas, in the order in which it first was."""
        return list(dict.fromkeys(label for taken in self.taken for label in taken.own))

    @cached_property
    def compared(self) -> Mapping[str, Compared]:
        """Each of the eleven areas by its key."""
        pairs = pairing.pairs(self._points()) if self.taken else {}
        return {key: _compared(key, pairs.get((self._referral, key))) for key in ITEMS}

    def of_group(self, group: Group) -> list[Compared]:
        return [self.compared[key] for key, item in ITEMS.items() if item.group == group]

    def own_compared(self, label: str) -> Compared:
        """An item of the tenant's own, from its first to its latest rating in the latest referral."""
        rated = [
            (place, rating.value)
            for place, taken in enumerate(self.taken)
            if taken.referral_id == self._referral
            and (rating := taken.own.get(label))
            and rating.value is not None
        ]
        if len(rated) < 2:
            return Compared(label)
        (start, first), (end, latest) = rated[0], rated[-1]
        return Compared(label, first, latest, None, (start, end))

    def judged_as(self, judged: Change) -> list[Compared]:
        """The areas that changed so by the national rule."""
        return [one for one in self.compared.values() if one.judged == judged]

    @property
    def since(self) -> dt.date | None:
        """The first session of the latest referral, from which change is told."""
        return next((taken.on for taken in self.taken if taken.referral_id == self._referral), None)

    @property
    def _referral(self) -> int:
        return self.taken[-1].referral_id if self.taken else 0

    def _points(self) -> list[Point]:
        return [
            Point(
                place,
                taken.referral_id,
                rating.code,
                taken.on,
                taken.at,
                rating.score,
                _decimal(rating.value),
            )
            for place, taken in enumerate(self.taken)
            for rating in taken.ratings.values()
            # An area that was left out has no score at all.
            if rating.score
        ]


def _compared(key: str, pair: pairing.Pair[Point] | None) -> Compared:
    item = ITEMS[key]
    if pair is None or pair.baseline is None or pair.follow_up is None:
        return Compared(item.label)
    first, latest = pair.baseline, pair.follow_up
    assert first.value is not None
    assert latest.value is not None
    judged = change.judge(latest.tool_code, first.value, latest.value)
    return Compared(item.label, int(first.value), int(latest.value), judged, (first.pk, latest.pk))


def _decimal(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)
