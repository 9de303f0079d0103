"""Goals of a plan: what the person hopes for, in their words."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from careplans.models import DialogArea, Plan, PlanGoal
from careplans.rules.parts import GoalState
from config import formats
from hubs.actions import audit
from hubs.actions.changes import not_in_future
from hubs.rules.roles import Actor


class GoalChanged(ValidationError):
    """Somebody else changed the goal since it was looked at; ``held`` is how it is now."""

    def __init__(self, held: PlanGoal) -> None:
        self.held = held
        words = "Somebody else changed this goal while you were writing"
        super().__init__({"words": ValidationError(words, code="changed")})


@transaction.atomic
def add(
    *,
    by: Actor,
    plan: Plan,
    words: str,
    how_known: str = "",
    target_on: dt.date | None = None,
    area: DialogArea | None = None,
) -> PlanGoal:
    added = PlanGoal.objects.create(
        plan=plan,
        area=area,
        words=_said(words),
        how_known=how_known.strip(),
        target_on=target_on,
        created_by_id=by.staff_id,
    )
    _record(by, "added", added)
    return added


@transaction.atomic
def change(
    *,
    by: Actor,
    goal: PlanGoal,
    words: str,
    how_known: str = "",
    target_on: dt.date | None = None,
    version: int | None = None,
) -> PlanGoal:
    """Other words for a goal that is worked on. ``version`` is the one that the form was shown with.

    ValidationError for one that is over; GoalChanged when somebody else changed it meanwhile.
    """
    held = _held(goal)
    values = {"words": _said(words), "how_known": how_known.strip(), "target_on": target_on}
    if all(getattr(held, name) == value for name, value in values.items()):
        return held
    if version is not None and version != held.version:
        raise GoalChanged(held)
    for name, value in values.items():
        setattr(held, name, value)
    _save(held, *values)
    _record(by, "changed", held)
    return held


@transaction.atomic
def end(*, by: Actor, goal: PlanGoal, state: str, on: dt.date | None = None) -> PlanGoal:
    """Reached, or no longer what the person wants. The same twice is once. ValidationError."""
    if state not in GoalState.values or state == GoalState.ACTIVE:
        raise ValidationError({"state": "Choose whether the goal is reached or no longer wanted"})
    day = on or timezone.localdate()
    not_in_future("on", day)
    held = PlanGoal.objects.select_for_update(of=("self",)).select_related("plan").get(pk=goal.pk)
    if held.state == state:
        return held
    _refuse_over(held)
    held.state, held.ended_on = state, day
    _save(held, "state", "ended_on")
    _record(by, state, held)
    return held


def _said(words: str) -> str:
    if not words.strip():
        raise ValidationError({"words": "Write what the person hopes for"})
    return words.strip()


def _held(goal: PlanGoal) -> PlanGoal:
    held = PlanGoal.objects.select_for_update(of=("self",)).select_related("plan").get(pk=goal.pk)
    _refuse_over(held)
    return held


def _refuse_over(goal: PlanGoal) -> None:
    if goal.state != GoalState.ACTIVE:
        words = f"This goal is over: “{goal.get_state_display()}” since {formats.date(goal.ended_on)}"
        raise ValidationError(words, code="over")


def _save(goal: PlanGoal, *fields: str) -> None:
    goal.version += 1
    goal.save(update_fields=[*fields, "version"])


def _record(by: Actor, verb: str, goal: PlanGoal) -> None:
    audit.record(
        by=by,
        action=f"plan_goal.{verb}",
        obj_type="plan",
        reference=goal.plan.reference,
        detail={"goal": str(goal.public_id)},
    )
