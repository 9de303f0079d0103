"""The one assessment of a person: started once, added to by every team, completed, and never written over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from config import formats
from hubs.actions import audit
from hubs.rules.roles import Actor
from hubs.tenancy import current_tenant_id
from referrals.actions import changing
from referrals.models import Assessment, AssessmentEntry, CareActNeed, Person, Referral
from referrals.models.assessment import CareActOutcome, Section


@dataclass(frozen=True)
class Answer:
    """Whether the person can achieve an outcome; None takes an earlier answer back."""

    can_achieve: bool | None
    note: str = ""


@transaction.atomic
def start(
    *, by: Actor, referral: Referral, started_on: dt.date | None = None, repeat_reason: str = ""
) -> Assessment:
    """The person's assessment, begun with this referral.

    There is one: a second is a second telling of the story, and ``repeat_reason`` says why it is asked for.
    ValidationError without it, and for a day before the referral or to come.
    """
    held = changing.lock_ours(referral)
    on = started_on or timezone.localdate()
    if not held.received_on <= on <= timezone.localdate():
        words = f"Choose a day between {formats.date(held.received_on)}, when the referral was received, and today"
        raise ValidationError({"started_on": words})
    Person.objects.select_for_update().get(pk=held.person_id)
    if not repeat_reason.strip() and Assessment.objects.filter(person=held.person_id).exists():
        words = (
            "The person has been assessed. Add to that assessment, or say why they should tell it all again"
        )
        raise ValidationError({"repeat_reason": words})
    started = Assessment.objects.create(
        person_id=held.person_id, referral=held, started_on=on, repeat_reason=repeat_reason.strip()
    )
    _record(by, "started", started, {"referral": held.reference, "repeat": bool(repeat_reason.strip())})
    return started


@transaction.atomic
def add(
    *, by: Actor, assessment: Assessment, section: str, text: str, team_id: int | None = None
) -> AssessmentEntry:
    """What a team adds to a section, after what others wrote; also when the assessment is complete.

    The same words sent twice by the same worker are one entry: a form that is sent again adds nothing.
    """
    held = _held(assessment)
    if section not in Section.values:
        raise ValidationError({"section": "Choose the part from the list"})
    if not text.strip():
        raise ValidationError({"text": "Write something to add"})
    said = {"section": section, "text": text.strip(), "created_by": by.staff_id}
    if again := AssessmentEntry.objects.filter(assessment=held, **said).first():
        return again
    added = AssessmentEntry.objects.create(
        assessment=held,
        section=section,
        text=text.strip(),
        team_id=team_id,
        writer_name=by.name,
        created_by_id=by.staff_id,
    )
    _record(by, "added", held, {"section": section})
    return added


@transaction.atomic
def void_entry(*, by: Actor, entry: AssessmentEntry, reason: str) -> AssessmentEntry:
    """Take an entry out, with a reason; it stays readable as what was struck out."""
    held = (
        AssessmentEntry.with_voided.select_for_update(of=("self",))
        .select_related("assessment")
        .get(pk=entry.pk)
    )
    if held.voided_at:
        raise ValidationError("This entry has been taken out already", code="voided")
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is taken out"})
    held.voided_at, held.voided_by_id, held.void_reason = timezone.now(), by.staff_id, reason.strip()
    held.save(update_fields=["voided_at", "voided_by", "void_reason"])
    _record(by, "voided_entry", held.assessment, {"section": held.section})
    return held


@transaction.atomic
def need(*, by: Actor, assessment: Assessment, answers: Mapping[str, Answer]) -> list[CareActNeed]:
    """Answers to outcomes of the Care Act; those that say what was said before change nothing.

    What was answered before is voided and stays in the record. Returns the new rows.
    """
    if unknown := answers.keys() - set(CareActOutcome.values):
        raise TypeError(f"Not an outcome of the Care Act: {', '.join(sorted(unknown))}")
    held = _held(assessment)
    before = {row.outcome: row for row in CareActNeed.objects.filter(assessment=held)}
    changed = {name: given for name, given in answers.items() if not _same(before.get(name), given)}
    if not changed:
        return []
    CareActNeed.objects.filter(assessment=held, outcome__in=changed).update(
        voided_at=timezone.now(), voided_by=by.staff_id, void_reason="Answered again"
    )
    made = CareActNeed.objects.bulk_create(_needs(by, held, changed))
    _record(by, "needs", held, {"outcomes": sorted(changed)})
    return list(made)


def _needs(by: Actor, assessment: Assessment, answers: Mapping[str, Answer]) -> list[CareActNeed]:
    return [
        CareActNeed(
            tenant_id=current_tenant_id(),
            created_by_id=by.staff_id,
            assessment=assessment,
            outcome=outcome,
            can_achieve=given.can_achieve,
            note=given.note.strip(),
        )
        for outcome, given in answers.items()
        if given.can_achieve is not None
    ]


@transaction.atomic
def complete(*, by: Actor, assessment: Assessment, on: dt.date) -> Assessment:
    """The assessment is complete enough to plan from; teams go on adding to it. ValidationError by field."""
    held = _held(assessment)
    if held.completed_on:
        words = f"This assessment was completed already, on {formats.date(held.completed_on)}"
        raise ValidationError(words, code="completed")
    if not held.started_on <= on <= timezone.localdate():
        words = f"Choose a day between {formats.date(held.started_on)}, when it began, and today"
        raise ValidationError({"on": words})
    if not AssessmentEntry.objects.filter(assessment=held).exists():
        raise ValidationError("Nothing is written in this assessment yet. Add to it first", code="empty")
    held.completed_on = on
    held.save(update_fields=["completed_on"])
    _record(by, "completed", held, {"on": on.isoformat()})
    return held


def _held(assessment: Assessment) -> Assessment:
    return Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)


def _same(before: CareActNeed | None, given: Answer) -> bool:
    if before is None:
        return given.can_achieve is None
    return (before.can_achieve, before.note) == (given.can_achieve, given.note.strip())


def _record(by: Actor, verb: str, assessment: Assessment, detail: dict[str, Any]) -> None:
    audit.record(
        by=by,
        action=f"assessment.{verb}",
        obj_type="assessment",
        reference=str(assessment.public_id),
        detail=detail,
    )
