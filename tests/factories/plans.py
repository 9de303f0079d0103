"""Plans that were agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from careplans.models import Plan, PlanVersion
from careplans.rules import frozen
from careplans.rules.document import PlanDocument
from careplans.selectors import documents
from hubs.rules import references
from referrals.models import Person
from tests.factories import record


def started(person: Person | None = None, **given: Any) -> Plan:
    values = {"reference": references.new("N"), "started_on": date(2025, 4, 20), **given}
    return Plan.objects.create(person=person or record.person(), **values)


def agreed(person: Person | None = None, *, number: int = 1, says: PlanDocument | None = None) -> PlanVersion:
    """A version of the person's plan, frozen as the plan stands, or as ``says`` has it."""
    plan = (Plan.objects.filter(person=person).first() if person else None) or started(person)
    as_it_stands = documents.of_plan(plan)
    document = replace(says or as_it_stands, reference=plan.reference, who=as_it_stands.who, number=number)
    return PlanVersion.objects.create(
        plan=plan,
        number=number,
        content=frozen.freeze(document),
        agreed_on=date(2025, 6, 18),
        agreed_with=["10"],
    )
