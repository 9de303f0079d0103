"""What a named worker will do by a day, and what came of it."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from hubs.actions import audit
from hubs.models import StaffMember
from hubs.rules.roles import Actor
from referrals.actions import changing
from referrals.models import NextStep, Referral
from referrals.models.next_step import StepKind


@transaction.atomic
def plan(
    *, by: Actor, referral: Referral, kind: str, what: str, staff: StaffMember | None, due_on: dt.date | None
) -> NextStep:
    """Somebody will do something for the person by a day.

    ValidationError, by field, when it is not said what, by whom or until when, the day has passed or the worker has
    left; and for a referral that is closed or kept elsewhere.
    """
    held = changing.lock_ours(referral)
    _refuse(kind, what, staff, due_on)
    assert staff is not None
    assert due_on is not None
    step = NextStep.objects.create(referral=held, kind=kind, what=what.strip(), staff=staff, due_on=due_on)
    _record(by, "planned", step, held)
    return step


@transaction.atomic
def done(*, by: Actor, step: NextStep, result: str) -> NextStep:
    """Write down what came of it. ValidationError without words, and for a step that somebody has finished already."""
    held = (
        NextStep.objects.select_for_update(of=("self",)).select_related("referral", "done_by").get(pk=step.pk)
    )
    if held.done_at:
        who = held.done_by.name if held.done_by else "Somebody"
        words = f"{who} finished this at {timezone.localtime(held.done_at):%H:%M} already: {held.result}"
        raise ValidationError(words, code="done")
    if not result.strip():
        raise ValidationError({"result": "Say what came of it"})
    held.done_at, held.done_by_id, held.result = timezone.now(), by.staff_id, result.strip()
    held.save(update_fields=["done_at", "done_by", "result"])
    _record(by, "done", held, held.referral)
    return held


def _refuse(kind: str, what: str, staff: StaffMember | None, due_on: dt.date | None) -> None:
    wrong = {}
    if kind not in StepKind.values:
        wrong["kind"] = "Select what kind of step it is"
    if not what.strip():
        wrong["what"] = "Say what is to be done"
    if staff is None or not staff.is_active:
        wrong["staff"] = "Select who will do it"
    if due_on is None or due_on < timezone.localdate():
        wrong["due_on"] = "Enter a day that is today or later"
    if wrong:
        raise ValidationError(wrong)


def _record(by: Actor, verb: str, step: NextStep, referral: Referral) -> None:
    audit.record(
        by=by,
        action=f"step.{verb}",
        obj_type="next_step",
        reference=str(step.public_id),
        detail={"referral": referral.reference, "kind": step.kind, "due": step.due_on.isoformat()},
    )
