"""Advice and guidance, and sessions given to others: asked or given, rung for, and confirmed by those who received it.

Of advice the one who is asked is the receiver: their answer confirms it. Of a session (consultation, training,
supervision) the team it was given to is.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from hubs.models import StaffMember, Team
from hubs.rules.roles import Actor
from hubs.selectors import geography
from referrals.actions import exchanges
from referrals.models import Advice, ExchangeMessage, Person
from referrals.models.exchange import AdviceKind
from referrals.rules import notices
from referrals.rules.exchanges import rings_and_escalates
from referrals.selectors import exchanges as found

LONGEST_SESSION = 24 * 60


@transaction.atomic
def ask_for(
    *,
    by: Actor,
    question: str,
    from_team: Team,
    to_team: Team,
    asked_of: StaffMember | None = None,
    person: Person | None = None,
    asked_by_practice: str = "",
    asker_name: str = "",
) -> Advice:
    """Ask a team, or one specialist of it, for advice; about somebody or in general.

    ``from_team`` asks for itself, or writes the question down for a practice (its ODS code) and whoever asks there.
    PermissionDenied for somebody who does not speak for it; ValidationError whose code names what is wrong.
    """
    exchanges.refuse_stranger(by, from_team)
    text = exchanges.said(question, "Write the question")
    _refuse_asked(from_team, to_team, asked_of)
    _refuse_unknown(asked_by_practice, asker_name)
    asked = Advice.objects.create(
        kind=AdviceKind.ADVICE,
        from_team=from_team,
        to_team=to_team,
        asked_of=asked_of,
        person=person,
        asked_by_practice=asked_by_practice.strip().upper(),
        asker_name=asker_name.strip(),
        question=text,
        created_by_id=by.staff_id,
        **rings_and_escalates(timezone.localdate()),
    )
    exchanges.record(by, "asked", asked, to=to_team.local_id, person=person.reference if person else "")
    return asked


@transaction.atomic
def give(*, by: Actor, advice: Advice, answer: str) -> Advice:
    """Answer the question: this confirms it. Raises as ``handovers.confirm`` does."""
    held = _lock(advice, AdviceKind.ADVICE)
    exchanges.refuse_stranger(by, held.to_team, held.from_team)
    assert held.to_team is not None
    held.answer = exchanges.said(answer, "Write your answer")
    exchanges.confirm(held, by=by, name=f"{by.name}, {held.to_team.name}")
    held.save(update_fields=[*exchanges.CONFIRMED_FIELDS, "answer"])
    _confirmed(by, held, "given")
    return held


@transaction.atomic
def question(*, by: Actor, advice: Advice, text: str) -> ExchangeMessage:
    """Who was asked asks back; or who received a session asks what was meant."""
    held = exchanges.lock_waiting(advice)
    exchanges.refuse_stranger(by, held.to_team, held.from_team)
    return exchanges.ask_back(by=by, held=held, text=text)


@transaction.atomic
def reply(*, by: Actor, advice: Advice, text: str) -> ExchangeMessage:
    """Who asked for advice, or gave a session, answers a question that came back."""
    held = exchanges.lock_waiting(advice)
    exchanges.refuse_stranger(by, held.from_team, held.to_team)
    return exchanges.reply(by=by, held=held, text=text)


@transaction.atomic
def withdraw(*, by: Actor, advice: Advice, why: str) -> Advice:
    """It is no longer needed, or was written down wrongly."""
    held = exchanges.lock_waiting(advice)
    exchanges.refuse_stranger(by, held.from_team, held.to_team)
    exchanges.withdraw(held, by=by, why=why)
    return held


@transaction.atomic
def session(
    *,
    by: Actor,
    kind: str,
    topic: str,
    from_team: Team,
    held_on: dt.date,
    duration_minutes: int,
    took_part: int,
    to_team: Team | None = None,
    to_name: str = "",
) -> Advice:
    """Write down a consultation, training or supervision session that ``from_team`` gave to a team, or to an
    organisation without one here. Raises as ``ask_for`` does.
    """
    exchanges.refuse_stranger(by, from_team)
    _refuse_session(kind, held_on, duration_minutes, took_part)
    _refuse_receiver(from_team, to_team, to_name)
    given = Advice.objects.create(
        kind=AdviceKind(kind),
        from_team=from_team,
        to_team=to_team,
        to_name="" if to_team else to_name.strip(),
        question=exchanges.said(topic, "Say what the session was about"),
        held_on=held_on,
        duration_minutes=duration_minutes,
        took_part=took_part,
        created_by_id=by.staff_id,
        **rings_and_escalates(timezone.localdate()),
    )
    exchanges.record(by, "session", given, kind=kind, minutes=duration_minutes, took_part=took_part)
    return given


@transaction.atomic
def confirm_session(*, by: Actor, advice: Advice, name: str = "") -> Advice:
    """The team that received a session confirms it.

    For an organisation without a team here the team that gave it writes down who there confirmed (``name``).
    """
    held = _lock(advice, None)
    if held.to_team:
        exchanges.refuse_stranger(by, held.to_team, held.from_team)
        signed = f"{by.name}, {held.to_team.name}"
    else:
        exchanges.refuse_stranger(by, held.from_team)
        signed = f"{exchanges.said(name, 'Enter the name of who confirmed it')}, {held.to_name}"
    exchanges.confirm(held, by=by, name=signed)
    held.save(update_fields=exchanges.CONFIRMED_FIELDS)
    _confirmed(by, held, "confirmed")
    return held


def _lock(advice: Advice, kind: AdviceKind | None) -> Advice:
    """Locked, and known to be advice, or a session where ``kind`` is None."""
    held = exchanges.lock_waiting(advice)
    if (held.kind == AdviceKind.ADVICE) != (kind == AdviceKind.ADVICE):
        raise ValidationError(
            "Advice is confirmed by its answer, and a session by who received it", code="kind"
        )
    return held


def _confirmed(by: Actor, held: Advice, verb: str) -> None:
    exchanges.record(by, verb, held)
    exchanges.tell_sender(by, held, notices.confirmed(found.what(held), found.link(held)))


def _refuse_closed(team: Team) -> None:
    if team.closed_on:
        raise ValidationError(f"{team.name} is closed. Select a team that works", code="to")


def _refuse_asked(from_team: Team, to_team: Team, asked_of: StaffMember | None) -> None:
    if to_team.pk == from_team.pk and asked_of is None:
        raise ValidationError("Select another team, or one specialist of your own", code="to")
    _refuse_closed(to_team)


def _refuse_unknown(practice: str, asker_name: str) -> None:
    code = practice.strip().upper()
    if not code:
        return
    if code not in geography.practice_names([code]):
        words = f"{code} is not the code of a GP practice. Enter it as on its letters, like P81001"
        raise ValidationError(words, code="practice")
    if not asker_name.strip():
        raise ValidationError("Enter who asks in the practice", code="asker_name")


def _refuse_session(kind: str, held_on: dt.date, minutes: int, took_part: int) -> None:
    if kind not in {AdviceKind.CONSULTATION, AdviceKind.TRAINING, AdviceKind.SUPERVISION}:
        raise ValidationError("Select what kind of session it was", code="kind")
    if held_on > timezone.localdate():
        raise ValidationError("The day of the session must be today or in the past", code="held_on")
    if not 0 < minutes <= LONGEST_SESSION:
        raise ValidationError("Enter how many minutes it took, from 1 to 1,440", code="minutes")
    if took_part < 1:
        raise ValidationError("Enter how many people took part, at least 1", code="took_part")


def _refuse_receiver(from_team: Team, to_team: Team | None, to_name: str) -> None:
    if to_team is None and not to_name.strip():
        raise ValidationError("Select the team that it was given to, or name an organisation", code="to")
    if to_team and to_team.pk == from_team.pk:
        raise ValidationError("A session is given to another team. Select another", code="to")
    if to_team:
        _refuse_closed(to_team)
