"""When a group meets: planned, written down with who came, corrected with a reason, taken out with a reason.

Everybody who is named on the sheet of a session has one contact that says what is marked there, whatever was marked
before: a mark that is changed corrects the contact, one that is taken away voids it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from config import formats
from hubs.actions import audit
from hubs.rules import references
from hubs.rules.roles import Actor
from referrals.actions import contacts_at_once, groups
from referrals.actions.changing import ChangedMeanwhile
from referrals.actions.group_sheets import Details, Sheet
from referrals.models import Group, GroupAttendance, GroupSession, Referral
from referrals.rules import groups as rules
from referrals.selectors import groups as found

__all__ = ["Details", "plan", "record", "void"]


@transaction.atomic
def plan(
    *, by: Actor, group: Group, details: Details, times: int = 1, key: UUID | None = None
) -> list[GroupSession]:
    """A session, or as many as ``times`` a week apart. ``key`` is of the form: sent twice, it plans them once."""
    held = groups.lock(group)
    keys = _keys(key or uuid4(), times)
    if there := list(GroupSession.with_voided.filter(group=held, public_id__in=keys).order_by("held_on")):
        return there
    columns = details.of(held)
    days = rules.weekly(details.held_on, times)
    _refuse_after_the_end(held, days)
    made: list[GroupSession] = GroupSession.objects.bulk_create(
        GroupSession(
            **{**columns, "held_on": day},
            group=held,
            public_id=public_id,
            local_id=references.new("G"),
            created_by_id=by.staff_id,
        )
        for public_id, day in zip(keys, days, strict=True)
    )
    audit.record_many(
        by=by,
        action="group_session.planned",
        obj_type="group_session",
        details={str(session.public_id): {"on": session.held_on.isoformat()} for session in made},
    )
    return made


def _keys(first: UUID, times: int) -> list[UUID]:
    return [first, *(uuid5(first, str(number)) for number in range(1, times))]


def _refuse_after_the_end(group: Group, days: Sequence[dt.date]) -> None:
    if group.ends_on and days[-1] > group.ends_on:
        last = formats.date(days[-1])
        words = f"The last of {len(days)} sessions would be on {last}, after the group ends"
        raise ValidationError({"times": words})


@transaction.atomic
def replan(*, by: Actor, session: GroupSession, details: Details) -> GroupSession:
    """Another day, time or worker for a session that is only planned. ValidationError when it is recorded already."""
    held = _lock(session)
    if held.recorded_at:
        words = "Who came to this session is written down already. Change it on its sheet"
        raise ValidationError(words, code="recorded")
    columns = details.of(held.group)
    for name, value in columns.items():
        setattr(held, name, value)
    held.version += 1
    held.save(update_fields=[*columns, "version"])
    _record(by, "replanned", held, {})
    return held


@transaction.atomic
def record(
    *,
    by: Actor,
    session: GroupSession,
    details: Details,
    marks: Mapping[Referral, str],
    unnamed: int = 0,
    reason: str = "",
    version: int | None = None,
) -> GroupSession:
    """Write down who came: a mark (ATTENDANCE STATUS, or ``rules.LEFT_OUT``) for each referral on the sheet, and how
    many came without giving a name. Who is not on the sheet stays as they are.

    The same sheet sent again changes nothing. ``reason`` is needed when a contact is corrected or voided by it.
    ChangedMeanwhile when somebody else has saved the sheet since ``version``; ValidationError, by field or by the
    reference of the referral it is about.
    """
    held = _lock(session)
    sheet = Sheet(held, details, marks, unnamed)
    if sheet.says_nothing_new:
        return held
    if version is not None and version != held.version:
        raise ChangedMeanwhile(_changed(held), code="changed")
    if sheet.corrects and not reason.strip():
        raise ValidationError({"reason": "Say why what was saved before is changed"})
    sheet.write(by, reason.strip())
    _record(by, "recorded", held, sheet.counts)
    return held


@transaction.atomic
def void(*, by: Actor, session: GroupSession, reason: str) -> GroupSession:
    """Take a session out, with every contact that came of it. ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why the session is removed"})
    held = _lock(session)
    live = [row for row in found.attendance(held) if row.contact.voided_at is None]
    contacts_at_once.void(by=by, ids=[row.contact_id for row in live], reason=reason)
    voided = {"voided_at": timezone.now(), "voided_by": by.staff_id, "void_reason": reason.strip()}
    GroupAttendance.objects.filter(session=held).update(**voided)
    GroupSession.objects.filter(pk=held.pk).update(**voided)
    _record(by, "voided", held, {"contacts": len(live)})
    return held


def _lock(session: GroupSession) -> GroupSession:
    """The session as it is now, locked until the transaction ends. ValidationError when it was taken out."""
    rows = GroupSession.with_voided.select_for_update(of=("self",))
    held: GroupSession = rows.select_related("group__team").get(pk=session.pk)
    if held.voided_at:
        raise ValidationError(f"This session was removed: {held.void_reason}", code="voided")
    return held


def _changed(held: GroupSession) -> str:
    who, when = found.last_saved(held)
    return (
        f"{who} saved this sheet at {when} while you had it open. Yours is not saved yet: what they marked stands"
        " beside each name. Check it, and save again"
    )


def _record(by: Actor, verb: str, session: GroupSession, detail: dict[str, int]) -> None:
    audit.record(
        by=by,
        action=f"group_session.{verb}",
        obj_type="group_session",
        reference=str(session.public_id),
        detail=detail,
    )
