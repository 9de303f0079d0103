"""Everything that can be done to somebody's referral and around it, as people of any role may try it.

``DEEDS`` are all of them by the action that they drive. A deed that needs something to act on (a handover to confirm, a
place to end) has a clinician make it first, by the deed that makes it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from careplans.actions import care_plans
from hubs.models import StaffMember
from hubs.rules.roles import Actor, Permission, Role
from hubs.selectors.staff import member
from outcomes.actions import scored_contacts, scores
from outcomes.actions.scored_contacts import Taken
from referrals.actions import (
    advice,
    appointments,
    assessments,
    attachments,
    closings,
    contacts,
    coordinators,
    drafts,
    duplicates,
    group_sessions,
    groups,
    handovers,
    incoming,
    involvements,
    letters,
    meetings,
    merges,
    next_steps,
    onward,
    overrides,
    pathways,
    people,
    person_hubs,
    referrals,
    reminders,
    request_drafts,
    requests,
    ringing,
    short_support,
    steps,
)
from referrals.actions.appointments import Slot
from referrals.actions.assessments import Answer
from referrals.actions.attachments import File
from referrals.actions.contacts import Done
from referrals.actions.group_sheets import Details
from referrals.actions.letters import Given
from referrals.actions.meetings import Decision, Guest
from referrals.actions.requests import Asked
from referrals.models import (
    AccessOverride,
    Advice,
    Appointment,
    Assessment,
    AssessmentEntry,
    Contact,
    ContactDraft,
    Discussion,
    Group,
    GroupMember,
    GroupSession,
    Handover,
    IncomingHandover,
    Involvement,
    Meeting,
    Merge,
    NextStep,
    PathwayEpisode,
    Person,
    PossibleDuplicate,
    Referral,
    Request,
    RequestDraft,
    ShortSupport,
)
from referrals.models.exchange import WAITING
from referrals.models.referral import ClosedWith, Level
from referrals.models.request import Way
from referrals.rules import answer_links
from referrals.rules import pathways as pathway_rules
from referrals.rules.groups import MARKS
from referrals.selectors.contacts import Beside
from referrals.selectors.incoming import Answered, Carried, Word
from tests.factories import ground
from tests.referrals.random_hub import Hub, Turn
from tests.reporting.clock_world import A_THERAPY, AN_ASSESSMENT, DIALOG

Act = Callable[[Hub, Actor, Turn], object]


@dataclass(frozen=True)
class Deed:
    """``side`` is the team that usually does it; ``moves`` may change who holds somebody."""

    name: str
    act: Act
    permission: Permission | None
    side: Callable[[Hub, Turn], int]
    moves: bool
    quiet: bool


class NothingThere(Exception):
    """There is nothing to act on, and nobody could make it."""


DEEDS: dict[str, Deed] = {}


def deed(
    name: str,
    permission: Permission | None = Permission.REFERRAL_MANAGE,
    *,
    side: Callable[[Hub, Turn], int] = lambda hub, turn: 0,
    moves: bool = False,
    quiet: bool = False,
) -> Callable[[Act], Act]:
    def named(act: Act) -> Act:
        DEEDS[name] = Deed(name, act, permission, side, moves, quiet)
        return act

    return named


def do(hub: Hub, name: str, turn: Turn) -> None:
    """One deed by whoever's turn it is. What is done beside a referral never changes who holds the person."""
    what = DEEDS[name]
    try:
        side = what.side(hub, turn) if turn.how % 4 else turn.how % len(hub.teams)
        by = hub.system if what.permission is None else hub.actors[turn.role, side]
        held = hub.holders()
        hub.attempt(name, by, what.permission, lambda by: what.act(hub, by, turn), quiet=what.quiet)
    except NothingThere:
        return
    assert what.moves or hub.holders() == held, f"{name} changed who holds somebody"


def some(hub: Hub, turn: Turn, rows: QuerySet[Any], made_by: str = "") -> Any:
    """One of these; when there is none, a clinician makes one first."""
    found = list(rows.order_by("pk"))
    if not found and made_by:
        make(hub, made_by, turn)
        found = list(rows.all().order_by("pk"))
    if not found:
        raise NothingThere
    return found[turn.which % len(found)]


def make(hub: Hub, name: str, turn: Turn) -> None:
    made = DEEDS[name]
    first = Turn(Role.CLINICIAN, turn.which, turn.how, turn.ago)
    try:
        with transaction.atomic():
            made.act(hub, hub.actors[Role.CLINICIAN, made.side(hub, first)], first)
    except (PermissionDenied, ValidationError) as error:
        raise NothingThere from error


# What deeds act on


def a_referral(hub: Hub, turn: Turn) -> Referral:
    """Mostly one that is open."""
    rows = Referral.objects.all()
    return some(hub, turn, rows.filter(discharged_on=None) if turn.how % 5 else rows)  # type: ignore[no-any-return]


def a_person(hub: Hub, turn: Turn) -> Person:
    return some(hub, turn, Person.objects.all())  # type: ignore[no-any-return]


def a_worker(hub: Hub, turn: Turn) -> StaffMember:
    return member(hub.actors[turn.one_of([Role.CLINICIAN, Role.PARTNER]), turn.which % 3])


def holds(hub: Hub, turn: Turn) -> int:
    """The side of whoever holds the referral that is meant."""
    return hub.teams.index(a_referral(hub, turn).team)


def today() -> date:
    return timezone.localdate()


def days_ago(turn: Turn) -> date:
    return today() - timedelta(days=turn.ago)


