"""Actions of a plan: agreed, put differently, and settled when their time has come."""

from __future__ import annotations

import datetime as dt
from typing import Any, Required, TypedDict, Unpack

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

MISSING = {
    Doer.WORKER: "choose a worker, or write the name",
    Doer.PARTNER: "choose an organisation, or write its name",
    Doer.CARER: "write the name of the carer, relative or friend",
}


class ActionChanged(ValidationError):
    """Somebody else changed the action since it was looked at; ``held`` is how it is now."""

    def __init__(self, held: PlanAction) -> None:
        self.held = held
        words = "Somebody else changed this action while you were writing"
        super().__init__({"what": ValidationError(words, code="changed")})


class Said(TypedDict, total=False):
    """What an action says. ``staff`` or ``organisation`` where they work in the system, ``who`` in words where they do
    not: only what the person does themselves needs neither.
    """

    what: Required[str]
    doer: Required[str]
    who: str
    staff: StaffMember | None
    organisation: Organisation | None
    due_on: dt.date | None
    how_known: str
    goal: PlanGoal | None


@transaction.atomic
def add(*, by: Actor, plan: Plan, area: DialogArea | None = None, **said: Unpack[Said]) -> PlanAction:
    """What will be done, by whom, by when, and how we will know. ValidationError by field."""
    _refuse(plan, said)
    added = PlanAction.objects.create(plan=plan, area=area, **fields(said), created_by_id=by.staff_id)
    _record(by, "added", added, plan)
    return added


@transaction.atomic
def change(*, by: Actor, action: PlanAction, version: int | None = None, **said: Unpack[Said]) -> PlanAction:
    """An action that is still to be done is put differently. ``version`` is the one that the form was shown with.

    The same words again change nothing. ValidationError by field, and for one of which it is said already what came
    of it; ActionChanged when somebody else changed it meanwhile.
    """
    held = PlanAction.objects.select_for_update(of=("self",)).select_related("plan").get(pk=action.pk)
    _refuse_settled(held)
    _refuse(held.plan, said)
    now = fields(said)
    if all(getattr(held, name) == value for name, value in now.items()):
        return held
    if version is not None and version != held.version:
        raise ActionChanged(held)
    for name, value in now.items():
        setattr(held, name, value)
    held.version += 1
    held.save(update_fields=[*now, "version"])
    _record(by, "changed", held, held.plan)
    return held


def fields(said: Said) -> dict[str, Any]:
    """The same as an action keeps it, by field."""
    doer = said["doer"]
    return {
        "what": said["what"].strip(),
        "doer": doer,
        "who": said.get("who", "").strip(),
        "staff": said.get("staff") if doer == Doer.WORKER else None,
        "organisation": said.get("organisation") if doer == Doer.PARTNER else None,
        "due_on": said.get("due_on"),
        "how_known": said.get("how_known", "").strip(),
        "goal": said.get("goal"),
    }


def _refuse_settled(action: PlanAction) -> None:
    if action.state != ActionState.OPEN:
        words = (
            f"This action is settled: “{action.get_state_display()}” since {formats.date(action.settled_on)}. "
            "If it is still to do, change first what came of it"
        )
        raise ValidationError(words, code="over")


def _refuse(plan: Plan, said: Said) -> None:
    if not said["what"].strip():
        raise ValidationError({"what": "Say what will be done"})
    if said["doer"] not in Doer.values:
        raise ValidationError({"doer": "Choose who does it"})
    doer = Doer(said["doer"])
    named = {Doer.WORKER: said.get("staff"), Doer.PARTNER: said.get("organisation")}.get(doer)
    if doer != Doer.PERSON and named is None and not said.get("who", "").strip():
        raise ValidationError({"who": f"Say who does it: {MISSING[doer]}"})
    goal = said.get("goal")
    if goal is not None and goal.plan_id != plan.pk:
        raise ValidationError({"goal": "Choose a goal of this plan"})


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
    """What came of it: done, partly, not done, no longer wanted, or to do after all. The last that is said counts;
    what was said before stays in the history. ``session`` is the one that opened with it.

    Saying the same again changes nothing. ValidationError for a day to come.
    """
    held = PlanAction.objects.select_for_update(of=("self",)).select_related("plan").get(pk=action.pk)
    if state not in ActionState.values:
        raise ValidationError({"state": "Choose what came of it"})
    is_open = state == ActionState.OPEN
    day = None if is_open else on or timezone.localdate()
    if day:
        not_in_future("on", day)
    if (held.state, held.settled_words) == (state, words.strip()) and (on is None or day == held.settled_on):
        return held
    held.state, held.settled_on, held.settled_words = state, day, words.strip()
    held.settled_in = session
    held.save(update_fields=["state", "settled_on", "settled_words", "settled_in"])
    _record(by, "settled", held, held.plan, state=state)
    return held


@transaction.atomic
def take_back(*, by: Actor, action: PlanAction, reason: str) -> PlanAction:
    """Void an action that was never meant. Twice is once. ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is taken out"})
    held = PlanAction.with_voided.select_for_update(of=("self",)).select_related("plan").get(pk=action.pk)
    if held.voided_at is None:
        held.voided_at, held.voided_by_id, held.void_reason = timezone.now(), by.staff_id, reason.strip()
        held.save(update_fields=["voided_at", "voided_by", "void_reason"])
        _record(by, "taken_back", held, held.plan)
    return held


def _record(by: Actor, verb: str, action: PlanAction, plan: Plan, **detail: str) -> None:
    detail = {"action": str(action.public_id), **detail}
    audit.record(
        by=by, action=f"plan_action.{verb}", obj_type="plan", reference=plan.reference, detail=detail
    )
