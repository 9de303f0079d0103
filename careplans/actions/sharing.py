"""What the person lets organisations see of their plan, and who looked at it all the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from careplans.models import Plan, SharingChoice, SharingOverride
from careplans.rules.parts import SHARED_PARTS, WHOLE
from careplans.selectors import sharing as selectors
from hubs.actions import access, audit
from hubs.actions.changes import not_in_future
from hubs.models import Organisation, StaffMember
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
    kept = selectors.of_one(person, organisation)
    _void(by, SharingChoice.objects.filter(person=person, organisation=organisation, part=part))
    chosen = SharingChoice(
        person=person,
        organisation=organisation,
        part=part,
        may_see=may_see,
        chosen_on=day,
        created_by_id=by.staff_id,
    )
    chosen.save()
    _record(by, person, organisation, {"part": part, "may_see": may_see})
    _tell_privacy(by, person, organisation, kept)
    return chosen


@transaction.atomic
def keep_from(
    *,
    by: Actor,
    person: Person,
    organisation: Organisation,
    parts: Collection[str],
    chosen_on: dt.date | None = None,
) -> None:
    """The person keeps exactly these parts from an organisation, all of the plan with WHOLE among them, none of it
    with no parts. Takes the place of whatever was chosen for it before. ValidationError.
    """
    day = chosen_on or timezone.localdate()
    not_in_future("chosen_on", day)
    Person.objects.select_for_update().get(pk=person.pk)
    kept = selectors.of_one(person, organisation)
    _void(by, SharingChoice.objects.filter(person=person, organisation=organisation))
    refused = set() if WHOLE in parts else set(parts) & SHARED_PARTS.keys()
    choices = {WHOLE: WHOLE not in parts, **dict.fromkeys(sorted(refused), False)}
    SharingChoice.objects.bulk_create(
        SharingChoice(
            person=person,
            organisation=organisation,
            part=part,
            may_see=may_see,
            chosen_on=day,
            created_by_id=by.staff_id,
        )
        for part, may_see in choices.items()
    )
    _record(by, person, organisation, {"kept": sorted(parts)})
    _tell_privacy(by, person, organisation, kept)


def _void(by: Actor, choices: QuerySet[SharingChoice]) -> None:
    choices.update(voided_at=timezone.now(), voided_by=by.staff_id, void_reason=CHOSEN_AGAIN)


def _tell_privacy(by: Actor, person: Person, organisation: Organisation, kept: frozenset[str]) -> None:
    """A worker who writes down that their own organisation sees more than before stands in the access log with it."""
    opened = kept - selectors.of_one(person, organisation)
    if opened and StaffMember.objects.filter(pk=by.staff_id or 0, organisation=organisation).exists():
        access.log(
            by=by,
            kind=AccessKind.OVERRIDE,
            what="Sharing of a plan, for their own organisation",
            person_reference=person.reference,
            reason="The person let the organisation see more",
        )


def _record(by: Actor, person: Person, organisation: Organisation, detail: dict[str, Any]) -> None:
    audit.record(
        by=by,
        action="sharing.chosen",
        obj_type="person",
        reference=person.reference,
        detail={"organisation": organisation.name, **detail},
    )


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
