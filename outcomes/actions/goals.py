"""Goals of the person's own: set in their words, ended, and voided with a reason; scored by their numbers."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from config import formats
from hubs.actions import audit
from hubs.rules.roles import Actor
from hubs.tenancy.history import because
from outcomes.models import OutcomeGoal
from outcomes.rules import goals as rules
from referrals.actions import changing
from referrals.models import Referral


@transaction.atomic
def set_goal(*, by: Actor, referral: Referral, words: str, set_on: dt.date) -> OutcomeGoal:
    """A goal of an open referral, with the next free number of three.

    The same words set twice are one goal: a form that is sent again sets nothing. ValidationError, by field, for a
    fourth goal, no words, or a day outside the referral.
    """
    held = changing.lock_ours(referral)
    said = _said(words)
    _refuse_day(held, set_on)
    there = list(OutcomeGoal.objects.filter(referral=held))
    if again := next((goal for goal in there if goal.is_open and goal.words == said), None):
        return again
    number = rules.next_number(there, on=set_on)
    if number is None:
        raise ValidationError("Three goals are open, as many as are scored. End one first", code="three")
    goal = OutcomeGoal.objects.create(referral=held, number=number, words=said, set_on=set_on)
    _record(by, "set", goal, held)
    return goal


@transaction.atomic
def reword(*, by: Actor, goal: OutcomeGoal, words: str, version: int) -> OutcomeGoal:
    """Say a goal better; another goal is set anew, so that its scores are its own.

    ValidationError, and nothing changed, when somebody else changed it since ``version``.
    """
    held = _held(goal)
    if held.version != version:
        said = f"Somebody changed this goal meanwhile. It now says: {held.words}"
        raise ValidationError({"words": said}, code="changed")
    _refuse_ended(held)
    held.words, held.version = _said(words), held.version + 1
    held.save(update_fields=["words", "version"])
    _record(by, "reworded", held, held.referral)
    return held


@transaction.atomic
def end(*, by: Actor, goal: OutcomeGoal, ended_on: dt.date) -> OutcomeGoal:
    """The person no longer works on it: reached, or no longer what they want. Its scores stay."""
    held = _held(goal)
    _refuse_ended(held)
    if not held.set_on <= ended_on <= timezone.localdate():
        words = f"Enter a day between {formats.date(held.set_on)}, when the goal was set, and today"
        raise ValidationError({"ended_on": words})
    held.ended_on, held.version = ended_on, held.version + 1
    held.save(update_fields=["ended_on", "version"])
    _record(by, "ended", held, held.referral)
    return held


@transaction.atomic
def void(*, by: Actor, goal: OutcomeGoal, reason: str) -> OutcomeGoal:
    """Take out a goal that was set by mistake. ValidationError without a reason, or when it is out already."""
    held = _held(goal)
    if held.voided_at:
        raise ValidationError("This goal was taken out already", code="voided")
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is taken out"})
    held.voided_at, held.voided_by_id, held.void_reason = timezone.now(), by.staff_id, reason.strip()
    with because(reason.strip()):
        held.save(update_fields=["voided_at", "voided_by", "void_reason"])
    _record(by, "voided", held, held.referral)
    return held


def _held(goal: OutcomeGoal) -> OutcomeGoal:
    rows = OutcomeGoal.with_voided.select_for_update(of=("self",)).select_related("referral")
    return rows.get(pk=goal.pk)


def _said(words: str) -> str:
    said = words.strip()
    if not said or len(said) > rules.LONGEST_WORDS:
        most = formats.number(rules.LONGEST_WORDS)
        raise ValidationError(
            {"words": f"Write the goal in the person’s words, in {most} characters or fewer"}
        )
    return said


def _refuse_day(referral: Referral, set_on: dt.date) -> None:
    if not referral.received_on <= set_on <= timezone.localdate():
        words = f"Enter a day between {formats.date(referral.received_on)}, when the referral was received, and today"
        raise ValidationError({"set_on": words})


def _refuse_ended(goal: OutcomeGoal) -> None:
    if goal.voided_at or goal.ended_on:
        day = formats.date(goal.voided_at or goal.ended_on)
        raise ValidationError(f"This goal has ended already, on {day}", code="ended")


def _record(by: Actor, verb: str, goal: OutcomeGoal, referral: Referral) -> None:
    audit.record(
        by=by,
        action=f"goal.{verb}",
        obj_type="referral",
        reference=referral.reference,
        detail={"goal": str(goal.public_id), "number": goal.number},
    )