def asked(turn: Turn, way: str) -> Asked:
    return Asked(way=Way(way), story="I cannot sleep", is_urgent=turn.how % 3 == 0, asked_on=days_ago(turn))


def somebody_new(turn: Turn) -> dict[str, str]:
    return {"family_name": f"Fylde{Person.objects.count()}", "given_name": "Ann", "postcode": "FY1 1AA"}


def a_slot(turn: Turn) -> Slot:
    """A time that nobody else has booked."""
    return Slot(timezone.now() + timedelta(days=1 + Appointment.objects.count(), hours=turn.how % 5), "01")


# Asking, closing, coming back


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


def somebody_closed(hub: Hub, turn: Turn) -> Person:
    closed = Referral.objects.exclude(discharged_on=None)
    if not closed.exists():
        held = some(hub, turn, Referral.objects.filter(discharged_on=None, handovers=None, next_steps=None))
        closings.close(by=hub.actors[Role.CLINICIAN, 0], referral=held, on=today(), reason="02")
    found: Person = some(hub, turn, closed).person
    return found


@deed("requests.ask: somebody comes back", Permission.REFERRAL_RECEIVE, moves=True)
def come_back(hub: Hub, by: Actor, turn: Turn) -> object:
    return requests.ask(by=by, asked=asked(turn, turn.one_of(Way)), person=somebody_closed(hub, turn))


@deed("appointments.book_directly", Permission.REFERRAL_RECEIVE, moves=True)
def book_directly(hub: Hub, by: Actor, turn: Turn) -> object:
    """Somebody new, somebody who is held, or somebody who was closed."""
    person = turn.one_of([None, a_person(hub, turn), somebody_closed(hub, turn)])
    mine = next(team for team in hub.teams if team.pk in by.team_ids)
    return appointments.book_directly(
        by=by,
        team=mine,
        asked=asked(turn, Way.PRACTICE),
        slot=a_slot(turn),
        person=person,
        known=somebody_new(turn),
        practice_code="P81001",
    )


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


# Who holds, and how they step


@deed("referrals.assign", side=holds)
def assign(hub: Hub, by: Actor, turn: Turn) -> object:
    worker = turn.one_of([None, a_worker(hub, turn), a_worker(hub, turn)])
    return referrals.assign(by=by, referral=a_referral(hub, turn), worker=worker)


@deed("referrals.move", moves=True, side=holds)
def move(hub: Hub, by: Actor, turn: Turn) -> object:
    return referrals.move(
        by=by,
        referral=a_referral(hub, turn),
        team=turn.one_of(hub.teams),
        because="Stepped",
        level=turn.one_of(["", *Level.values]),
    )


@deed("referrals.set_level", side=holds)
def set_level(hub: Hub, by: Actor, turn: Turn) -> object:
    return referrals.set_level(by=by, referral=a_referral(hub, turn), level=turn.one_of(Level.values))


@deed("steps.step", moves=True, side=holds)
def step(hub: Hub, by: Actor, turn: Turn) -> object:
    return steps.step(
        by=by,
        referral=a_referral(hub, turn),
        reason="The voices are back",
        person_said=turn.one_of(["", "Yes", "Yes", "Yes"]),
        level=turn.one_of(["", *Level.values]),
        team=turn.one_of([None, *hub.teams]),
    )


# Handovers


WARM: dict[str, Any] = {"reason": "Needs therapy", "shared": "The assessment", "person_said": "Yes, please"}


def free_referral(hub: Hub, turn: Turn) -> Referral:
    """One that nobody is being asked to take over."""
    free = Referral.objects.filter(discharged_on=None).exclude(handovers__state__in=WAITING)
    return some(hub, turn, free)  # type: ignore[no-any-return]


def receiving(hub: Hub, turn: Turn) -> int:
    handover = some(hub, turn, Handover.objects.filter(state__in=WAITING), "handovers.send")
    return hub.teams.index(handover.to_team) if handover.to_team else 0


def sending(hub: Hub, turn: Turn) -> int:
    handover = some(hub, turn, Handover.objects.filter(state__in=WAITING), "handovers.send")
    return hub.teams.index(handover.from_team)


def a_handover(hub: Hub, turn: Turn) -> Handover:
    rows = Handover.objects.all()
    meant = rows.filter(state__in=WAITING) if turn.how % 5 else rows
    return some(hub, turn, meant, "handovers.send")  # type: ignore[no-any-return]


def to_whom(hub: Hub, turn: Turn) -> dict[str, Any]:
    """A team, mostly; a hub, a partner outside, a practice, another system."""
    elsewhere: list[dict[str, Any]] = [
        {"receiver": "hub", "hub": hub.teams[2].hub},
        {"receiver": "practice", "to_name": "Moorside Surgery", "to_email": "desk@moorside.example.org"},
        {"receiver": "tenant", "tenant_slug": hub.elsewhere.slug},
    ]
    teams = [{"team": team} for team in hub.teams]
    return turn.one_of([*teams, *teams, *elsewhere])  # type: ignore[no-any-return]


@deed("handovers.send", side=holds)
def hand_over(hub: Hub, by: Actor, turn: Turn) -> object:
    referral = free_referral(hub, turn) if turn.how % 5 else a_referral(hub, turn)
    whom = to_whom(hub, turn)
    if whom.get("team") == referral.team and turn.how % 7:
        whom = {"team": hub.teams[(hub.teams.index(referral.team) + 1) % 3]}
    return handovers.send(by=by, referral=referral, level=turn.one_of(["", *Level.values]), **WARM, **whom)


