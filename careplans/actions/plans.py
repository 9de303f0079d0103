"""The person's one plan: found, or started."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from careplans.models import Plan
from hubs.actions import audit
from hubs.rules import references
from hubs.rules.roles import Actor
from referrals.models import Person


@transaction.atomic
def open(*, by: Actor, person: Person) -> Plan:  # noqa: A001 - read as plans.open
    """The plan of the person, started when there is none.

    The person is locked until the transaction ends, so that two who start it at the same moment start one.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    held = Plan.objects.filter(person=person, beside_reason="").first()
    if held is not None:
        return held
    started = Plan.objects.create(
        person=person,
        reference=references.new("N"),
        started_on=timezone.localdate(),
        created_by_id=by.staff_id,
    )
    audit.record(by=by, action="plan.started", obj_type="plan", reference=started.reference)
    return started


def lock(plan: Plan) -> Plan:
    """The plan as it is now, locked until the transaction ends: what changes it is done one after the other."""
    held: Plan = Plan.objects.select_for_update(of=("self",)).select_related("person").get(pk=plan.pk)
    return held


@transaction.atomic
def put_away(*, by: Actor, plan: Plan, reason: str) -> Plan:
    """A plan that stands beside the person's one since records were joined is no longer needed: its texts were carried
    over. Twice is once. ValidationError for the one plan, and without a reason.
    """
    held = Plan.with_voided.select_for_update(of=("self",)).get(pk=plan.pk)
    if not held.beside_reason:
        raise ValidationError("This is the plan of the person: it is changed, and never put away")
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is no longer needed"})
    if held.voided_at is None:
        held.voided_at, held.voided_by_id, held.void_reason = timezone.now(), by.staff_id, reason.strip()
        held.save(update_fields=["voided_at", "voided_by", "void_reason"])
        audit.record(by=by, action="plan.put_away", obj_type="plan", reference=held.reference)
    return held
