"""A plan with one of each of what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from careplans.actions import (
    agreements,
    comments,
    goals,
    participants,
    plan_actions,
    plan_texts,
    plans,
    sharing,
)
from careplans.models import (
    Plan,
    PlanAction,
    PlanComment,
    PlanGoal,
    PlanParticipant,
    PlanVersion,
    SharingOverride,
)
from hubs.models import StaffMember
from hubs.rules import references
from hubs.rules.roles import Actor
from hubs.selectors.staff import actor_of
from referrals.models import Referral
from tests.factories import ground


@dataclass(frozen=True)
class PlanWorld:
    plan: Plan
    goal: PlanGoal
    action: PlanAction
    comment: PlanComment
    participant: PlanParticipant
    version: PlanVersion
    override: SharingOverride
    beside: Plan


def of(by: Actor, referral: Referral, staff: StaffMember) -> PlanWorld:
    """Agreed with the person, opened with a reason by ``staff``, and with another that stands beside it."""
    plan = plans.open(by=by, person=referral.person)
    plan_texts.write(by=by, plan=plan, part="matters", text="My dog")
    goal = goals.add(by=by, plan=plan, words="Walk each day")
    today = timezone.localdate()
    version = agreements.agree(
        by=by,
        plan=plan,
        agreed_with=["10"],
        agreed_on=today,
        review_on=today + timedelta(days=90),
        chosen_by_person=True,
    )
    assert staff.user is not None
    worker = actor_of(staff.user)
    assert worker is not None
    return PlanWorld(
        plan=plan,
        goal=goal,
        action=plan_actions.add(by=by, plan=plan, what="Ring", doer="person", goal=goal),
        comment=comments.add(by=by, plan=plan, text="Yes"),
        participant=participants.name(by=by, plan=plan, name="Ada", part="Sister"),
        version=version,
        override=sharing.open_with_reason(by=worker, plan=plan, reason="She is at our door"),
        beside=Plan.objects.create(
            person=referral.person,
            reference=references.new("N"),
            started_on=today,
            beside_reason="Joined from the record P1",
        ),
    )


def full(by: Actor, referral: Referral, rows: int) -> Plan:
    """With as many goals, actions, comments and choices about sharing as rows, agreed with the person."""
    plan = plans.open(by=by, person=referral.person)
    for number in range(rows):
        goal = goals.add(by=by, plan=plan, words=f"Goal {number}")
        worker = ground.staff_member()
        plan_actions.add(by=by, plan=plan, what=f"Action {number}", doer="worker", staff=worker, goal=goal)
        comments.add(by=by, plan=plan, text=f"Comment {number}", part="goals")
        sharing.keep_from(by=by, person=referral.person, organisation=worker.organisation, parts=["people"])
    today = timezone.localdate()
    agreements.agree(
        by=by,
        plan=plan,
        agreed_with=["10"],
        agreed_on=today,
        review_on=today + timedelta(days=90),
        chosen_by_person=True,
    )
    return plan