@deed("handovers.confirm", side=receiving, moves=True)
def confirm(hub: Hub, by: Actor, turn: Turn) -> object:
    worker = turn.one_of([None, a_worker(hub, turn)])
    return handovers.confirm(by=by, handover=a_handover(hub, turn), worker=worker)


@deed("handovers.question", side=receiving)
def question(hub: Hub, by: Actor, turn: Turn) -> object:
    return handovers.question(
        by=by, handover=a_handover(hub, turn), text=turn.one_of(["Since when?", "", "Until when?", "Why?"])
    )


@deed("handovers.answer", side=sending)
def answer(hub: Hub, by: Actor, turn: Turn) -> object:
    return handovers.answer(by=by, handover=a_handover(hub, turn), text="Since spring")


@deed("handovers.withdraw", side=sending)
def withdraw(hub: Hub, by: Actor, turn: Turn) -> object:
    return handovers.withdraw(by=by, handover=a_handover(hub, turn), why="Feels better now")


def secret_of_a_practice(hub: Hub, turn: Turn) -> str:
    """As it stands in the link that a practice was sent; here only its hash is kept."""
    waiting = Handover.objects.filter(receiver="practice", state__in=WAITING)
    if not waiting.exists():
        handovers.send(
            by=hub.actors[Role.CLINICIAN, 0],
            referral=free_referral(hub, turn),
            receiver="practice",
            to_name="Moorside Surgery",
            to_email="desk@moorside.example.org",
            **WARM,
        )
    secret = answer_links.new_secret()
    asked = some(hub, turn, waiting)
    Handover.objects.filter(pk=asked.pk).update(answer_hash=answer_links.digest(secret))
    return secret


@deed("handovers.confirm_outside", None)
def confirm_outside(hub: Hub, by: Actor, turn: Turn) -> object:
    """The sender still holds."""
    secret = secret_of_a_practice(hub, turn)
    return handovers.confirm_outside(secret=secret, name=turn.one_of(["Dr Shah", "Dr Shah", ""]))


@deed("handovers.question_outside", None)
def question_outside(hub: Hub, by: Actor, turn: Turn) -> object:
    secret = secret_of_a_practice(hub, turn)
    return handovers.question_outside(secret=secret, name="Dr Shah", text="Since when?")


@deed("onward.take_back")
def take_onward_back(hub: Hub, by: Actor, turn: Turn) -> object:
    confirmed = Handover.objects.filter(receiver="practice", state="confirmed")
    if not confirmed.exists():
        handovers.confirm_outside(secret=secret_of_a_practice(hub, turn), name="Dr Shah")
    why = turn.one_of(["They rang: she never came", "They rang: she never came", ""])
    return onward.take_back(by=by, handover=some(hub, turn, confirmed), why=why)


@deed("incoming.receive", None)
def receive(hub: Hub, by: Actor, turn: Turn) -> object:
    """Another system's handover arrives; now and then again, with a word more or taken back."""
    before = (
        IncomingHandover.objects.filter(state__in=WAITING).order_by("pk").last() if turn.how % 3 else None
    )
    now = timezone.now()
    word = Word(is_receiver=False, text="She moved", written_at=now, writer_name="Jo")
    carried = Carried(
        key=before.key if before else uuid.uuid4(),
        to_slug=hub.tenant.slug,
        from_slug="elsewhere",
        from_name="Another trust",
        sent_at=now,
        rings_on=today() + timedelta(days=2),
        escalates_on=today() + timedelta(days=5),
        person={"family_name": f"Wyre{IncomingHandover.objects.count()}", "given_name": "Cat"},
        reason="Moved house",
        shared="The plan",
        person_said="Yes",
        is_withdrawn=bool(before) and turn.how % 7 == 0,
        words=(word,),
    )
    return incoming.receive(by=by, carried=carried)


def arrived_at(hub: Hub, turn: Turn) -> int:
    rows = IncomingHandover.objects.filter(state__in=WAITING)
    return hub.teams.index(some(hub, turn, rows, "incoming.receive").to_team)


@deed("incoming.confirm", side=arrived_at, moves=True)
def confirm_incoming(hub: Hub, by: Actor, turn: Turn) -> object:
    rows = IncomingHandover.objects.filter(state__in=WAITING)
    held = some(hub, turn, rows if turn.how % 5 else IncomingHandover.objects.all(), "incoming.receive")
    return incoming.confirm(by=by, incoming=held, worker=turn.one_of([None, a_worker(hub, turn)]))


@deed("incoming.question", side=arrived_at)
def question_incoming(hub: Hub, by: Actor, turn: Turn) -> object:
    held = some(hub, turn, IncomingHandover.objects.filter(state__in=WAITING), "incoming.receive")
    return incoming.question(by=by, incoming=held, text="Since when?")


@deed("incoming.take_answer", None)
def take_answer(hub: Hub, by: Actor, turn: Turn) -> object:
    """What the other system says to a handover that went there; the sender holds until a worker closes."""
    waiting = Handover.objects.filter(receiver="tenant", state__in=WAITING)
    if not waiting.exists():
        handovers.send(
            by=hub.actors[Role.CLINICIAN, 0],
            referral=free_referral(hub, turn),
            receiver="tenant",
            tenant_slug=hub.elsewhere.slug,
            **WARM,
        )
    held = some(hub, turn, waiting)
    confirmed = timezone.now() if turn.how % 2 else None
    word = Word(is_receiver=True, text="Since when?", written_at=timezone.now(), writer_name="Jo")
    words = () if confirmed else (word,)
    answered = Answered(held.public_id, "elsewhere", confirmed, "Jo" if confirmed else "", words)
    return incoming.take_answer(by=by, answered=answered)


