"""Scores of coded assessments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from hubs.actions import audit
from hubs.models import AssessmentTool
from hubs.rules.roles import Actor
from outcomes.models import CodedScore
from outcomes.rules import ranges
from outcomes.selectors import tools
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
) -> CodedScore:
    """A score taken in the course of a referral (MHS606). ValidationError when the tool cannot have it."""
    made = CodedScore.objects.create(
        referral=referral,
        staff_id=staff_id or by.staff_id,
        tool_code=tool_code,
        score=score.strip(),
        value=_value(tool_code, score),
        completed_at=completed_at,
        taken_on=timezone.localdate(completed_at),
    )
    audit.record(by=by, action="score.recorded", obj_type="referral", reference=referral.reference)
    return made


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


def _value(tool_code: str, score: str) -> Decimal:
    """The score as a number. ValidationError, in words, when the tool is not known or cannot have it."""
    known = tools.offered().get(tool_code)
    low, high = (known.low, known.high) if known else _range(tool_code)
    problem = ranges.problem(score, low, high)
    if problem:
        raise ValidationError({"score": problem})
    try:
        return Decimal(score.strip())
    except InvalidOperation:  # pragma: no cover - ranges.problem has refused it
        raise ValidationError({"score": ranges.NOT_A_NUMBER}) from None


def _range(tool_code: str) -> tuple[float | None, float | None]:
    tool = AssessmentTool.objects.filter(code=tool_code).first()
    if tool is None:
        raise ValidationError({"tool": "Choose a tool of the national list"})
    return (
        None if tool.low is None else float(tool.low),
        None if tool.high is None else float(tool.high),
    )


@transaction.atomic
def void_taken(
    *, by: Actor, referral: Referral, completed_at: dt.datetime, tool_codes: Collection[str], reason: str
) -> int:
    """Void the scores that were taken together in a referral, with the same moment of completion. How many."""
    taken = CodedScore.objects.filter(
        referral=referral,
        activity=None,
        source_month=None,
        completed_at=completed_at,
        tool_code__in=tool_codes,
    )
    voided = taken.update(voided_at=timezone.now(), voided_by=by.staff_id, void_reason=reason)
    if voided:
        audit.record(by=by, action="score.voided", obj_type="referral", reference=referral.reference)
    return voided
