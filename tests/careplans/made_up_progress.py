"""Progress of somebody who does not exist: as many sessions as are asked for."""

from __future__ import annotations

import datetime as dt
from random import Random

from careplans.rules.progress import Progress, Rating, Taken
from outcomes.rules.dialog import ITEMS

FIRST = dt.date(2024, 2, 3)


def progress(
    sessions: int, *, own: bool = False, new_referral_at: int | None = None, seed: int = 4
) -> Progress:
    """Sessions every few weeks, with a long pause after the fifth and two of one day early on."""
    chance = Random(seed)
    level = {key: chance.randint(2, 5) for key in ITEMS} | {"Money": 3}
    day, found = FIRST, []
    for place in range(sessions):
        if place and place != 3:
            day += dt.timedelta(days=290 if place == 5 else chance.choice((21, 28, 42, 56)))
        for key in level:
            level[key] = min(7, max(1, level[key] + chance.choice((-1, 0, 0, 0, 1, 1))))
        chosen = chance.sample(list(ITEMS), 2)
        ratings = {
            key: _rating(
                chance, level[key], ITEMS[key].code_on(day), chosen.index(key) + 1 if key in chosen else None
            )
            for key in ITEMS
        }
        found.append(
            Taken(
                on=day,
                referral_id=2 if new_referral_at is not None and place >= new_referral_at else 1,
                worker="Priya Nair",
                ratings=ratings,
                own={"Money": Rating(level["Money"], str(level["Money"]))} if own else {},
            )
        )
    return Progress(tuple(found))


def _rating(chance: Random, level: int, code: str, rank: int | None) -> Rating:
    if rank is None and chance.random() < 0.04:
        return Rating(None, "", code)
    return Rating(level, str(level), code, more_help=level < 4 and chance.random() < 0.6, rank=rank)
