"""DIALOG+ sessions as rows, completed unless said otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from careplans.models import DialogArea, DialogRating, DialogSession
from config.formats import LONDON
from hubs.models import StaffMember
from outcomes.models import LocalItem
from outcomes.rules.dialog import BY_CODE, ITEMS
from referrals.models import Referral
from tests.factories import ground

EVERY = dict.fromkeys(ITEMS, 4)


def session(
    referral: Referral,
    day: dt.date,
    ratings: Mapping[str, int | None] = EVERY,
    *,
    talked: Sequence[str] = (),
    wanted: Sequence[str] = (),
    own: Mapping[str, int | None] | None = None,
    completed: bool = True,
    worker: StaffMember | None = None,
) -> DialogSession:
    """One session of a day at ten, with ratings by the key of the item; ``own`` by the label of a local one."""
    at = dt.datetime.combine(day, dt.time(10), tzinfo=LONDON)
    made = DialogSession.objects.create(
        person=referral.person,
        referral=referral,
        worker=worker or ground.staff_member(),
        started_at=at,
        completed_at=at + dt.timedelta(hours=1) if completed else None,
    )
    rows = [
        DialogRating(session=made, item_code=ITEMS[key].code_on(day), rating=rating, more_help=key in wanted)
        for key, rating in ratings.items()
    ]
    for label, rating in (own or {}).items():
        item, _ = LocalItem.objects.get_or_create(key=label.lower(), defaults={"label": label})
        rows.append(DialogRating(session=made, local_item=item, rating=rating))
    DialogRating.objects.bulk_create(rows)
    for rank, key in enumerate(talked, start=1):
        rating_row = next(row for row in rows if row.item_code and BY_CODE[row.item_code].key == key)
        DialogArea.objects.create(session=made, rating=rating_row, rank=rank)
    return made
