"""Comments on a plan or a part of it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from careplans.models import Plan, PlanComment
from careplans.rules.parts import ACTIONS, GOALS, WHOLE, PlanPart
from hubs.actions import audit
from hubs.rules.roles import Actor

PARTS = (WHOLE, *PlanPart.values, GOALS, ACTIONS)


@transaction.atomic
def add(
    *, by: Actor, plan: Plan, text: str, part: str = WHOLE, by_person: bool = False, writer_name: str = ""
) -> PlanComment:
    """What somebody says of a part, or of the whole. ``by_person``: the person themselves, on their own page.

    The same words of the same writer on the same part, unanswered, are one comment. ValidationError by field.
    """
    words = text.strip()
    if part not in PARTS:
        raise ValidationError({"part": "Choose a part of the plan"})
    if not words:
        raise ValidationError({"text": "Write what you want to say"})
    said = {"plan": plan, "part": part, "text": words, "by_person": by_person, "answered_at": None}
    writer = writer_name or by.name
    if again := PlanComment.objects.filter(**said, writer_name=writer).first():
        return again
    added = PlanComment.objects.create(**said, writer_name=writer, created_by_id=by.staff_id)
    _record(by, "commented", plan, {"part": part, "by_person": by_person})
    return added


@transaction.atomic
def answer(*, by: Actor, comment: PlanComment) -> PlanComment:
    """It has been talked about, or taken into the plan. Twice is once."""
    held = PlanComment.objects.select_for_update(of=("self",)).select_related("plan").get(pk=comment.pk)
    if held.answered_at is None:
        held.answered_at = timezone.now()
        held.save(update_fields=["answered_at"])
        _record(by, "comment_answered", held.plan, {"part": held.part})
    return held


def _record(by: Actor, verb: str, plan: Plan, detail: dict[str, object]) -> None:
    audit.record(by=by, action=f"plan.{verb}", obj_type="plan", reference=plan.reference, detail=detail)
