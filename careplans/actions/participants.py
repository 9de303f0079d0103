"""Who helped to write a plan, beside the person."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from careplans.models import Plan, PlanParticipant
from hubs.actions import audit
from hubs.rules.roles import Actor


@transaction.atomic
def name(*, by: Actor, plan: Plan, name: str, part: str = "", organisation_name: str = "") -> PlanParticipant:
    """Somebody who helped to write the plan, beside the person. Named twice is named once. ValidationError."""
    if not name.strip():
        raise ValidationError({"name": "Enter a name"})
    named = {"name": name.strip(), "part": part.strip(), "organisation_name": organisation_name.strip()}
    if again := PlanParticipant.objects.filter(plan=plan, **named).first():
        return again
    added = PlanParticipant.objects.create(plan=plan, **named, created_by_id=by.staff_id)
    _record(by, "named", added, plan)
    return added


@transaction.atomic
def take_out(*, by: Actor, participant: PlanParticipant, reason: str) -> PlanParticipant:
    """Void somebody who was named by mistake; versions that were agreed keep the name. Twice is once.

    ValidationError without a reason.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why they are taken out"})
    rows = PlanParticipant.with_voided.select_for_update(of=("self",)).select_related("plan")
    held: PlanParticipant = rows.get(pk=participant.pk)
    if held.voided_at is None:
        held.voided_at, held.voided_by_id, held.void_reason = timezone.now(), by.staff_id, reason.strip()
        held.save(update_fields=["voided_at", "voided_by", "void_reason"])
        _record(by, "taken_out", held, held.plan)
    return held


def _record(by: Actor, verb: str, participant: PlanParticipant, plan: Plan) -> None:
    audit.record(
        by=by,
        action=f"plan.participant_{verb}",
        obj_type="plan",
        reference=plan.reference,
        detail={"participant": str(participant.public_id)},
    )
