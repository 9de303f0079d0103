"""The person's one plan: found, or started."""

from __future__ import annotations

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
