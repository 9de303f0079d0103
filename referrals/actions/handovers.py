"""Warm handovers: a person is passed on, and the sender holds them until the receiver confirms.

Every action locks the referral first and the handover second, so that two who act at once follow each other; the
second is told how it stands. Nobody refuses: who cannot take somebody over asks, and the sender holds on.
"""

from __future__ import annotations

from typing import Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from config import addresses, formats
from hubs.models import StaffMember, Team
from hubs.rules.roles import Actor
from hubs.selectors.staff import system_actor
from hubs.selectors.tenants import current_tenant
from hubs.tenancy import current_tenant_id
from referrals.actions import changing, crossing, exchanges, onward, referrals, telling
from referrals.actions.ringing import forget_links, ring
from referrals.models import ExchangeMessage, Handover, Referral
from referrals.models.exchange import WAITING
from referrals.models.referral import Level
from referrals.rules import answer_links, notices
from referrals.rules.exchanges import rings_and_escalates
from referrals.selectors import exchanges as found
from referrals.selectors import handovers as selectors
from referrals.selectors import receivers

__all__ = [
    "answer",
    "confirm",
    "confirm_outside",
    "forget_links",
    "question",
    "question_outside",
    "ring",
    "send",
    "withdraw",
]
GONE = "This link does not work any more. Ask whoever sent it to you for another"


@transaction.atomic
def send(
    *,
    by: Actor,
    referral: Referral,
    reason: str,
    shared: str,
    person_said: str,
    level: str = "",
    version: int | None = None,
    **to: Unpack[receivers.To],
) -> Handover:
    """Ask a receiver to take somebody over. Nothing changes until they confirm, but one is asked at a time.

    A hub is asked through its team that takes new people, an organisation through its one team here. A practice, or
    an organisation without a team here, gets a link by email; another system gets a message and never the record.
    Raises ChangedMeanwhile, and ValidationError whose code names what is wrong.
    """
    held = changing.lock_ours(referral, version)
    _refuse_second(held)
    told = _told(reason, shared, person_said)
    _refuse_level(level)
    asked = receivers.fields(to)
    _refuse_team(held, asked.get("to_team"))
    clock = rings_and_escalates(timezone.localdate())
    handover = Handover(
        referral=held, from_team=held.team, level=level, created_by_id=by.staff_id, **told, **clock, **asked
    )
    secret = _give_link(handover)
    handover.save()
    exchanges.record(by, "sent", handover, referral=held.reference, receiver=handover.receiver)
    _send_out(by, handover, secret)
    return handover


@transaction.atomic
def confirm(*, by: Actor, handover: Handover, worker: StaffMember | None = None) -> Handover:
    """The receiving team takes the person over, with a worker if one is named: from now on it holds them.

    PermissionDenied for anybody else; ValidationError, saying how it stands, when it waits no longer.
    """
    referral = changing.lock(handover.referral)
    held = exchanges.lock_waiting(handover)
    exchanges.refuse_stranger(by, held.to_team, held.from_team)
    assert held.to_team is not None
    exchanges.confirm(held, by=by, name=f"{by.name}, {held.to_team.name}")
    held.save(update_fields=exchanges.CONFIRMED_FIELDS)
    referrals.move(
        by=by,
        referral=referral,
        team=held.to_team,
        because=f"Handover confirmed by {by.name}",
        worker=worker,
        level=held.level,
    )
    _confirmed(by, held, referral)
    return held


@transaction.atomic
def confirm_outside(*, secret: str, name: str) -> Handover:
    """A receiver without a login confirms by the link they were sent, with their name.

    The sender still holds the person, and decides whether to end the referral with them; nationally it is an onward
    referral from now on. ValidationError when the link works no longer, the name is missing or the handover waits no
    longer.
    """
    handover, by = _by_secret(secret, name)
    referral = changing.lock(handover.referral)
    held = exchanges.lock_waiting(handover)
    exchanges.confirm(held, by=by, name=f"{by.name}, {held.to_name}")
    held.save(update_fields=exchanges.CONFIRMED_FIELDS)
    onward.write(by=by, handover=held)
    _confirmed(by, held, referral)
    return held


@transaction.atomic
def question_outside(*, secret: str, name: str, text: str) -> ExchangeMessage:
    """A receiver without a login asks before they confirm. Raises as ``confirm_outside`` does."""
    handover, by = _by_secret(secret, name)
    changing.lock(handover.referral)
    return exchanges.ask_back(by=by, held=exchanges.lock_waiting(handover), text=text)