@deed("ringing.ring", None, quiet=True)
def ring(hub: Hub, by: Actor, turn: Turn) -> object:
    return ringing.ring(by=by)


@deed("ringing.forget_links", None, quiet=True)
def forget_links(hub: Hub, by: Actor, turn: Turn) -> object:
    return ringing.forget_links(by=by)


@deed("reminders.queue_due", None, quiet=True)
def remind(hub: Hub, by: Actor, turn: Turn) -> object:
    return reminders.queue_due(by=by)


# Meetings and what is planned in them


def an_open_meeting(hub: Hub, turn: Turn) -> Meeting:
    return some(hub, turn, Meeting.objects.filter(ended_at=None), "meetings.start")  # type: ignore[no-any-return]


def a_discussion(hub: Hub, turn: Turn) -> Discussion:
    rows = Discussion.objects.filter(meeting__ended_at=None, outcome="")
    return some(hub, turn, rows, "meetings.discuss")  # type: ignore[no-any-return]


@deed("meetings.start", Permission.MEETING_RUN, quiet=True)
def start_meeting(hub: Hub, by: Actor, turn: Turn) -> object:
    return meetings.start(by=by, hub=hub.hub)


@deed("meetings.attend", Permission.MEETING_RUN)
def attend(hub: Hub, by: Actor, turn: Turn) -> object:
    guest = turn.one_of([Guest("Jo Park", "Housing office"), Guest("Jo Park", "")])
    meeting = an_open_meeting(hub, turn)
    return meetings.attend(by=by, meeting=meeting, staff=[a_worker(hub, turn)], guests=[guest])


@deed("meetings.discuss", Permission.MEETING_RUN, quiet=True)
def discuss(hub: Hub, by: Actor, turn: Turn) -> object:
    meeting = an_open_meeting(hub, turn)
    talked = Discussion.objects.filter(meeting=meeting).values("referral")
    free = Referral.objects.filter(discharged_on=None).exclude(pk__in=talked)
    referral = some(hub, turn, free) if turn.how % 5 else a_referral(hub, turn)
    return meetings.discuss(by=by, meeting=meeting, referral=referral)


@deed("meetings.write_minutes", Permission.MEETING_RUN, quiet=True)
def write_minutes(hub: Hub, by: Actor, turn: Turn) -> object:
    version = turn.one_of([None, None, 99])
    talked = a_discussion(hub, turn)
    return meetings.write_minutes(by=by, discussion=talked, text=f"Said {turn.which}", version=version)


@deed("meetings.decide", Permission.MEETING_RUN, moves=True)
def decide(hub: Hub, by: Actor, turn: Turn) -> object:
    worker = a_worker(hub, turn)
    decision = Decision(
        outcome=turn.one_of(["taken", "helped", "passed_on", "find_out"]),
        team=hub.teams[turn.which % 3],
        worker=worker,
        what="Rang about the benefits form",
        staff=worker,
        due_on=today() + timedelta(days=3),
        handover={"team": hub.teams[turn.ago % 3], **WARM},
    )
    return meetings.decide(by=by, discussion=a_discussion(hub, turn), decision=decision)


@deed("meetings.end", Permission.MEETING_RUN)
def end_meeting(hub: Hub, by: Actor, turn: Turn) -> object:
    return meetings.end(by=by, meeting=an_open_meeting(hub, turn))


@deed("next_steps.plan", side=holds)
def plan_step(hub: Hub, by: Actor, turn: Turn) -> object:
    return next_steps.plan(
        by=by,
        referral=a_referral(hub, turn),
        kind=turn.one_of(["check_back", "find_out", "do"]),
        what="Ring her",
        staff=a_worker(hub, turn),
        due_on=today() + timedelta(days=turn.ago - 1),
    )


@deed("next_steps.done", side=holds)
def finish_step(hub: Hub, by: Actor, turn: Turn) -> object:
    held = some(hub, turn, NextStep.objects.filter(done_at=None), "next_steps.plan")
    return next_steps.done(by=by, step=held, result="She is better and wants to stop")


# Advice and sessions


def asked_of(hub: Hub, turn: Turn) -> int:
    waiting = Advice.objects.filter(kind="advice", state__in=WAITING)
    return hub.teams.index(some(hub, turn, waiting, "advice.ask_for").to_team)


def asked_by(hub: Hub, turn: Turn) -> int:
    waiting = Advice.objects.filter(kind="advice", state__in=WAITING)
    return hub.teams.index(some(hub, turn, waiting, "advice.ask_for").from_team)


def some_advice(hub: Hub, turn: Turn) -> Advice:
    waiting = Advice.objects.filter(kind="advice", state__in=WAITING)
    return some(hub, turn, waiting, "advice.ask_for")  # type: ignore[no-any-return]


@deed("advice.ask_for", side=lambda hub, turn: turn.which % 3)
def ask_for_advice(hub: Hub, by: Actor, turn: Turn) -> object:
    side = turn.which % 3
    return advice.ask_for(
        by=by,
        question="Which dose?",
        from_team=hub.teams[side],
        to_team=hub.teams[(side + 1 + turn.ago % 2) % 3],
        person=a_person(hub, turn),
    )


@deed("advice.give", side=asked_of)
def give_advice(hub: Hub, by: Actor, turn: Turn) -> object:
    return advice.give(by=by, advice=some_advice(hub, turn), answer="Five milligrams")


@deed("advice.question", side=asked_of)
def question_advice(hub: Hub, by: Actor, turn: Turn) -> object:
    return advice.question(by=by, advice=some_advice(hub, turn), text="What does she weigh?")


