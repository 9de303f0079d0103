"""What the person says about each area."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from careplans.actions import sessions
from careplans.models import DialogRating, DialogSession
from careplans.rules.rating import Rated, State, may_write, plain
from careplans.selectors.dialog_items import Asked
from careplans.selectors.sessions import rated
from hubs.rules.roles import Actor
from outcomes.rules import dialog
from referrals.actions.changing import ChangedMeanwhile

ON_THEIR_DEVICE = "the person, on their own device"


@transaction.atomic
def save(
    *,
    by: Actor,
    session: DialogSession,
    asked: Asked,
    said: Rated,
    seen: Sequence[State] | None = None,
    by_person: bool = False,
) -> DialogRating:
    """Keep what was said about an area in place of what was said before.

    ``seen`` are the states that the writer knows of (careplans.rules.rating.may_write). Raises ChangedMeanwhile when
    somebody said something else meanwhile, with what they said; ValidationError when the session is over.
    """
    held = sessions.lock(session)
    row = of(held, asked) or DialogRating(
        session=held, item_code=asked.code, local_item_id=asked.local_item_id
    )
    is_new = row.pk is None
    before = rated(row)
    if not is_new and not may_write(held=before.state, typed=said.state, seen=seen):
        raise ChangedMeanwhile(_told(asked, before, by_person=row.by_person), code="changed")
    if not is_new and before.state == said.state:
        return row
    row.rating, row.more_help, row.comment = said.rating, said.more_help, plain(said.comment)
    row.by_person = by_person
    row.save()
    sessions.touch(held)
    sessions.record(by, "rated", held, {"by_person": by_person})
    return row


def of(session: DialogSession, asked: Asked) -> DialogRating | None:
    """What was said about an area, whichever code it had when it was said."""
    rows = DialogRating.objects.filter(session=session)
    if asked.local_item_id:
        return rows.filter(local_item=asked.local_item_id).first()
    item = dialog.ITEMS[asked.key]
    return rows.filter(item_code__in=[coding.code for coding in item.codings]).first()


def ensure(session: DialogSession, asked: Asked) -> DialogRating:
    """The row of an area that is chosen, also when it was left out."""
    found = of(session, asked)
    return found or DialogRating.objects.create(
        session=session, item_code=asked.code, local_item_id=asked.local_item_id
    )


def _told(asked: Asked, before: Rated, *, by_person: bool) -> str:
    who = ON_THEIR_DEVICE if by_person else "somebody on another screen"
    more = {None: "", True: ", more help wanted", False: ", no more help wanted"}[before.more_help]
    words = f"{asked.label} was answered meanwhile by {who}: {before.in_words}{more}"
    said = f", with the words “{before.comment}”" if before.comment else ""
    return f"{words}{said}. What you see here is not saved yet: save it to put it in that place, or change it first"
