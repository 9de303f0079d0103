"""What handovers, advice and messages of other systems share: who may speak, questions and answers, one end."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from hubs.actions import audit
from hubs.models import Team
from hubs.rules.roles import Actor
from referrals.actions import telling
from referrals.models import Advice, ExchangeMessage, Handover, IncomingHandover
from referrals.models.exchange import WAITING, State
from referrals.rules import notices
from referrals.selectors import exchanges
from referrals.selectors.exchanges import Exchange

E = TypeVar("E", Handover, Advice, IncomingHandover)
# Which foreign key of a message leads to what it belongs to, and what the audit calls it.
FIELDS = {Handover: "handover", Advice: "advice", IncomingHandover: "incoming"}


def lock_waiting(exchange: E) -> E:
    """As it is now, locked until the transaction ends. ValidationError, saying how it ended, when it waits no more."""
    model: Any = type(exchange)
    held: E = model.objects.select_for_update(of=("self",)).select_related("to_team").get(pk=exchange.pk)
    if held.state not in WAITING:
        raise ValidationError(f"{exchanges.stands(held)}. Nothing of yours was changed", code="ended")
    return held


def refuse_stranger(by: Actor, team: Team | None, other: Team | None = None) -> None:
    """Only somebody of the team goes on, and nobody of the ``other``. PermissionDenied with a sentence to read."""
    if team is None:
        raise PermissionDenied(
            "The receiver works outside this system and answers by the link they were sent."
        )
    if not exchanges.speaks_for(by, team, other):
        raise PermissionDenied(
            f"Only somebody of {team.name}, or who looks after people in its hub, can do this."
        )


def said(text: str, words: str) -> str:
    """The text without needless space. ValidationError with ``words`` when nothing is left."""
    if not text.strip():
        raise ValidationError(words, code="empty")
    return text.strip()


def speak(*, by: Actor, held: Exchange, text: str, is_receiver: bool, name: str = "") -> ExchangeMessage:
    """Write a message of one side, signed ``name`` or as ``by``; it then waits for the other."""
    message = add_words(by=by, held=held, text=text, is_receiver=is_receiver, name=name)
    held.state = State.QUESTIONED if is_receiver else State.WAITING
    held.save(update_fields=["state"])
    return message


def add_words(
    *, by: Actor, held: Exchange, text: str, is_receiver: bool = False, name: str = ""
) -> ExchangeMessage:
    """A message of one side that changes nothing about whose turn it is."""
    link: Any = {FIELDS[type(held)]: held}
    return ExchangeMessage.objects.create(
        is_receiver=is_receiver,
        text=text,
        writer_name=name or by.name,
        written_at=timezone.now(),
        created_by_id=by.staff_id,
        **link,
    )


def ask_back(*, by: Actor, held: Handover | Advice, text: str) -> ExchangeMessage:
    """The receiver asks, instead of confirming: it is the sender's turn. ValidationError for an empty question."""
    message = speak(by=by, held=held, text=said(text, "Write your question"), is_receiver=True)
    record(by, "questioned", held)
    tell_sender(by, held, notices.question(exchanges.what(held), exchanges.link(held)), mark=message.pk)
    return message


def reply(*, by: Actor, held: Handover | Advice, text: str) -> ExchangeMessage:
    """The sender answers a question, or adds something: it is the receiver's turn again."""
    message = speak(by=by, held=held, text=said(text, "Write your answer"), is_receiver=False)
    record(by, "answered", held)
    tell_questioner(by, held, notices.answer(exchanges.what(held), exchanges.link(held)), mark=message.pk)
    return message


def confirm(held: Exchange, *, by: Actor, name: str) -> None:
    """The receiver has it. Not saved: the caller may have more to set."""
    held.state, held.confirmed_at, held.confirmed_name = State.CONFIRMED, timezone.now(), name[:200]
    if not isinstance(held, IncomingHandover):
        held.confirmed_by_id = by.staff_id


CONFIRMED_FIELDS = ("state", "confirmed_at", "confirmed_name", "confirmed_by")


def withdraw(held: Handover | Advice, *, by: Actor, why: str) -> None:
    """The sender takes it back, and says why."""
    text = said(why, "Say why you take it back")
    speak(by=by, held=held, text=text, is_receiver=False)
    held.state = State.WITHDRAWN
    held.save(update_fields=["state"])
    record(by, "withdrawn", held)


def tell_sender(by: Actor, held: Handover | Advice, notice: notices.Notice, *, mark: object = "") -> None:
    """Whoever sent it, by email; ``mark`` makes a message of each time."""
    key = f"{notice.kind}:{held.public_id}:{mark}"
    telling.staff(by=by, key=key, ids=[held.created_by_id], notice=notice)


def tell_questioner(by: Actor, held: Exchange, notice: notices.Notice, *, mark: object) -> None:
    """Whoever asked last on the receiver's side, by email."""
    asked = held.messages.filter(is_receiver=True).last()
    if asked:
        key = f"{notice.kind}:{exchanges.public_name(held)}:{mark}"
        telling.staff(by=by, key=key, ids=[asked.created_by_id], notice=notice)


def record(by: Actor, verb: str, held: Exchange, **detail: Any) -> None:
    name = FIELDS[type(held)]
    audit.record(
        by=by,
        action=f"{name}.{verb}",
        obj_type=name,
        reference=str(exchanges.public_name(held)),
        detail=detail,
    )
