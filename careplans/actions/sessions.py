"""DIALOG+ sessions: started or gone on with, completed once, voided with a reason.

Every action locks the session before it writes, so that two screens follow each other and the second is told.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from careplans.models import (
    DeviceLink,
    DialogArea,
    DialogRating,
    DialogSession,
    PlanAction,
    SessionDraft,
)
from careplans.rules.parts import ActionState, SessionWay
from careplans.selectors import sessions
from config import formats
from hubs.actions import audit
from hubs.rules.roles import Actor
from outcomes.actions import scores
from outcomes.rules import dialog
from referrals.actions.changing import ChangedMeanwhile
from referrals.models import Person, Referral

NOTHING_RATED = "Rate at least one of the eleven areas before you complete the session"
LOOK_AGAIN = (
    "Something was changed since this page was shown. Look at the summary again, then complete the session"
)


@dataclass(frozen=True)
class Started:
    """The session to go on with; ``is_new`` unless it was open before."""

    session: DialogSession
    is_new: bool


@transaction.atomic
def start(
    *,
    by: Actor,
    person: Person,
    referral: Referral,
    way: str = SessionWay.TOGETHER,
    worker_id: int | None = None,
) -> Started:
    """Start a session, or go on with the one that is open: two workers who start at once share one. ``worker_id`` is
    whose session it is when the person starts it themselves.

    ValidationError when the referral is not an open one of the person, or nobody knows the way.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    if held := sessions.open_of(person):
        return Started(held, is_new=False)
    if referral.person_id != person.pk or not referral.is_open:
        raise ValidationError("Select a referral of the person that is open", code="referral")
    if way not in SessionWay.values:
        raise ValidationError("Select how you are together", code="way")
    worker_id = worker_id or by.staff_id
    assert worker_id is not None, "a session is a worker's"
    made = DialogSession.objects.create(
        person=person, referral=referral, worker_id=worker_id, way=way, started_at=timezone.now()
    )
    record(by, "started", made, {"referral": referral.reference})
    return Started(made, is_new=True)


@transaction.atomic
def complete(*, by: Actor, session: DialogSession, version: int | None = None) -> DialogSession:
    """End the session: each rated area of the eleven becomes a score of its referral (MHS606), once.

    ``version`` is the session's when its summary was shown. Raises ChangedMeanwhile when something was said since,
    and ValidationError when it is over already or nothing was rated.
    """
    held = lock(session)
    if version is not None and version != held.version:
        raise ChangedMeanwhile(LOOK_AGAIN, code="changed")
    rated = list(DialogRating.objects.filter(session=held, rating__isnull=False).exclude(item_code=""))
    if not rated:
        raise ValidationError(NOTHING_RATED, code="rated")
    held.completed_at = timezone.now()
    day = timezone.localdate(held.completed_at)
    # At most eleven, each by the one way in which a score is written.
    for row in rated:
        scores.record(
            by=by,
            referral=held.referral,
            tool_code=dialog.BY_CODE[row.item_code].code_on(day),
            score=str(row.rating),
            completed_at=held.completed_at,
        )
    held.version += 1
    held.save(update_fields=["completed_at", "version"])
    SessionDraft.objects.filter(session=held).delete()
    record(by, "completed", held, {"rated": len(rated)})
    return held


@transaction.atomic
def void(*, by: Actor, session: DialogSession, reason: str) -> None:
    """Void a session, open or completed, with its scores, its talks and the actions that were agreed in it and are
    still to do. ValidationError without a reason, or when it was voided already.
    """
    reason = reason.strip()
    if not reason:
        raise ValidationError("Say why the session is voided", code="reason")
    held = _locked(session)
    if held is None:
        raise ValidationError("This session was voided already")
    if held.completed_at:
        scores.void_taken(
            by=by,
            referral=held.referral,
            completed_at=held.completed_at,
            tool_codes=list(dialog.BY_CODE),
            reason=reason,
        )
    voided = {"voided_at": timezone.now(), "voided_by": by.staff_id, "void_reason": reason}
    PlanAction.objects.filter(area__session=held, state=ActionState.OPEN).update(**voided)
    for rows in (DialogArea, DialogRating, DeviceLink):
        rows.objects.filter(session=held).update(**voided)
    DialogSession.objects.filter(pk=held.pk).update(**voided)
    SessionDraft.objects.filter(session=held).delete()
    record(by, "voided", held)


def lock(session: DialogSession) -> DialogSession:
    """The session as it is now, locked until the transaction ends. ValidationError when it is over or voided: nothing
    is written into it any more.
    """
    held = _locked(session)
    if held is None:
        raise ValidationError("This session was voided. Nothing was saved", code="over")
    if held.completed_at:
        when = formats.datetime(held.completed_at)
        raise ValidationError(f"This session was completed on {when}. Nothing was saved", code="over")
    return held


def _locked(session: DialogSession) -> DialogSession | None:
    rows = DialogSession.objects.select_for_update(of=("self",)).select_related("referral", "worker")
    return rows.filter(pk=session.pk).first()


def touch(session: DialogSession) -> None:
    """Something was said in a locked session: it counts, so that whoever completes it knows."""
    session.version += 1
    session.save(update_fields=["version"])


def record(by: Actor, verb: str, session: DialogSession, detail: dict[str, object] | None = None) -> None:
    """The audit of a session, which holds nothing of what was said."""
    audit.record(
        by=by,
        action=f"dialog_session.{verb}",
        obj_type="dialog session",
        reference=str(session.public_id),
        detail=dict(detail or {}),
    )