@transaction.atomic
def question(*, by: Actor, handover: Handover, text: str) -> ExchangeMessage:
    """The receiver asks, instead of confirming; the sender holds on and answers."""
    changing.lock(handover.referral)
    held = exchanges.lock_waiting(handover)
    exchanges.refuse_stranger(by, held.to_team, held.from_team)
    return exchanges.ask_back(by=by, held=held, text=text)


@transaction.atomic
def answer(*, by: Actor, handover: Handover, text: str) -> ExchangeMessage:
    """The sender answers a question, or adds something; the receiver's turn again."""
    changing.lock(handover.referral)
    held = exchanges.lock_waiting(handover)
    exchanges.refuse_stranger(by, held.from_team, held.to_team)
    message = exchanges.reply(by=by, held=held, text=text)
    if held.to_email:
        notice = notices.answer_outside(_sender(held), formats.date(held.sent_at))
        telling.outside(by=by, key=f"{notice.kind}:{message.pk}", address=held.to_email, notice=notice)
    crossing.onward(held)
    return message


@transaction.atomic
def withdraw(*, by: Actor, handover: Handover, why: str) -> Handover:
    """The sender takes it back, and goes on holding. PermissionDenied for anybody else; ValidationError, saying who
    confirmed, when the receiver was quicker.
    """
    changing.lock(handover.referral)
    held = exchanges.lock_waiting(handover)
    exchanges.refuse_stranger(by, held.from_team, held.to_team)
    exchanges.withdraw(held, by=by, why=why)
    exchanges.tell_questioner(by, held, notices.withdrawn(found.what(held), found.link(held)), mark="end")
    crossing.onward(held)
    return held


def _refuse_second(held: Referral) -> None:
    other = held.handovers.filter(state__in=WAITING).select_related("to_team").first()
    if other:
        whom = other.to_team.name if other.to_team else other.to_name
        words = (
            f"This person is being handed over to {whom} already, since {formats.date(other.sent_at)}. "
            "Wait for their answer, or take that handover back first"
        )
        raise ValidationError(words, code="one-at-a-time")


def _refuse_level(level: str) -> None:
    if level and level not in Level.values:
        raise ValidationError("Select the level of complexity from the list", code="level")


def _refuse_team(held: Referral, team: Team | None) -> None:
    if team is None:
        return
    if team.pk == held.team_id:
        raise ValidationError(f"{team.name} holds this person already. Select another team", code="same-team")
    if team.closed_on:
        raise ValidationError(f"{team.name} is closed. Select a team that works", code="team")


def _told(reason: str, shared: str, person_said: str) -> dict[str, str]:
    """What a warm handover says; ValidationError for what is left out."""
    asked = {
        "reason": (reason, "Say why you hand the person over"),
        "shared": (shared, "Say what the receiver needs to know"),
        "person_said": (
            person_said,
            "Say what the person said to it: nobody is handed over behind their back",
        ),
    }
    missing = [ValidationError(words, code=name) for name, (text, words) in asked.items() if not text.strip()]
    if missing:
        raise ValidationError(missing)
    return {name: text.strip() for name, (text, _) in asked.items()}


def _give_link(handover: Handover) -> str:
    """The secret of the link by which a receiver without a login answers, "" for any other. Only its hash is kept."""
    if not handover.to_email:
        return ""
    secret = answer_links.new_secret()
    handover.answer_hash = answer_links.digest(secret)
    return secret


def _send_out(by: Actor, handover: Handover, secret: str) -> None:
    if secret:
        token = answer_links.token(current_tenant().slug, secret)
        link = addresses.absolute("handover-outside", token)
        notice = notices.to_outside(_sender(handover), link, answer_links.LASTS_DAYS)
        key = f"{notice.kind}:{handover.public_id}"
        telling.outside(by=by, key=key, address=handover.to_email, notice=notice)
    crossing.onward(handover)


def _confirmed(by: Actor, held: Handover, referral: Referral) -> None:
    exchanges.record(by, "confirmed", held, referral=referral.reference)
    exchanges.tell_sender(by, held, notices.confirmed(found.what(held), found.link(held)))


def _by_secret(secret: str, name: str) -> tuple[Handover, Actor]:
    handover = selectors.by_secret(secret)
    if handover is None:
        raise ValidationError(GONE, code="gone")
    signed = exchanges.said(name, "Enter your name")
    return handover, system_actor(current_tenant_id(), signed[:100])


def _sender(handover: Handover) -> str:
    return f"{handover.from_team.name} ({current_tenant().name})"
