"""What was agreed: added, settled, and taken back when it was a slip."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from careplans.models import DialogArea, DialogSession, Plan, PlanAction
from careplans.rules.parts import ActionState
from hubs.actions import audit
from hubs.models import Organisation, StaffMember
from hubs.rules.roles import Actor


@transaction.atomic
def add(
    *,
    by: Actor,
    plan: Plan,
    what: str,
    doer: str,
    area: DialogArea | None = None,
    who: str = "",
    staff: StaffMember | None = None,
    organisation: Organisation | None = None,
    due_on: dt.date | None = None,
    how_known: str = "",
) -> PlanAction:
    """Who does what by when. ValidationError when nothing is to be done."""
    if not what.strip():
        raise ValidationError("Say what is to be done", code="what")
    made = PlanAction.objects.create(
        plan=plan,
        area=area,
        what=what.strip(),
        doer=doer,
        who=who,
        staff=staff,
        organisation=organisation,
        due_on=due_on,
        how_known=how_known,
    )
    _record(by, "added", made)
    return made


@transaction.atomic
def settle(
    *, by: Actor, action: PlanAction, state: str, words: str = "", session: DialogSession | None = None
) -> PlanAction:
    """What came of it: done, partly, not done, no longer wanted, or still to do. The last that is said counts."""
    if state not in ActionState.values:
        raise ValidationError("Say what came of it", code="state")
    held: PlanAction = PlanAction.objects.select_for_update().get(pk=action.pk)
    over = state != ActionState.OPEN
    held.state, held.settled_words = state, words
    held.settled_on = timezone.localdate() if over else None
    held.settled_in = session
    held.save(update_fields=["state", "settled_words", "settled_on", "settled_in"])
    _record(by, "settled", held)
    return held


@transaction.atomic
def take_back(*, by: Actor, action: PlanAction, reason: str) -> None:
    """Void an action that was never meant."""
    now = timezone.now()
    PlanAction.objects.filter(pk=action.pk).update(voided_at=now, voided_by=by.staff_id, void_reason=reason)
    _record(by, "taken_back", action)


def _record(by: Actor, verb: str, action: PlanAction) -> None:
    audit.record(by=by, action=f"plan_action.{verb}", obj_type="plan action", reference=str(action.public_id))