@deed("advice.reply", side=asked_by)
def reply_advice(hub: Hub, by: Actor, turn: Turn) -> object:
    return advice.reply(by=by, advice=some_advice(hub, turn), text="Fifty kilograms")


@deed("advice.withdraw", side=asked_by)
def withdraw_advice(hub: Hub, by: Actor, turn: Turn) -> object:
    return advice.withdraw(by=by, advice=some_advice(hub, turn), why="The GP has answered")


@deed("advice.session", side=lambda hub, turn: 0)
def session(hub: Hub, by: Actor, turn: Turn) -> object:
    return advice.session(
        by=by,
        kind=turn.one_of(["consultation", "training", "supervision"]),
        topic="Voices",
        from_team=hub.teams[0],
        held_on=days_ago(turn),
        duration_minutes=60,
        took_part=turn.which,
        to_team=hub.teams[1 + turn.ago % 2],
    )


def taught(hub: Hub, turn: Turn) -> int:
    return hub.teams.index(a_session_given(hub, turn).to_team)


def a_session_given(hub: Hub, turn: Turn) -> Advice:
    given = Advice.objects.exclude(kind="advice").filter(state__in=WAITING)
    if not given.exists():
        side = hub.actors[Role.CLINICIAN, 0]
        session(hub, side, Turn(Role.CLINICIAN, turn.which + 1, turn.how, turn.ago))
    return some(hub, turn, given)  # type: ignore[no-any-return]


@deed("advice.confirm_session", side=taught)
def confirm_session(hub: Hub, by: Actor, turn: Turn) -> object:
    return advice.confirm_session(by=by, advice=a_session_given(hub, turn))


# Contacts, scores, plans, assessments


@deed("contacts.log", Permission.CONTACT_LOG, side=holds)
def log_contact(hub: Hub, by: Actor, turn: Turn) -> object:
    came = turn.one_of(["5", "5", "3"])
    return contacts.log(
        by=by,
        referral=a_referral(hub, turn),
        occurred_on=days_ago(turn),
        attendance=came,
        others=[Beside(ground.staff_member().pk, hub.teams[2].pk)] if turn.which % 2 else [],
        activities=[Done(turn.one_of([AN_ASSESSMENT, A_THERAPY]))]
        if came == "5" or turn.which % 3 == 0
        else [],
    )


def a_contact(hub: Hub, turn: Turn) -> Contact:
    return some(hub, turn, Contact.objects.filter(source_month=None), "contacts.log")  # type: ignore[no-any-return]


@deed("contacts.amend", Permission.CONTACT_LOG)
def amend_contact(hub: Hub, by: Actor, turn: Turn) -> object:
    held = a_contact(hub, turn)
    return contacts.amend(
        by=by,
        contact=held,
        reason="The wrong day",
        occurred_on=days_ago(turn),
        mechanism=turn.one_of(["01", "11"]),
    )


@deed("contacts.void", Permission.CONTACT_LOG)
def void_contact(hub: Hub, by: Actor, turn: Turn) -> object:
    return contacts.void(by=by, contact=a_contact(hub, turn), reason=turn.one_of(["Wrong person", ""]))


@deed("outcomes: a score in a contact", Permission.CONTACT_LOG, side=holds)
def log_with_score(hub: Hub, by: Actor, turn: Turn) -> object:
    return scored_contacts.log(
        by=by, referral=a_referral(hub, turn), occurred_on=days_ago(turn), taken=Taken(DIALOG, "4")
    )


@deed("outcomes: a score", Permission.CONTACT_LOG, side=holds)
def rate(hub: Hub, by: Actor, turn: Turn) -> object:
    return scores.record(
        by=by, referral=a_referral(hub, turn), tool_code=DIALOG, score="4", completed_at=timezone.now()
    )


@deed("careplans: a plan agreed", Permission.CONTACT_LOG, side=holds)
def agree(hub: Hub, by: Actor, turn: Turn) -> object:
    referral = a_referral(hub, turn)
    plan = care_plans.create(by=by, person=referral.person, provider=referral.provider, created_on=today())
    return care_plans.agree(by=by, plan=plan, agreed_on=today())


@deed("drafts.save", Permission.CONTACT_LOG, side=holds, quiet=True)
def keep_draft(hub: Hub, by: Actor, turn: Turn) -> object:
    return drafts.save(by=by, key=uuid.uuid4(), referral=a_referral(hub, turn), content={"note": ["Spoke"]})


@deed("drafts.discard", Permission.CONTACT_LOG, quiet=True)
def discard_draft(hub: Hub, by: Actor, turn: Turn) -> object:
    return drafts.discard(by=by, key=some(hub, turn, ContactDraft.objects.all(), "drafts.save").key)


@deed("assessments.start", side=holds)
def start_assessment(hub: Hub, by: Actor, turn: Turn) -> object:
    why = turn.one_of(["", "She asked to tell it again", "She asked to tell it again"])
    return assessments.start(by=by, referral=a_referral(hub, turn), repeat_reason=why)


def an_assessment(hub: Hub, turn: Turn) -> Assessment:
    if not Assessment.objects.exists():
        held = some(hub, turn, Referral.objects.filter(discharged_on=None))
        assessments.start(by=hub.actors[Role.CLINICIAN, 0], referral=held)
    return some(hub, turn, Assessment.objects.filter(completed_on=None))  # type: ignore[no-any-return]


