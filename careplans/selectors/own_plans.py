"""A plan as its person finds it behind their own sign-in."""

from __future__ import annotations

from careplans.models import Plan, PlanComment
from referrals.models import Person


def of_person(person: Person) -> Plan | None:
    """Their plan. One query."""
    held: Plan | None = Plan.objects.filter(person=person, beside_reason="").select_related("person").first()
    return held


def comments(plan: Plan) -> list[PlanComment]:
    """What the person said, and what workers said of what they see, the newest first. One query."""
    return list(PlanComment.objects.filter(plan=plan).order_by("-created_at", "-pk"))
