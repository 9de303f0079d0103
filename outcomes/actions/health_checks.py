"""Physical health checks: recorded one or several at once, followed up, and voided with a reason, never deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from config import formats
from hubs.actions import audit
from hubs.models import Organisation, StaffMember
from hubs.rules.roles import Actor
from outcomes.actions import voiding
from outcomes.models import HealthCheck
from outcomes.rules import health_results
from outcomes.rules.health import CheckKind, CheckState
from referrals.models import Person


@dataclass(frozen=True)
class FollowUp:
    """What a result asks for, by which day; by a worker of the system, or by somebody named in ``who``."""

    what: str
    due_on: dt.date
    staff: StaffMember | None = None
    who: str = ""


@dataclass(frozen=True)
class Finding:
    """What came of one check; ``typed`` is its result in the ``measure`` when it was done."""

    kind: CheckKind
    state: CheckState
    measure: str = ""
    typed: str = ""
    words: str = ""
    follow_up: FollowUp | None = None


@dataclass(frozen=True)
class DoneBy:
    """Who did the checks: a worker of the system, a partner, or somebody in words."""

    staff: StaffMember | None = None
    organisation: Organisation | None = None
    words: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.staff or self.organisation or self.words.strip())


@transaction.atomic
def record(
    *,
    by: Actor,
    person: Person,
    on: dt.date,
    findings: Sequence[Finding],
    done_by: DoneBy,
    form_key: UUID | None = None,
) -> list[HealthCheck]:
    """Write what came of one check or several on a day. A form that is sent twice makes them once.

    ValidationError, by field, for a day to come, for nobody who did it, and for a result that cannot be.
    """
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if form_key and (before := list(HealthCheck.with_voided.filter(form_key=form_key))):
        return before
    _refuse(on, findings, done_by)
    rows = [_write(person, on, finding, done_by, form_key) for finding in findings]
    _record(by, "recorded", person, {"kinds": [finding.kind.value for finding in findings]})
    return rows


@transaction.atomic
def follow_up(*, by: Actor, check: HealthCheck, on: dt.date, result: str) -> HealthCheck:
    """Write down that a result was followed up, and what came of it.

    ValidationError, by field, without words or for a day that cannot be; and when somebody wrote it down already.
    """
    held = _held(check)
    if not held.follow_up:
        raise ValidationError("This result needs no follow-up", code="none")
    if held.follow_up_done_on:
        words = f"This was followed up already, on {formats.date(held.follow_up_done_on)}: {held.follow_up_result}"
        raise ValidationError(words, code="done")
    wrong = {}
    if not held.checked_on <= on <= timezone.localdate():
        wrong["on"] = f"Enter a day from {formats.date(held.checked_on)}, when it was found, until today"
    if not result.strip():
        wrong["result"] = "Say what came of it"
    if wrong:
        raise ValidationError(wrong)
    held.follow_up_done_on, held.follow_up_result = on, result.strip()
    held.save(update_fields=["follow_up_done_on", "follow_up_result"])
    _record(by, "followed_up", held.person, {"kind": held.kind})
    return held


@transaction.atomic
def void(*, by: Actor, check: HealthCheck, reason: str) -> HealthCheck:
    """Take a check that was recorded by mistake out of everything that counts. ValidationError without a reason."""
    held = voiding.void(by=by, row=check, reason=reason, related="person")
    _record(by, "voided", held.person, {"kind": held.kind})
    return held


def _held(check: HealthCheck) -> HealthCheck:
    rows = HealthCheck.with_voided.select_for_update(of=("self",)).select_related("person")
    held: HealthCheck = rows.get(pk=check.pk)
    if held.voided_at:
        raise ValidationError("This check has been voided, so it can no longer be changed", code="voided")
    return held


def _write(
    person: Person, on: dt.date, finding: Finding, done_by: DoneBy, form_key: UUID | None
) -> HealthCheck:
    return HealthCheck.objects.create(
        person=person,
        kind=finding.kind,
        state=finding.state,
        checked_on=on,
        words=finding.words.strip(),
        staff=done_by.staff,
        organisation=done_by.organisation,
        done_by=done_by.words.strip(),
        form_key=form_key,
        **_result(finding),
        **_follow_up(finding.follow_up),
    )


def _result(finding: Finding) -> dict[str, Any]:
    if finding.state != CheckState.DONE:
        return {}
    read = health_results.read(finding.measure, finding.typed)
    return {
        "measure": finding.measure,
        "typed": read.typed,
        "number": read.number,
        "second_number": read.second,
        "unit": read.unit,
    }


def _follow_up(asked: FollowUp | None) -> dict[str, Any]:
    if asked is None:
        return {}
    return {
        "follow_up": asked.what.strip(),
        "follow_up_staff": asked.staff,
        "follow_up_who": asked.who.strip(),
        "follow_up_due_on": asked.due_on,
    }


def _refuse(on: dt.date, findings: Sequence[Finding], done_by: DoneBy) -> None:
    wrong = {}
    if on > timezone.localdate():
        wrong["on"] = "The day of the checks must be today or in the past"
    if not findings:
        wrong["__all__"] = "Record at least one check: say whether it was done, declined or not suitable"
    if len({finding.kind for finding in findings}) < len(findings):
        wrong["__all__"] = "Record each check once"
    if any(finding.state == CheckState.DONE for finding in findings) and not done_by.is_known:
        wrong["done_by"] = "Say who did the checks"
    if faults := [fault for finding in findings for fault in _faults(finding, on)]:
        wrong["__all__"] = faults[0]
    if wrong:
        raise ValidationError(wrong)


def _faults(finding: Finding, on: dt.date) -> Iterator[str]:
    if finding.state == CheckState.DONE:
        if finding.measure not in health_results.MEASURES[finding.kind]:
            yield f"{finding.kind.label}: choose what was measured"
        elif problem := health_results.read(finding.measure, finding.typed).problem:
            yield problem
    if asked := finding.follow_up:
        if not asked.what.strip() or not (asked.staff or asked.who.strip()):
            yield f"{finding.kind.label}: say what is to be done and who will do it"
        elif asked.due_on < on:
            yield f"{finding.kind.label}: the follow-up must be due on or after the day of the check"


def _record(by: Actor, verb: str, person: Person, detail: dict[str, Any]) -> None:
    audit.record(
        by=by, action=f"health_check.{verb}", obj_type="person", reference=person.reference, detail=detail
    )