@deed("assessments.add")
def add_entry(hub: Hub, by: Actor, turn: Turn) -> object:
    text = turn.one_of(["Safe at home", "Safe at home", ""])
    return assessments.add(by=by, assessment=an_assessment(hub, turn), section="safety", text=text)


@deed("assessments.void_entry")
def void_entry(hub: Hub, by: Actor, turn: Turn) -> object:
    if not AssessmentEntry.objects.exists():
        assessments.add(by=by, assessment=an_assessment(hub, turn), section="safety", text="Of somebody else")
    entry = some(hub, turn, AssessmentEntry.objects.all())
    return assessments.void_entry(by=by, entry=entry, reason="Of somebody else")


@deed("assessments.need", quiet=True)
def need(hub: Hub, by: Actor, turn: Turn) -> object:
    answers = {"nutrition": Answer(turn.one_of([True, False, None]))}
    return assessments.need(by=by, assessment=an_assessment(hub, turn), answers=answers)


@deed("assessments.complete")
def complete(hub: Hub, by: Actor, turn: Turn) -> object:
    held = an_assessment(hub, turn)
    if turn.how % 4:
        assessments.add(by=by, assessment=held, section="safety", text="Safe at home")
    return assessments.complete(by=by, assessment=held, on=today())


# Pathways, support, those who take part, appointments


@deed("pathways.start", side=holds)
def start_pathway(hub: Hub, by: Actor, turn: Turn) -> object:
    kind = turn.one_of(sorted(pathway_rules.ASKED))
    told = {"cen_help": "psychoeducation"} if kind == "cen" else {}
    return pathways.start(by=by, referral=a_referral(hub, turn), kind=kind, started_on=days_ago(turn), **told)


def a_pathway(hub: Hub, turn: Turn) -> PathwayEpisode:
    if not PathwayEpisode.objects.filter(ended_on=None).exists():
        held = some(hub, turn, Referral.objects.filter(discharged_on=None))
        pathways.start(
            by=hub.actors[Role.CLINICIAN, 0], referral=held, kind="young_adult", started_on=held.received_on
        )
    return some(hub, turn, PathwayEpisode.objects.filter(ended_on=None))  # type: ignore[no-any-return]


@deed("pathways.change")
def change_pathway(hub: Hub, by: Actor, turn: Turn) -> object:
    held = a_pathway(hub, turn)
    asked_of: dict[str, dict[str, Any]] = {
        "young_adult": {"coming_from": "CAMHS", "transfer_on": today()},
        "cen": {"cen_help": "low_intensity"},
        "rehabilitation": {"placement_provider": "A home"},
    }
    told = asked_of.get(held.kind, {})
    return pathways.change(by=by, pathway=held, seen=turn.one_of([None, None, 7]), **told)


@deed("pathways.end")
def end_pathway(hub: Hub, by: Actor, turn: Turn) -> object:
    return pathways.end(by=by, pathway=a_pathway(hub, turn), on=days_ago(turn), reason="Recovered")


@deed("short_support.start", side=holds)
def start_support(hub: Hub, by: Actor, turn: Turn) -> object:
    return short_support.start(
        by=by,
        referral=a_referral(hub, turn),
        what="Debt",
        starts_on=today(),
        ends_on=today() + timedelta(days=turn.one_of([41, 41, 42])),
    )


@deed("short_support.end")
def end_support(hub: Hub, by: Actor, turn: Turn) -> object:
    if not ShortSupport.objects.filter(ended_on=None).exists():
        held = some(hub, turn, Referral.objects.filter(discharged_on=None))
        days = {"starts_on": today(), "ends_on": today() + timedelta(days=7)}
        short_support.start(by=hub.actors[Role.CLINICIAN, 0], referral=held, what="Debt", **days)
    going = some(hub, turn, ShortSupport.objects.filter(ended_on=None))
    return short_support.end(by=by, support=going, on=turn.one_of([today(), days_ago(turn)]), result="Paid")


@deed("involvements.start", side=holds)
def involve(hub: Hub, by: Actor, turn: Turn) -> object:
    worker = a_worker(hub, turn)
    return involvements.start(
        by=by, referral=a_referral(hub, turn), staff=worker, what="Peer support", starts_on=days_ago(turn)
    )


@deed("involvements.end")
def end_involvement(hub: Hub, by: Actor, turn: Turn) -> object:
    rows = Involvement.objects.filter(ends_on=None)
    if not rows.exists():
        held = some(hub, turn, Referral.objects.filter(discharged_on=None))
        worker = a_worker(hub, turn)
        involvements.start(by=by, referral=held, staff=worker, what="Peer support", starts_on=today())
    return involvements.end(by=by, involvement=some(hub, turn, rows), on=today())


@deed("coordinators.name", side=holds)
def coordinate(hub: Hub, by: Actor, turn: Turn) -> object:
    return coordinators.name(
        by=by, referral=a_referral(hub, turn), staff=a_worker(hub, turn), on=days_ago(turn)
    )


@deed("coordinators.end", side=holds)
def end_coordination(hub: Hub, by: Actor, turn: Turn) -> object:
    held = some(hub, turn, Referral.objects.filter(discharged_on=None))
    if turn.how % 3:
        coordinators.name(by=by, referral=held, staff=ground.staff_member(team=hub.teams[0]), on=today())
    return coordinators.end(by=by, referral=held, on=today())


@deed("appointments.book", side=holds)
def book(hub: Hub, by: Actor, turn: Turn) -> object:
    return appointments.book(
        by=by,
        referral=a_referral(hub, turn),
        staff=a_worker(hub, turn),
        team=hub.teams[2],
        slot=turn.one_of([a_slot(turn), a_slot(turn), Slot(timezone.now(), "01")]),
    )


