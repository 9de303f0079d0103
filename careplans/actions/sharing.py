"""What the person lets organisations see of their plan, and who looked at it all the same."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from careplans.models import Plan, SharingChoice, SharingOverride
from careplans.rules.parts import SHARED_PARTS, WHOLE
from hubs.actions import access, audit
from hubs.actions.changes import not_in_future
from hubs.models import Organisation
from hubs.models.access import AccessKind
from hubs.rules.roles import Actor
from referrals.actions.overrides import LASTS, SHORTEST_REASON
from referrals.models import Person

CHOSEN_AGAIN = "The person chose again"


@transaction.atomic
def choose(
    *,
    by: Actor,
    person: Person,
    organisation: Organisation,
    may_see: bool,
    part: str = WHOLE,
    chosen_on: dt.date | None = None,
) -> SharingChoice:
    """The person lets an organisation see a part of their plan, or all of it, or does not.

    Always a row of its own, in place of the one before: the newest word of the person stands. ValidationError.
    """
    day = chosen_on or timezone.localdate()
    not_in_future("chosen_on", day)
    if part != WHOLE and part not in SHARED_PARTS:
        raise ValidationError({"part": "Choose a part of the plan"})
    Person.objects.select_for_update().get(pk=person.pk)
    before = SharingChoice.objects.filter(person=person, organisation=organisation, part=part)
    before.update(voided_at=timezone.now(), voided_by=by.staff_id, void_reason=CHOSEN_AGAIN)
    chosen = SharingChoice.objects.create(
        person=person,
        organisation=organisation,
        part=part,
        may_see=may_see,
        chosen_on=day,
        created_by_id=by.staff_id,
    )
    audit.record(
        by=by,
        action="sharing.chosen",
        obj_type="person",
        reference=person.reference,
        detail={"organisation": organisation.name, "part": part, "may_see": may_see},
    )
    return chosen


@transaction.atomic
def open_with_reason(*, by: Actor, plan: Plan, reason: str) -> SharingOverride:
    """Let ``by`` see all of a plan for eight hours, against what the person chose. ValidationError when the reason
    says too little.
    """
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise ValidationError({"reason": "Say why you need these parts, in a few words"})
    assert by.staff_id is not None, "the system opens nothing with a reason"
    opened = SharingOverride.objects.create(
        plan=plan,
        staff_id=by.staff_id,
        reason=reason,
        opened_at=timezone.now(),
        expires_at=timezone.now() + LASTS,
        created_by_id=by.staff_id,
    )
    access.log(
        by=by,
        kind=AccessKind.OVERRIDE,
        what="Parts of a plan that are not shared",
        person_reference=plan.person.reference,
        reason=reason,
    )
    return opened


@transaction.atomic
def review(*, by: Actor, override: SharingOverride) -> SharingOverride:
    """A privacy officer has looked at the reason; a second time changes nothing.

    Raises ValidationError for an override of their own, which somebody else must look at.
    """
    if override.staff_id == by.staff_id:
        raise ValidationError("You opened this plan yourself. Ask another privacy officer to review it")
    locked = SharingOverride.objects.select_for_update(of=("self",)).get(pk=override.pk)
    if locked.reviewed_at is None:
        locked.reviewed_at, locked.reviewed_by_id = timezone.now(), by.staff_id
        locked.save(update_fields=["reviewed_at", "reviewed_by"])
        audit.record(
            by=by,
            action="sharing_override.reviewed",
            obj_type="careplans.sharingoverride",
            reference=str(locked.public_id),
        )
    return locked
