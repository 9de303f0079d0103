"""All DIALOG sessions of a person as the plain data that a plan's document keeps, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from careplans.rules.document import Day, PlanDocument, Scored
from careplans.rules.progress import Progress, Rating, Taken
from outcomes.rules.dialog import ITEMS


def kept(progress: Progress) -> tuple[Day, ...]:
    """Referrals are numbered as they come: a document holds no ids of rows."""
    numbers: dict[int, int] = {}
    for taken in progress.taken:
        numbers.setdefault(taken.referral_id, len(numbers) + 1)
    return tuple(
        Day(taken.on, taken.at, taken.worker, numbers[taken.referral_id], tuple(_scored(taken)))
        for taken in progress.taken
    )


def _scored(taken: Taken) -> Iterator[Scored]:
    for item, rating in taken.ratings.items():
        yield _one(item, ITEMS[item].label, rating)
    for label, rating in taken.own.items():
        yield _one("", label, rating)


def _one(item: str, label: str, rating: Rating) -> Scored:
    return Scored(item, label, rating.code, rating.score, rating.value, rating.more_help, rating.rank)


def of_document(document: PlanDocument) -> Progress:
    """As it was when the document was made; with nothing in it where the document does not show it."""
    return Progress(tuple(_taken(day) for day in document.progress))


def _taken(day: Day) -> Taken:
    return Taken(
        on=day.on,
        referral_id=day.referral,
        worker=day.worker,
        at=day.at,
        ratings={each.item: _rating(each) for each in _of(day.scored, own=False)},
        own={each.label: _rating(each) for each in _of(day.scored, own=True)},
    )


def _of(scored: Sequence[Scored], *, own: bool) -> list[Scored]:
    # An item that the scale no longer has is shown nowhere.
    return [each for each in scored if (not each.item if own else each.item in ITEMS)]


def _rating(each: Scored) -> Rating:
    return Rating(each.rating, each.score, each.code, each.more_help, each.rank)