def an_appointment(hub: Hub, turn: Turn) -> Appointment:
    rows = Appointment.objects.filter(cancelled_at=None)
    if not rows.exists():
        held = some(hub, turn, Referral.objects.filter(discharged_on=None))
        team, by = hub.teams[0], hub.actors[Role.CLINICIAN, 0]
        appointments.book(by=by, referral=held, staff=a_worker(hub, turn), team=team, slot=a_slot(turn))
    return some(hub, turn, rows)  # type: ignore[no-any-return]


@deed("appointments.move")
def move_appointment(hub: Hub, by: Actor, turn: Turn) -> object:
    held = an_appointment(hub, turn)
    slot = turn.one_of([a_slot(turn), a_slot(turn), Slot(held.starts_at, held.mechanism)])
    return appointments.move(
        by=by,
        appointment=held,
        staff=a_worker(hub, turn),
        team=hub.teams[0],
        slot=slot,
        reason=turn.one_of(["She works then", ""]),
        seen=turn.one_of([None, None, None, 9]),
    )


@deed("appointments.cancel")
def cancel(hub: Hub, by: Actor, turn: Turn) -> object:
    return appointments.cancel(by=by, appointment=an_appointment(hub, turn), reason="Ill")


# Groups


def a_group(hub: Hub, turn: Turn) -> Group:
    return some(hub, turn, Group.objects.filter(ends_on=None), "groups.start")  # type: ignore[no-any-return]


@deed("groups.start", Permission.GROUP_RUN)
def start_group(hub: Hub, by: Actor, turn: Turn) -> object:
    kind = turn.one_of(["course", "open"])
    return groups.start(
        by=by,
        team=hub.teams[turn.which % 3],
        name="Sleep",
        kind=kind,
        starts_on=today() - timedelta(days=14),
        places=3 if kind == "course" else None,
    )


@deed("groups.change", Permission.GROUP_RUN)
def change_group(hub: Hub, by: Actor, turn: Turn) -> object:
    return groups.change(by=by, group=a_group(hub, turn), name="Sleep well", place="The library")


@deed("groups.end", Permission.GROUP_RUN)
def end_group(hub: Hub, by: Actor, turn: Turn) -> object:
    return groups.end(by=by, group=a_group(hub, turn), on=turn.one_of([today(), days_ago(turn)]))


@deed("groups.join", Permission.GROUP_RUN, quiet=True)
def join_group(hub: Hub, by: Actor, turn: Turn) -> object:
    return groups.join(by=by, group=a_group(hub, turn), referral=a_referral(hub, turn))


@deed("groups.leave", Permission.GROUP_RUN)
def leave_group(hub: Hub, by: Actor, turn: Turn) -> object:
    rows = GroupMember.objects.filter(left_on=None)
    if not rows.exists():
        held = some(hub, turn, Referral.objects.filter(discharged_on=None))
        groups.join(by=by, group=a_group(hub, turn), referral=held)
    return groups.leave(by=by, member=some(hub, turn, rows), on=turn.one_of([today(), days_ago(turn)]))


def a_session(hub: Hub, turn: Turn, **wanted: Any) -> GroupSession:
    rows = GroupSession.objects.filter(**wanted)
    if not rows.exists():
        details = Details(held_on=today(), duration_minutes=60)
        group = a_group(hub, turn)
        group_sessions.plan(by=hub.actors[Role.CLINICIAN, 0], group=group, details=details)
    return some(hub, turn, rows)  # type: ignore[no-any-return]


@deed("group_sessions.plan", Permission.GROUP_RUN)
def plan_session(hub: Hub, by: Actor, turn: Turn) -> object:
    details = Details(held_on=today() + timedelta(days=turn.ago - 7), duration_minutes=60)
    return group_sessions.plan(by=by, group=a_group(hub, turn), details=details, times=1 + turn.which % 3)


@deed("group_sessions.replan", Permission.GROUP_RUN)
def replan_session(hub: Hub, by: Actor, turn: Turn) -> object:
    details = Details(held_on=today(), duration_minutes=45)
    return group_sessions.replan(by=by, session=a_session(hub, turn, recorded_at=None), details=details)


@deed("group_sessions.record", Permission.GROUP_RUN, quiet=True)
def record_session(hub: Hub, by: Actor, turn: Turn) -> object:
    held = a_session(hub, turn, held_on__lte=today())
    details = Details(held_on=held.held_on, duration_minutes=60)
    known = list(Referral.objects.filter(discharged_on=None).order_by("pk"))
    marks = {referral: turn.one_of(MARKS) for referral in known[: 1 + turn.which % 3]}
    reason = turn.one_of(["Marked wrongly", "Marked wrongly", ""])
    return group_sessions.record(
        by=by, session=held, details=details, marks=marks, unnamed=turn.which, reason=reason
    )


@deed("group_sessions.void", Permission.GROUP_RUN)
def void_session(hub: Hub, by: Actor, turn: Turn) -> object:
    return group_sessions.void(by=by, session=a_session(hub, turn), reason="Did not take place")


# Letters


def a_letter(turn: Turn) -> Given:
    return Given(
        kind=turn.one_of(["received", "appointment", "handed_over", "closed", "gp_received", "gp_closed"]),
        to_name=turn.one_of(["Ann Fylde", "Ann Fylde", ""]),
        to_address="1 High Street\nFY1 1AA",
        subject="We have your request",
        body="We have your request and will ring you.",
        large_print=False,
        form_key=uuid.uuid4(),
    )


