"""Scores of coded assessments: recorded once, voided with a reason, never deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from config import formats
from hubs.actions import audit
from hubs.rules.roles import Actor
from hubs.tenancy import current_tenant_id
from hubs.tenancy.history import because
from outcomes.models import CodedScore
from outcomes.rules import ranges, taking
from outcomes.selectors import tools
from referrals.actions import changing
from referrals.models import CareActivity, Referral


@transaction.atomic
def record(
    *,
    by: Actor,
    referral: Referral,
    tool_code: str,
    score: str,
    completed_at: dt.datetime,
    staff_id: int | None = None,
    how_taken: str = "",
) -> CodedScore:
    """A score taken in the course of a referral (MHS606). ValidationError when the tool cannot have it."""
    taken = record_all(
        by=by,
        referral=referral,
        scores={tool_code: score},
        completed_at=completed_at,
        staff_id=staff_id,
        how_taken=how_taken,
    )
    return taken[0]


@transaction.atomic
def record_all(
    *,
    by: Actor,
    referral: Referral,
    scores: Mapping[str, str],
    completed_at: dt.datetime,
    staff_id: int | None = None,
    how_taken: str = "",
) -> list[CodedScore]:
    """The scores of a scale, by the code of each, taken at one moment: all of them are written, or none.

    The same score of the same moment in the same referral is one score, whoever sends it again: a form that is sent
    twice, even at once, records nothing new. ValidationError, by field, when it cannot have been taken then or the
    tool cannot have it.
    """
    held = changing.lock(referral)
    _refuse(held, completed_at, how_taken)
    taken = _rows(by, held, scores, completed_at, staff_id=staff_id, how_taken=how_taken)
    there = {row.tool_code: row for row in _alike(held, scores, completed_at)}
    new = [row for row in taken if row.tool_code not in there]
    if new:
        CodedScore.objects.bulk_create(new)
        _record(by, "recorded", held, new)
    return [there.get(row.tool_code, row) for row in taken]


def record_in_activity(*, by: Actor, activity: CareActivity, tool_code: str, score: str) -> CodedScore:
    """A score taken in an activity of a contact (MHS607), which the audit of the contact covers."""
    contact = activity.contact
    return CodedScore.objects.create(
        referral_id=contact.referral_id,
        activity=activity,
        staff_id=contact.staff_id,
        tool_code=tool_code,
        score=score.strip(),
        value=_value(tool_code, score),
        taken_on=contact.occurred_on,
    )


@transaction.atomic
def void(*, by: Actor, scores: Sequence[CodedScore], reason: str) -> None:
    """Take scores of one referral out, with a reason; they stay in the record and count nowhere.

    ValidationError without a reason, when one was taken out meanwhile, belongs to a contact, or came with a record
    set: those are corrected where they are kept.
    """
    held = list(
        CodedScore.with_voided.select_for_update(of=("self",))
        .select_related("referral")
        .filter(pk__in=[score.pk for score in scores])
    )
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is taken out"})
    for score in held:
        _refuse_void(score)
    with because(reason.strip()):
        CodedScore.objects.filter(pk__in=[score.pk for score in held]).update(
            voided_at=timezone.now(), voided_by=by.staff_id, void_reason=reason.strip()
        )
    _record(by, "voided", held[0].referral, held)


@transaction.atomic
def void_taken(
    *, by: Actor, referral: Referral, completed_at: dt.datetime, tool_codes: Collection[str], reason: str
) -> None:
    """As ``void``, for those that were taken together in a referral, with the same moment of completion."""
    taken = CodedScore.objects.filter(
        referral=referral,
        activity=None,
        source_month=None,
        completed_at=completed_at,
        tool_code__in=tool_codes,
    )
    if scores := list(taken):
        void(by=by, scores=scores, reason=reason)


def _refuse(referral: Referral, completed_at: dt.datetime, how_taken: str) -> None:
    problem = taking.problem(
        completed_at,
        received_on=referral.received_on,
        closed_on=referral.discharged_on or referral.rejected_on,
        now=timezone.now(),
    )
    if problem:
        raise ValidationError({"taken_on": problem})
    if how_taken and how_taken not in taking.HowTaken.values:
        raise ValidationError({"how_taken": "Choose how it was taken"})


def _refuse_void(score: CodedScore) -> None:
    if score.voided_at:
        day = formats.date(score.voided_at)
        raise ValidationError(f"This score was taken out already, on {day}", code="voided")
    if score.activity_id:
        raise ValidationError("This score belongs to a contact. Correct the contact instead", code="contact")
    if score.source_month:
        words = "This score came with a record set. Correct it where it came from and read the month again"
        raise ValidationError(words, code="imported")


def _rows(
    by: Actor,
    referral: Referral,
    scores: Mapping[str, str],
    completed_at: dt.datetime,
    *,
    staff_id: int | None,
    how_taken: str,
) -> list[CodedScore]:
    """As they are to be written. ValidationError when a tool cannot have its score."""
    return [
        CodedScore(
            tenant_id=current_tenant_id(),
            created_by_id=by.staff_id,
            referral=referral,
            staff_id=staff_id or by.staff_id,
            tool_code=code,
            score=score.strip(),
            value=_value(code, score),
            completed_at=completed_at,
            taken_on=timezone.localdate(completed_at),
            how_taken=how_taken,
        )
        for code, score in scores.items()
    ]


def _alike(referral: Referral, scores: Mapping[str, str], completed_at: dt.datetime) -> list[CodedScore]:
    """Those that are there already, of the same tool, moment and score."""
    rows = CodedScore.objects.filter(
        referral=referral, completed_at=completed_at, tool_code__in=scores, activity=None
    )
    return [row for row in rows if row.score == scores[row.tool_code].strip()]


def _value(tool_code: str, score: str) -> Decimal:
    """The score as a number. ValidationError, in words, when the tool is not known or cannot have it."""
    tool = tools.find(tool_code)
    if tool is None:
        raise ValidationError({"tool": "Choose a tool of the national list"})
    if problem := ranges.problem(score, tool.low, tool.high):
        raise ValidationError({"score": problem})
    return Decimal(score.strip())


def _record(by: Actor, verb: str, referral: Referral, scores: Sequence[CodedScore]) -> None:
    audit.record(
        by=by,
        action=f"score.{verb}",
        obj_type="referral",
        reference=referral.reference,
        detail={"tools": [score.tool_code for score in scores]},
    )
