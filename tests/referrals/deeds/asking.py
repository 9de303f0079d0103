"""Somebody asks for help, or comes back; their request is written, added to and closed."""

from __future__ import annotations

from hubs.rules.roles import Actor, Permission
from referrals.actions import attachments, closings, request_drafts, requests
from referrals.actions.attachments import File
from referrals.models import Person, Request, RequestDraft
from referrals.models.referral import ClosedWith
from referrals.models.request import Way
from tests.referrals.deeds.registry import deed, some
from tests.referrals.deeds.things import (
    a_person,
    a_referral,
    asked,
    days_ago,
    holds,
    somebody_closed,
    somebody_new,
)
from tests.referrals.random_hub import Hub, Turn


@deed("requests.ask", Permission.REFERRAL_RECEIVE, moves=True)
def ask(hub: Hub, by: Actor, turn: Turn) -> object:
    people_here = list(Person.objects.order_by("pk"))
    known = people_here[turn.which] if turn.which < len(people_here) else None
    return requests.ask(by=by, asked=asked(turn, turn.one_of(Way)), person=known, known=somebody_new(turn))


@deed("closings.close", moves=True, side=holds)
def close(hub: Hub, by: Actor, turn: Turn) -> object:
    return closings.close(
        by=by,
        referral=a_referral(hub, turn),
        on=days_ago(turn),
        reason=turn.one_of(["", "02", "04", "03", "10"]),
        closed_with=turn.one_of(["", *ClosedWith.values]),
    )


@deed("requests.ask: somebody comes back", Permission.REFERRAL_RECEIVE, moves=True)
def come_back(hub: Hub, by: Actor, turn: Turn) -> object:
    return requests.ask(by=by, asked=asked(turn, turn.one_of(Way)), person=somebody_closed(hub, turn))


@deed("request_drafts.start", None, quiet=True)
def start_draft(hub: Hub, by: Actor, turn: Turn) -> object:
    return request_drafts.start(by=by, content={"flow": "self"})


@deed("request_drafts.save", None, quiet=True)
def save_draft(hub: Hub, by: Actor, turn: Turn) -> object:
    draft = some(hub, turn, RequestDraft.objects.all(), "request_drafts.start")
    return request_drafts.save(by=by, draft=draft, page="story", typed={"story": ["I cannot sleep"]})


@deed("request_drafts.send", None, moves=True)
def send_draft(hub: Hub, by: Actor, turn: Turn) -> object:
    draft = some(hub, turn, RequestDraft.objects.all(), "request_drafts.start")
    return request_drafts.send(by=by, draft=draft, asked=asked(turn, Way.SELF), known=somebody_new(turn))


@deed("attachments.add", Permission.REFERRAL_RECEIVE)
def attach(hub: Hub, by: Actor, turn: Turn) -> object:
    file = turn.one_of([File("letter.txt", b"She asks for help."), File("letter.exe", b"MZ")])
    return attachments.add(by=by, request=some(hub, turn, Request.objects.all()), files=[file])


@deed("requests.set_needs")
def set_needs(hub: Hub, by: Actor, turn: Turn) -> object:
    return requests.set_needs(by=by, person=a_person(hub, turn), communication="Large print")
