"""Handovers from other systems. No record crosses: what was written arrives, and what is said to it goes back."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from hubs.models import StaffMember
from hubs.rules.roles import Actor
from referrals.actions import changing, crossing, exchanges, onward, referrals, requests
from referrals.models import ExchangeMessage, Handover, IncomingHandover, Request
from referrals.models.exchange import WAITING, State
from referrals.models.request import Way
from referrals.rules import notices
from referrals.selectors import exchanges as found
from referrals.selectors import front_door
from referrals.selectors.incoming import IDENTITY, Answered, Carried, Word, day

CONFIRMED_FIELDS = ("state", "confirmed_at", "confirmed_name", "referral")


@transaction.atomic
def receive(*, by: Actor, carried: Carried) -> IncomingHandover:
    """Write down what another system tells, in the tenant that receives it. However often it comes, it is there once.

    The team that takes new people, by the practice of the person, sees it. ValidationError where no team works.
    """
    held, is_new = _arrived(carried)
    new = _add(held, carried.words, is_receiver=False)
    if held.state in WAITING:
        _turn(by, held, carried)
    if is_new:
        exchanges.record(by, "arrived", held, sender=carried.from_slug)
    if new:
        exchanges.record(by, "words_arrived", held, sender=carried.from_slug)
        words = notices.withdrawn if carried.is_withdrawn else notices.answer
        exchanges.tell_questioner(by, held, words(found.what(held), found.link(held)), mark=new[-1].pk)
    return held


def _arrived(carried: Carried) -> tuple[IncomingHandover, bool]:
    """The handover as it is here, locked, and whether it has only come now."""
    practice = str(carried.person.get("practice_code", ""))
    arrived, is_new = IncomingHandover.objects.get_or_create(
        key=carried.key,
        defaults={
            "from_tenant_slug": carried.from_slug,
            "from_name": carried.from_name,
            "to_team": front_door.team_for_practice(practice, carried.sent_at.date()),
            "rings_on": carried.rings_on,
            "escalates_on": carried.escalates_on,
            "person": dict(carried.person),
            "reason": carried.reason,
            "shared": carried.shared,
            "person_said": carried.person_said,
        },
    )
    return IncomingHandover.objects.select_for_update(of=("self",)).get(pk=arrived.pk), is_new


def _turn(by: Actor, held: IncomingHandover, carried: Carried) -> None:
    """Whose turn it is now, or that the sender took it back."""
    held.state = State.WITHDRAWN if carried.is_withdrawn else _whose_turn(held)
    held.save(update_fields=["state"])
    if carried.is_withdrawn:
        exchanges.record(by, "withdrawn", held, sender=carried.from_slug)


@transaction.atomic
def take_answer(*, by: Actor, answered: Answered) -> Handover | None:
    """Write down, in the sender's tenant, what the receiver said; None when there is no such handover.

    A confirmation stands even where the sender had taken the handover back and it crossed with that on its way: the
    receiver holds the person, and both must know.
    """
    handover = Handover.objects.filter(public_id=answered.key).select_related("referral").first()
    if handover is None:
        return None
    changing.lock(handover.referral)
    held = (
        Handover.objects.select_for_update(of=("self",))
        .select_related("from_team", "referral")
        .get(pk=handover.pk)
    )
    new = _add(held, answered.words, is_receiver=True)
    if held.state in WAITING:
        held.state = _whose_turn(held)
    if answered.confirmed_at and held.state != State.CONFIRMED:
        _confirmed_there(by, held, answered)
    elif new:
        exchanges.record(by, "words_arrived", held, sender=answered.from_slug)
        notice = notices.question(found.what(held), found.link(held))
        exchanges.tell_sender(by, held, notice, mark=new[-1].pk)
    held.save(update_fields=["state", "confirmed_at", "confirmed_name"])
    return held


def _confirmed_there(by: Actor, held: Handover, answered: Answered) -> None:
    held.state, held.confirmed_at = State.CONFIRMED, answered.confirmed_at
    held.confirmed_name = answered.confirmed_name
    onward.write(by=by, handover=held)
    exchanges.record(by, "confirmed", held, referral=held.referral.reference)
    exchanges.tell_sender(by, held, notices.confirmed(found.what(held), found.link(held)))


@transaction.atomic
def confirm(*, by: Actor, incoming: IncomingHandover, worker: StaffMember | None = None) -> Request:
    """Take over somebody from another system: from now on they have a record here, and a team that holds them.

    The person's own wait goes on from the day they first asked there. PermissionDenied for anybody but the receiving
    team; ValidationError, saying how it stands, when it waits no longer.
    """
    held = exchanges.lock_waiting(incoming)
    exchanges.refuse_stranger(by, held.to_team)
    request = requests.ask(
        by=by,
        asked=_asked(held),
        known=_known(held.person),
        practice_code=str(held.person.get("practice_code", "")),
        hub=held.to_team.hub,
        team=held.to_team,
    )
    if worker:
        referrals.assign(by=by, referral=request.referral, worker=worker)
    exchanges.confirm(held, by=by, name=f"{by.name}, {held.to_team.name}")
    held.referral = request.referral
    held.save(update_fields=CONFIRMED_FIELDS)
    exchanges.record(by, "confirmed", held, referral=request.referral.reference)
    crossing.back(held)
    return request


@transaction.atomic
def question(*, by: Actor, incoming: IncomingHandover, text: str) -> ExchangeMessage:
    """Ask the sender in the other system; they hold on and answer."""
    held = exchanges.lock_waiting(incoming)
    exchanges.refuse_stranger(by, held.to_team)
    text = exchanges.said(text, "Write your question")
    message = exchanges.speak(
        by=by, held=held, text=text, is_receiver=True, name=f"{by.name}, {held.to_team.name}"
    )
    exchanges.record(by, "questioned", held)
    crossing.back(held)
    return message


def _asked(held: IncomingHandover) -> requests.Asked:
    return requests.Asked(
        way=Way.TENANT,
        story=f"{held.reason}\n\nWhat the person said to being handed over: {held.person_said}",
        already_helping=held.shared,
        asker={"organisation": held.from_name},
        first_requested_on=day(held.person.get("first_requested_on")),
        form_key=held.key,
    )


def _known(person: dict[str, Any]) -> dict[str, Any]:
    known = {name: person[name] for name in IDENTITY if person.get(name)}
    return {**known, "birth_date": day(person.get("birth_date"))}


def _add(
    held: IncomingHandover | Handover, words: tuple[Word, ...], *, is_receiver: bool
) -> list[ExchangeMessage]:
    """Those of the other side's messages that are not here yet, in one statement."""
    there = set(held.messages.filter(is_receiver=is_receiver).values_list("written_at", "text"))
    link: Any = {exchanges.FIELDS[type(held)]: held}
    new = [
        ExchangeMessage(
            is_receiver=is_receiver,
            text=word.text,
            written_at=word.written_at,
            writer_name=word.writer_name,
            **link,
        )
        for word in words
        if (word.written_at, word.text) not in there
    ]
    return list(ExchangeMessage.objects.bulk_create(new))


def _whose_turn(held: IncomingHandover | Handover) -> State:
    last = held.messages.last()
    return State.QUESTIONED if last and last.is_receiver else State.WAITING
