"""The one plan of a person."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from careplans.models import Plan
from hubs.actions import audit
from hubs.rules import references
from hubs.rules.roles import Actor
from referrals.models import Person


@transaction.atomic
def open(*, by: Actor, person: Person) -> Plan:  # noqa: A001 - plans.open reads as what it does
    """The plan of the person, started when there is none; two who ask at once get the same."""
    Person.objects.select_for_update().get(pk=person.pk)
    values = {"reference": references.new("K"), "started_on": timezone.localdate()}
    plan, is_new = Plan.objects.get_or_create(person=person, beside_reason="", defaults=values)
    if is_new:
        audit.record(by=by, action="plan.started", obj_type="plan", reference=plan.reference)
    return plan
