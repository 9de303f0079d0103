"""All DIALOG sessions of a person, with the scores that were taken without one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery

from careplans.models import DialogArea, DialogRating
from careplans.rules.progress import Progress, Rating, Taken
from config import formats
from outcomes.models import CodedScore
from outcomes.rules import scoring
from outcomes.rules.dialog import BY_CODE
from referrals.models import Person

# (referral, day)
Day = tuple[int, dt.date]


def of_person(person: Person) -> Progress:
    """Every completed session and every day's scores, the oldest first. Two queries, however many there are."""
    return of_rated(person, rated(person))


def of_rated(person: Person, rated: Iterable[list[Any]]) -> Progress:
    """The same where the ratings of the sessions are read already. One query."""
    sessions = [_session(rows) for rows in rated]
    taken = [*sessions, *_scored_without(_scores(person), sessions)]
    return Progress(tuple(sorted(taken, key=lambda one: (one.on, one.at or _start_of(one.on)))))


def rated(person: Person) -> list[list[Any]]:
    """The ratings of each completed session, with the ``rank`` of what was talked through, the session that was
    completed first first. One query.
    """
    rank = DialogArea.objects.filter(rating=OuterRef("pk")).values("rank")[:1]
    rows = (
        DialogRating.objects.filter(
            session__person=person, session__completed_at__isnull=False, session__voided_at=None
        )
        .select_related("session__worker", "local_item")
        .annotate(rank=Subquery(rank))
        .order_by("session__completed_at", "session", "pk")
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.session_id].append(row)
    return list(found.values())


def _session(rows: list[Any]) -> Taken:
    session = rows[0].session
    return Taken(
        on=formats.london_date(session.completed_at),
        referral_id=session.referral_id,
        worker=session.worker.name,
        at=session.completed_at,
        ratings={BY_CODE[row.item_code].key: _rating(row) for row in rows if row.item_code in BY_CODE},
        own={row.local_item.label: _rating(row) for row in rows if row.local_item},
    )


def _rating(row: Any) -> Rating:
    score = "" if row.rating is None else str(row.rating)
    return Rating(row.rating, score, row.item_code, bool(row.more_help), row.rank)


def _scores(person: Person) -> Iterable[CodedScore]:
    rows = CodedScore.objects.filter(
        referral__person=person, referral__voided_at=None, tool_code__in=list(BY_CODE)
    )
    return rows.order_by("taken_on", "pk")


def _scored_without(scores: Iterable[CodedScore], sessions: Iterable[Taken]) -> list[Taken]:
    """The scores of a referral's day as one session each; the later of two of one item stands. What a session of that
    day says already is not told again.
    """
    said = {
        (one.referral_id, one.on, key, rating.score)
        for one in sessions
        for key, rating in one.ratings.items()
    }
    days: dict[Day, dict[str, CodedScore]] = defaultdict(dict)
    for score in scores:
        key = BY_CODE[score.tool_code].key
        if (score.referral_id, score.taken_on, key, _plain(score)) not in said:
            days[score.referral_id, score.taken_on][key] = score
    return [_day(day, by_item) for day, by_item in days.items()]


def _day(day: Day, by_item: Mapping[str, CodedScore]) -> Taken:
    referral_id, on = day
    ratings = {
        key: Rating(_value(score.value), _plain(score), score.tool_code) for key, score in by_item.items()
    }
    moments = [score.completed_at for score in by_item.values() if score.completed_at]
    return Taken(on, referral_id, at=max(moments, default=None), ratings=ratings)


def _value(value: Decimal | None) -> int | None:
    """On the scale, or None: nationally an 8 is taken in as well, and halves are no answers."""
    if value is None or not scoring.is_rating(value) or value != int(value):
        return None
    return int(value)


def _plain(score: CodedScore) -> str:
    """As it was recorded; 4.00 and 4 are one score."""
    return score.score if score.value is None else f"{score.value.normalize():f}"


def _start_of(day: dt.date) -> dt.datetime:
    # What has no time comes before what has one, as in national pairing.
    return dt.datetime.combine(day, dt.time(), tzinfo=formats.LONDON)
