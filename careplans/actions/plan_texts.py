"""What the parts of a plan say: written by many, and nothing of it lost."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from careplans.actions import plans
from careplans.models import Plan, PlanText
from careplans.rules.parts import PlanPart
from config import formats
from hubs.actions import audit
from hubs.rules.roles import Actor


class WrittenMeanwhile(ValidationError):
    """Somebody else wrote the part since it was looked at; ``held`` is what it says now."""

    def __init__(self, held: PlanText) -> None:
        self.held = held
        when = formats.datetime(held.changed_at)
        words = f"{held.writer_name} changed this part on {when}, while you were writing"
        super().__init__({"text": ValidationError(words, code="changed")})


@transaction.atomic
def write(*, by: Actor, plan: Plan, part: str, text: str, version: int | None = None) -> PlanText | None:
    """Let a part say this; an empty text empties it.

    ``version`` is the one that the form was shown with, 0 for a part that said nothing yet; None does not ask.
    Raises WrittenMeanwhile when the part says something else by now. Words that stand there already change nothing.
    None for a part that had never said anything and still does not.
    """
    if part not in PlanPart.values:
        raise ValidationError({"part": "Choose a part of the plan"})
    held = plans.lock(plan)
    row = PlanText.objects.filter(plan=held, part=part).first()
    words = text.strip()
    if words == (row.text if row else ""):
        return row
    if row and version is not None and version != row.version:
        raise WrittenMeanwhile(row)
    row = _saved(by, row or PlanText(plan=held, part=part, version=0, created_by_id=by.staff_id), words)
    audit.record(
        by=by, action="plan.written", obj_type="plan", reference=held.reference, detail={"part": part}
    )
    return row


def _saved(by: Actor, row: PlanText, words: str) -> PlanText:
    row.text, row.writer_name, row.changed_at = words, by.name, timezone.now()
    row.version += 1
    row.save()
    return row