@deed("letters.prepare", side=holds, quiet=True)
def prepare_letter(hub: Hub, by: Actor, turn: Turn) -> object:
    return letters.prepare(by=by, referral=a_referral(hub, turn), given=a_letter(turn))


@deed("letters.keep", side=holds)
def write_letter(hub: Hub, by: Actor, turn: Turn) -> object:
    prepared = letters.prepare(by=by, referral=a_referral(hub, turn), given=a_letter(turn))
    return letters.keep(by=by, prepared=prepared, pdf=b"%PDF-1.7")


# Records of people


@deed("people.register", Permission.REFERRAL_RECEIVE)
def register(hub: Hub, by: Actor, turn: Turn) -> object:
    return people.register(by=by, **somebody_new(turn))


@deed("people.change", Permission.REFERRAL_MANAGE)
def change_person(hub: Hub, by: Actor, turn: Turn) -> object:
    return people.change(by=by, person=a_person(hub, turn), phone="01253 000000")


@deed("people.register_with_gp", Permission.REFERRAL_MANAGE)
def register_with_gp(hub: Hub, by: Actor, turn: Turn) -> object:
    return people.register_with_gp(
        by=by, person=a_person(hub, turn), practice_code="P81001", starts_on=days_ago(turn)
    )


@deed("person_hubs.refresh", None, quiet=True)
def refresh(hub: Hub, by: Actor, turn: Turn) -> object:
    return person_hubs.refresh(by=by)


@deed("overrides.open_with_reason", Permission.PERSON_OVERRIDE, quiet=True)
def override(hub: Hub, by: Actor, turn: Turn) -> object:
    reason = turn.one_of(["She rang the duty desk", "?"])
    return overrides.open_with_reason(by=by, person=a_person(hub, turn), reason=reason)


@deed("overrides.review", Permission.ACCESS_REVIEW, quiet=True)
def review(hub: Hub, by: Actor, turn: Turn) -> object:
    if not AccessOverride.objects.exists():
        who = hub.actors[Role.CLINICIAN, 0]
        overrides.open_with_reason(by=who, person=a_person(hub, turn), reason="She rang the duty desk")
    return overrides.review(by=by, override=some(hub, turn, AccessOverride.objects.all()))


def another_person(hub: Hub, turn: Turn) -> Person:
    rows = list(Person.objects.order_by("pk"))
    return rows[(turn.which + 1 + turn.how) % len(rows)]


@deed("duplicates.look", Permission.PEOPLE_MERGE, quiet=True)
def look(hub: Hub, by: Actor, turn: Turn) -> object:
    return duplicates.look(by=by, person=a_person(hub, turn))


@deed("duplicates.ask_about", Permission.PEOPLE_MERGE, quiet=True)
def ask_about(hub: Hub, by: Actor, turn: Turn) -> object:
    return duplicates.ask_about(by=by, one=a_person(hub, turn), other=another_person(hub, turn))


@deed("duplicates.decide", Permission.PEOPLE_MERGE, moves=True)
def decide_pair(hub: Hub, by: Actor, turn: Turn) -> object:
    rows = PossibleDuplicate.objects.filter(decided_at=None)
    pair = some(hub, turn, rows) if rows.exists() else a_pair(hub, turn)
    kept = turn.one_of([pair.first, pair.second, None])
    return duplicates.decide(by=by, pair=pair, kept=kept, reason="Same birth date and address")


def a_pair(hub: Hub, turn: Turn) -> PossibleDuplicate:
    by = hub.actors[Role.CLINICIAN, 0]
    one, other = a_person(hub, turn), people.register(by=by, **somebody_new(turn))
    return duplicates.ask_about(by=by, one=one, other=other)


@deed("duplicates.join_and_return", Permission.PEOPLE_MERGE, moves=True)
def join_and_return(hub: Hub, by: Actor, turn: Turn) -> object:
    """Somebody closed asks under a new record."""
    known, clinician = somebody_closed(hub, turn), hub.actors[Role.CLINICIAN, 0]
    asked = Asked(way=Way.SELF, story="I cannot sleep")
    again = requests.ask(by=clinician, asked=asked, known=somebody_new(turn))
    pair = duplicates.ask_about(by=clinician, one=known, other=again.person)
    return duplicates.join_and_return(by=by, pair=pair)


@deed("duplicates.undo", Permission.PEOPLE_MERGE, moves=True)
def part(hub: Hub, by: Actor, turn: Turn) -> object:
    rows = Merge.objects.filter(undone_at=None)
    if not rows.exists():
        pair = a_pair(hub, turn)
        merges.merge(by=by, kept=pair.first, merged=pair.second, reason="Same birth date and address")
    return duplicates.undo(by=by, merge=some(hub, turn, rows), reason="They are sisters, not one person")


@deed("merges.merge", Permission.PEOPLE_MERGE, moves=True)
def join(hub: Hub, by: Actor, turn: Turn) -> object:
    kept, merged = a_person(hub, turn), another_person(hub, turn)
    return merges.merge(by=by, kept=kept, merged=merged, reason="Same birth date and address")


@deed("merges.undo", Permission.PEOPLE_MERGE, moves=True)
def undo(hub: Hub, by: Actor, turn: Turn) -> object:
    rows = Merge.objects.filter(undone_at=None)
    if not rows.exists():
        pair = a_pair(hub, turn)
        merges.merge(by=by, kept=pair.first, merged=pair.second, reason="Same birth date and address")
    return merges.undo(by=by, merge=some(hub, turn, rows), reason="They are sisters, not one person")
