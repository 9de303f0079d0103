"""A contact together with the score taken in it: both are written, or neither."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hubs.rules.roles import Actor
from hubs.tenancy.history import because
from outcomes.actions import scores
from outcomes.models import CodedScore
from referrals.actions import contacts
from referrals.actions.contacts import Done, Logged
from referrals.models import CareActivity, Contact, Referral


@dataclass(frozen=True)
class Taken:
    """A score as it was typed."""

    tool_code: str
    score: str


@transaction.atomic
def log(
    *,
    by: Actor,
    referral: Referral,
    occurred_on: dt.date,
    form_key: UUID | None = None,
    activities: Sequence[Done] = (),
    taken: Taken | None = None,
    **details: Any,
) -> Logged:
    """As ``contacts.log``; the score belongs to the first activity, or to one of its own where nothing else
    was done.
    """
    logged = contacts.log(
        by=by,
        referral=referral,
        occurred_on=occurred_on,
        form_key=form_key,
        activities=_with_room(activities, taken),
        **details,
    )
    if taken and logged.is_new:
        _take(by, logged.contact, logged.activities[0], taken)
    return logged


@transaction.atomic
def amend(
    *,
    by: Actor,
    contact: Contact,
    reason: str,
    activities: Sequence[Done],
    taken: Taken | None = None,
    seen: int | None = None,
    **changes: Any,
) -> Contact:
    """As ``contacts.amend``, with the score: one that was changed or taken away is voided."""
    held = contacts.amend(
        by=by,
        contact=contact,
        reason=reason,
        activities=_with_room(activities, taken),
        seen=seen,
        **changes,
    )
    before = list(_scores_of(held))
    if [_as_it_stands(score) for score in before] != ([(taken, held.occurred_on, None)] if taken else []):
        _void(by, before, reason)
        if taken:
            _take(by, held, CareActivity.objects.filter(contact=held).order_by("pk")[0], taken)
    return held


def _as_it_stands(score: CodedScore) -> tuple[Taken, dt.date, dt.datetime | None]:
    """The score, its day, and when the activity that it belongs to was voided."""
    activity_voided_at = score.activity.voided_at if score.activity else None
    return Taken(score.tool_code, score.score), score.taken_on, activity_voided_at


@transaction.atomic
def void(*, by: Actor, contact: Contact, reason: str) -> Contact:
    """As ``contacts.void``, with the scores taken in it."""
    taken = list(_scores_of(contact))
    held = contacts.void(by=by, contact=contact, reason=reason)
    _void(by, taken, reason)
    return held


def _with_room(activities: Sequence[Done], taken: Taken | None) -> Sequence[Done]:
    return activities or ([Done()] if taken else [])


def _take(by: Actor, contact: Contact, activity: CareActivity, taken: Taken) -> None:
    activity.contact = contact
    scores.record_in_activity(by=by, activity=activity, tool_code=taken.tool_code, score=taken.score)


def _scores_of(contact: Contact) -> list[CodedScore]:
    scores_of = CodedScore.objects.filter(activity__contact=contact, source_month=None)
    return list(scores_of.select_related("activity"))


def _void(by: Actor, taken: Sequence[CodedScore], reason: str) -> None:
    if not taken:
        return
    with because(reason):
        CodedScore.objects.filter(pk__in=[score.pk for score in taken]).update(
            voided_at=timezone.now(), voided_by=by.staff_id, void_reason=reason
        )
