"""Jobs that began with employment support: started, asked after, ended."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from config import formats
from hubs.actions import audit
from hubs.rules.roles import Actor
from outcomes.actions import employment, voiding
from outcomes.models import EmploymentSupport, JobStart


@transaction.atomic
def start(
    *,
    by: Actor,
    support: EmploymentSupport,
    title: str,
    employer: str,
    is_paid: bool,
    hours: str,
    on: dt.date,
) -> JobStart:
    """A job began. ``hours`` is a code of WEEKLY HOURS WORKED. ValidationError by field."""
    held = employment.lock(support)
    if held.started_on is None:
        raise ValidationError("Say first who the employment specialist is", code="not-started")
    _refuse(
        _wrong_day(on, held.started_on, "when the support began"),
        _missing(title, "title", "Enter what the job is"),
        _missing(employer, "employer", "Enter who the employer is"),
    )
    job = JobStart.objects.create(
        support=held,
        title=title.strip(),
        employer=employer.strip(),
        is_paid=is_paid,
        hours=hours,
        started_on=on,
    )
    _record(by, "started", job)
    return job


@transaction.atomic
def still_in_work(*, by: Actor, job: JobStart, on: dt.date) -> JobStart:
    """The person was in the job still on a day: what decides whether it was sustained. ValidationError by field."""
    held = _held(job)
    earliest = held.in_work_on or held.started_on
    _refuse(_wrong_day(on, earliest, "the last that is known"))
    held.in_work_on = on
    held.save(update_fields=["in_work_on"])
    _record(by, "in_work", held)
    return held


@transaction.atomic
def end(*, by: Actor, job: JobStart, on: dt.date, reason: str) -> JobStart:
    """The job ended on a day. ValidationError by field."""
    held = _held(job)
    earliest = held.in_work_on or held.started_on
    _refuse(
        _wrong_day(on, earliest, "when they were known to be in it"),
        _missing(reason, "reason", "Say why it ended"),
    )
    held.ended_on, held.end_reason = on, reason.strip()
    held.save(update_fields=["ended_on", "end_reason"])
    _record(by, "ended", held)
    return held


@transaction.atomic
def void(*, by: Actor, job: JobStart, reason: str) -> JobStart:
    """Take out a job that was recorded by mistake. ValidationError without a reason, and the second time."""
    held = voiding.void(by=by, row=job, reason=reason, related="support__referral")
    _record(by, "voided", held)
    return held


def _held(job: JobStart) -> JobStart:
    rows = JobStart.objects.select_for_update(of=("self",)).select_related("support__referral")
    held: JobStart = rows.get(pk=job.pk)
    if held.ended_on:
        words = f"This job ended already, on {formats.date(held.ended_on)}"
        raise ValidationError(words, code="ended")
    return held


def _refuse(*wrong: dict[str, str]) -> None:
    """ValidationError with all that is wrong, by field, when anything is."""
    if found := {name: words for each in wrong for name, words in each.items()}:
        raise ValidationError(found)


def _wrong_day(on: dt.date, earliest: dt.date, what: str) -> dict[str, str]:
    if earliest <= on <= timezone.localdate():
        return {}
    return {"on": f"Enter a day from {formats.date(earliest)}, {what}, until today"}


def _missing(text: str, name: str, words: str) -> dict[str, str]:
    return {} if text.strip() else {name: words}


def _record(by: Actor, verb: str, job: JobStart) -> None:
    detail: dict[str, Any] = {"job": str(job.public_id)}
    audit.record(
        by=by,
        action=f"job.{verb}",
        obj_type="referral",
        reference=job.support.referral.reference,
        detail=detail,
    )
