"""The plan that is meant when one is taken out as a file."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from careplans.models import Plan, PlanVersion
from careplans.rules.document import PlanDocument
from careplans.selectors import documents
from hubs.rules import references
from hubs.rules.roles import Actor
from referrals.selectors import people


def find(reference: str, *, by: Actor) -> Plan | None:
    """The plan with this reference, or that of the person with it; of a record that was joined with another, the plan
    of the one that goes on.
    """
    plan = _plans().filter(reference=references.normalise(reference)).first()
    found = None if plan else people.find(reference, by=by)
    return _plans().filter(person=found.person, beside_reason="").first() if found else plan


def any_one() -> Plan | None:
    """The plan that was started first, of those that were agreed when there is one."""
    agreed = Exists(PlanVersion.objects.filter(plan=OuterRef("pk")))
    return _plans().alias(is_agreed=agreed).order_by("-is_agreed", "pk").first()


def document(plan: Plan) -> PlanDocument:
    """As it was agreed last; as it stands, where nobody has agreed to it yet."""
    version = documents.latest_version(plan)
    return documents.of_version(version) if version else documents.of_plan(plan)


def _plans() -> QuerySet[Plan]:
    plans: QuerySet[Plan] = Plan.objects.filter(person__voided_at=None).select_related("person")
    return plans
