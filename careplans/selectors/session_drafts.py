"""What a worker typed in a session and it has not taken, for that worker and nobody else."""

from __future__ import annotations

from careplans.models import DialogSession, SessionDraft
from hubs.rules.roles import Actor


def find(by: Actor, session: DialogSession, page: str) -> SessionDraft | None:
    found: SessionDraft | None = SessionDraft.objects.filter(
        session=session, staff=by.staff_id, page=page
    ).first()
    return found


def own(by: Actor, session: DialogSession) -> list[SessionDraft]:
    """All that they typed in a session and it has not taken."""
    return list(SessionDraft.objects.filter(session=session, staff=by.staff_id).order_by("page"))
