"""Actions of a plan: agreed, and settled when their time has come."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from careplans.models import DialogArea, DialogSession, Plan, PlanAction, PlanGoal
from careplans.rules.parts import ActionState, Doer
from config import formats
from hubs.actions import audit
from hubs.actions.changes import not_in_future
from hubs.models import Organisation, StaffMember
from hubs.rules.roles import Actor


@transaction.atomic
def add(
    *,
    by: Actor,
    plan: Plan,
    what: str,
    doer: str,
    who: str = "",
    staff: StaffMember | None = None,
    organisation: Organisation | None = None,
    due_on: dt.date | None = None,
    how_known: str = "",
    goal: PlanGoal | None = None,
    area: DialogArea | None = None,
) -> PlanAction:
    """Who does what by when, and how we will know.

    ``staff`` or ``organisation`` where they work in the system, ``who`` in words where they do not: only what the
    person does themselves needs neither. ValidationError by field.
    """
    _refuse_nobody(what, doer, who, staff, organisation)
    if goal is not None and goal.plan_id != plan.pk:
        raise ValidationError({"goal": "Choose a goal of this plan"})
    added = PlanAction.objects.create(
        plan=plan,
        area=area,
        goal=goal,
        what=what.strip(),
        doer=doer,
        who=who.strip(),
        staff=staff if doer == Doer.WORKER else None,
        organisation=organisation if doer == Doer.PARTNER else None,
        due_on=due_on,
        how_known=how_known.strip(),
        created_by_id=by.staff_id,
    )
    _record(by, "added", added, plan)
    return added


def _refuse_nobody(
    what: str, doer: str, who: str, staff: StaffMember | None, organisation: Organisation | None
) -> None:
    if not what.strip():
        raise ValidationError({"what": "Say what will be done"})
    if doer not in Doer.values:
        raise ValidationError({"doer": "Choose who does it"})
    if doer == Doer.WORKER and staff is None and not who.strip():
        raise ValidationError({"staff": "Choose the worker who does it"})
    if doer == Doer.PARTNER and organisation is None and not who.strip():
        raise ValidationError({"organisation": "Choose the organisation that does it, or write who it is"})
    if doer == Doer.CARER and not who.strip():
        raise ValidationError({"who": "Write the name of the carer, relative or friend who does it"})


@transaction.atomic
def settle(
    *,
    by: Actor,
    action: PlanAction,
    state: str,
    words: str = "",
    on: dt.date | None = None,
    session: DialogSession | None = None,
) -> PlanAction:
    """What came of it: done, partly, not done, or no longer wanted. ``session`` is the one that opened with it.

    Settling it the same way again changes nothing; another way is refused, as is a day to come. ValidationError.
    """
    held = PlanAction.objects.select_for_update(of=("self",)).select_related("plan").get(pk=action.pk)
    day = on or timezone.localdate()
    if state not in ActionState.values or state == ActionState.OPEN:
        raise ValidationError({"state": "Choose what came of it"})
    not_in_future("on", day)
    if held.state == state and held.settled_words == words.strip():
        return held
    if held.state != ActionState.OPEN:
        settled = f"“{held.get_state_display()}” on {formats.date(held.settled_on)}"
        raise ValidationError(f"Somebody has settled this action already, as {settled}", code="settled")
    held.state, held.settled_on, held.settled_words, held.settled_in = state, day, words.strip(), session
    held.save(update_fields=["state", "settled_on", "settled_words", "settled_in"])
    _record(by, "settled", held, held.plan, state=state)
    return held


def _record(by: Actor, verb: str, action: PlanAction, plan: Plan, **detail: str) -> None:
    detail = {"action": str(action.public_id), **detail}
    audit.record(
        by=by, action=f"plan_action.{verb}", obj_type="plan", reference=plan.reference, detail=detail
    )
