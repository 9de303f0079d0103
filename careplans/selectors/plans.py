"""A person's plan, what is in it, and how it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from careplans.models import (
    Plan,
    PlanAction,
    PlanComment,
    PlanGoal,
    PlanParticipant,
    PlanReview,
    PlanText,
    PlanVersion,
)
from careplans.rules.parts import ActionState, GoalState
from careplans.selectors import documents
from hubs.models import Organisation, StaffMember
from hubs.rules.roles import Actor
from referrals.models import Person
from referrals.selectors import reach
from referrals.selectors.people import Found


def of_person(person: Person) -> Plan | None:
    """The one plan of the person. One query."""
    held: Plan | None = Plan.objects.filter(person=person, beside_reason="").first()
    return _of(person, held)


def all_of(person: Person) -> tuple[Plan | None, Sequence[Plan]]:
    """The one plan of the person, and those that stand beside it since records were joined. One query."""
    rows = list(Plan.objects.filter(person=person).order_by("started_on", "pk"))
    held = next((plan for plan in rows if not plan.beside_reason), None)
    return _of(person, held), [plan for plan in rows if plan.beside_reason]


def find_beside(person: Person, public_id: UUID) -> Plan | None:
    held = Plan.objects.filter(person=person, public_id=public_id).exclude(beside_reason="").first()
    return _of(person, held)


def _of(person: Person, plan: Plan | None) -> Plan | None:
    if plan is not None:
        plan.person = person
    return plan


def text(plan: Plan | None, part: str) -> PlanText | None:
    """What a part says, or said until it was emptied."""
    return PlanText.objects.filter(plan=plan, part=part).first() if plan else None


def goal(plan: Plan, public_id: UUID) -> PlanGoal | None:
    return PlanGoal.objects.filter(plan=plan, public_id=public_id).first()


def goals(plan: Plan | None, held: PlanAction | None = None) -> QuerySet[PlanGoal]:
    """Those that are worked on, and the one that the action ``held`` serves."""
    chosen = Q(pk__in=[held.goal_id] if held else [])
    return PlanGoal.objects.filter(Q(state=GoalState.ACTIVE) | chosen, plan=plan)


def goal_beside(person: Person, public_id: UUID) -> PlanGoal | None:
    """A goal of a plan that stands beside the person's one."""
    theirs = PlanGoal.objects.filter(plan__person=person, public_id=public_id, plan__voided_at=None)
    return theirs.exclude(plan__beside_reason="").first()


def workers(found: Found, by: Actor, held: PlanAction | None = None) -> QuerySet[StaffMember]:
    """Colleagues near the person's open referral, of every organisation of the hub; without one, ``by`` alone. And
    whoever does the action ``held`` by now.
    """
    opened = found.open_referrals()
    near = reach.workers(opened[0], by) if opened else StaffMember.objects.filter(pk__in=[by.staff_id])
    chosen = StaffMember.objects.filter(pk__in=[held.staff_id] if held else [])
    return (near | chosen).select_related("organisation")


def organisations(held: PlanAction | None = None) -> QuerySet[Organisation]:
    """Those that are open, and the one that does the action ``held`` by now."""
    chosen = Q(pk__in=[held.organisation_id] if held else [])
    return Organisation.objects.filter(Q(closed_on=None) | chosen).order_by("name", "pk")


def action(plan: Plan, public_id: UUID) -> PlanAction | None:
    """With whoever does it, and the goal that it serves."""
    found = PlanAction.objects.filter(plan=plan, public_id=public_id)
    return found.select_related("staff", "organisation", "goal").first()


def comment(plan: Plan, public_id: UUID) -> PlanComment | None:
    return PlanComment.objects.filter(plan=plan, public_id=public_id).first()


def participant(plan: Plan, public_id: UUID) -> PlanParticipant | None:
    return PlanParticipant.objects.filter(plan=plan, public_id=public_id).first()


def comments(plan: Plan) -> Sequence[PlanComment]:
    """The oldest first. One query."""
    return list(PlanComment.objects.filter(plan=plan))


def version(plan: Plan, number: int) -> PlanVersion | None:
    found: PlanVersion | None = documents.versions_of(plan).filter(number=number).first()
    return found


@dataclass(frozen=True)
class Standing:
    """How a plan stands, for pages that only name it. ``version`` is 0 before it was agreed."""

    started_on: dt.date
    version: int
    agreed_on: dt.date | None
    review_on: dt.date | None
    today: dt.date

    @property
    def is_review_past(self) -> bool:
        return self.review_on is not None and self.review_on < self.today


def standing(person: Person) -> Standing | None:
    """None for somebody without a plan. One query."""
    latest = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-number")
    review = PlanReview.objects.filter(plan=OuterRef("pk"), reviewed_on=None)
    row = (
        Plan.objects.filter(person=person, beside_reason="")
        .annotate(
            latest=Subquery(latest.values("number")[:1]),
            agreed_on=Subquery(latest.values("agreed_on")[:1]),
            review_on=Subquery(review.values("due_on")[:1]),
        )
        .values_list("started_on", "latest", "agreed_on", "review_on")
        .first()
    )
    if row is None:
        return None
    started_on, latest_number, agreed_on, review_on = row
    return Standing(started_on, latest_number or 0, agreed_on, review_on, timezone.localdate())


def open_actions() -> QuerySet[PlanAction]:
    """What is still to be done of plans, with the person and the worker."""
    opened = PlanAction.objects.filter(state=ActionState.OPEN, plan__voided_at=None)
    return opened.select_related("plan__person", "staff")


def open_reviews() -> QuerySet[PlanReview]:
    """The days by which plans are to be looked at again, with the person."""
    waiting = PlanReview.objects.filter(reviewed_on=None, plan__voided_at=None, plan__beside_reason="")
    return waiting.select_related("plan__person")
