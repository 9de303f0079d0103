"""What a worker typed on a page of a session and the session has not taken: theirs alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from careplans.models import DialogSession, SessionDraft
from hubs.actions import audit
from hubs.rules.roles import Actor
from referrals.actions.drafts import KEPT_DAYS

Content = Mapping[str, Sequence[str]]


@transaction.atomic
def save(*, by: Actor, session: DialogSession, page: str, content: Content) -> SessionDraft | None:
    """Keep what was typed on a page in place of what was kept before; nothing typed is nothing kept."""
    assert by.staff_id is not None, "only somebody who types has drafts"
    if not content:
        discard(by=by, session=session, page=page)
        return None
    kept = {name: list(values) for name, values in content.items()}
    draft, _ = SessionDraft.objects.update_or_create(
        session=session, staff_id=by.staff_id, page=page, defaults={"content": kept}
    )
    return draft


@transaction.atomic
def discard(*, by: Actor, session: DialogSession, page: str) -> None:
    SessionDraft.objects.filter(session=session, staff=by.staff_id, page=page).delete()


@transaction.atomic
def clear(*, by: Actor, now: dt.datetime) -> int:
    """Remove what nobody has gone on with for as long as drafts are kept; how many there were."""
    removed, _ = SessionDraft.objects.filter(updated_at__lt=now - dt.timedelta(days=KEPT_DAYS)).delete()
    if removed:
        detail = {"drafts": removed, "days": KEPT_DAYS}
        audit.record(
            by=by, action="session_drafts.cleared", obj_type="session_draft", reference="", detail=detail
        )
    return removed
