"""When a plan is looked at again: a day is set, and one day it is."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from careplans.actions import plans
from careplans.models import Plan, PlanReview
from hubs.actions import audit
from hubs.actions.changes import not_in_future
from hubs.rules.roles import Actor

ANOTHER_DAY = "Another day was chosen"


@transaction.atomic
def set_day(*, by: Actor, plan: Plan, due_on: dt.date, chosen_by_person: bool) -> PlanReview:
    """The plan is looked at again by this day, in place of the one that was set before. ValidationError for a day
    that has gone by.
    """
    if due_on < timezone.localdate():
        raise ValidationError({"review_on": "Choose today or a day to come"})
    held = plans.lock(plan)
    waiting = _open(held)
    if waiting and (waiting.due_on, waiting.chosen_by_person) == (due_on, chosen_by_person):
        return waiting
    if waiting:
        waiting.voided_at, waiting.voided_by_id, waiting.void_reason = (
            timezone.now(),
            by.staff_id,
            ANOTHER_DAY,
        )
        waiting.save(update_fields=["voided_at", "voided_by", "void_reason"])
    opened = PlanReview.objects.create(
        plan=held, due_on=due_on, chosen_by_person=chosen_by_person, created_by_id=by.staff_id
    )
    _record(by, "day_set", held, due_on)
    return opened


@transaction.atomic
def review(
    *,
    by: Actor,
    plan: Plan,
    on: dt.date,
    words: str,
    next_on: dt.date,
    chosen_by_person: bool,
) -> PlanReview:
    """The plan was looked at: what came of it, and the day for the next time. Returns the next one.

    ValidationError for a day to come, and for one before the plan.
    """
    not_in_future("on", on)
    if not words.strip():
        raise ValidationError({"words": "Say what you found together"})
    held = plans.lock(plan)
    if on < held.started_on:
        raise ValidationError({"on": "The plan was not begun on that day"})
    ended = _open(held) or PlanReview(
        plan=held, due_on=on, chosen_by_person=chosen_by_person, created_by_id=by.staff_id
    )
    ended.reviewed_on, ended.words = on, words.strip()
    ended.save()
    _record(by, "reviewed", held, on)
    return set_day(by=by, plan=held, due_on=next_on, chosen_by_person=chosen_by_person)


def _open(plan: Plan) -> PlanReview | None:
    held: PlanReview | None = PlanReview.objects.filter(plan=plan, reviewed_on=None).first()
    return held


def _record(by: Actor, verb: str, plan: Plan, on: dt.date) -> None:
    audit.record(
        by=by, action=f"plan.{verb}", obj_type="plan", reference=plan.reference, detail={"on": on.isoformat()}
    )
