"""What goes on in the made-up hubs this week, done through the actions: requests, a meeting, handovers, groups."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from hubs.models import Hub, StaffMember, Team
from hubs.rules.roles import Actor, Role
from hubs.selectors.staff import actor_of, member
from referrals.actions import (
    advice,
    appointments,
    groups,
    handovers,
    meetings,
    next_steps,
    pathways,
    requests,
    short_support,
)
from referrals.actions.appointments import Slot
from referrals.actions.meetings import Decision
from referrals.actions.requests import Asked
from referrals.models import Referral, Request
from referrals.models.group import GroupKind
from referrals.models.meeting import Outcome
from referrals.models.next_step import StepKind
from referrals.models.pathway import CenHelp, PathwayKind
from referrals.models.request import Way
from reporting.demo import care, health

FACE_TO_FACE = "01"
# Who asked: name, days of age beyond 18 years, how, urgent, days ago, the story, what they hope for.
ASKED: tuple[tuple[str, str, int, Way, bool, int, str, str], ...] = (
    (
        "Amara",
        "Whitfield",
        5200,
        Way.SELF,
        False,
        0,
        "I have not slept since I lost my job in spring.",
        "To sleep, and to feel less alone.",
    ),
    (
        "Joseph",
        "Marsden",
        9800,
        Way.CARER,
        False,
        1,
        "My dad sees nobody since Mum died. He knows I am writing.",
        "That somebody comes to the house.",
    ),
    (
        "Leyla",
        "Brierley",
        900,
        Way.GP,
        True,
        1,
        "Voices on and off for three weeks, frightened, no plan to harm herself.",
        "To be seen this week.",
    ),
    (
        "Tom",
        "Ashworth",
        3100,
        Way.VCSE,
        False,
        2,
        "Comes to our drop-in every day, drinks more than he wants.",
        "Help with debts first.",
    ),
    (
        "Grace",
        "Hindle",
        7400,
        Way.HOUSING,
        False,
        3,
        "Rent unpaid for four months, does not open letters.",
        "To stay in her home.",
    ),
    (
        "Idris",
        "Calvert",
        1500,
        Way.SELF,
        False,
        5,
        "I start university again and panic in every lecture.",
        "To get through the first term.",
    ),
    (
        "Pauline",
        "Duxbury",
        16500,
        Way.SOCIAL_CARE,
        False,
        6,
        "Low since the stroke, stopped going to her choir.",
        "To sing again.",
    ),
    ("Amara", "Whitfeild", 5200, Way.GP, False, 0, "Cannot sleep, out of work.", "Advice on what helps."),
)


def tell(today: dt.date) -> None:
    """Tell this week of the tenant in force, as its clinician and partner did it."""
    clinician, partner = _acts_as(Role.CLINICIAN), _acts_as(Role.PARTNER)
    hub = Hub.objects.get(pk=next(iter(clinician.hub_ids)))
    asked = [_ask(clinician, hub, today, *each).referral for each in ASKED]
    _meet(clinician, hub, asked, today)
    _hand_over(clinician, partner, hub, asked)
    _look_after(clinician, asked, today)
    _ask_advice(clinician, hub, asked[5])
    _open_groups(partner, hub, asked, today)
    health.tell(clinician, asked, today)
    care.tell(clinician, asked, today)


def _acts_as(role: Role) -> Actor:
    acts = StaffMember.objects.filter(role_assignments__role=role, user__isnull=False).earliest("pk")
    assert acts.user is not None
    by = actor_of(acts.user)
    assert by is not None
    return by


def _ask(
    by: Actor,
    hub: Hub,
    today: dt.date,
    given: str,
    family: str,
    age: int,
    way: Way,
    urgent: bool,
    ago: int,
    story: str,
    hopes: str,
) -> Request:
    known: dict[str, Any] = {
        "given_name": given,
        "family_name": family,
        "birth_date": today - dt.timedelta(days=18 * 365 + age),
        "postcode": "FY1 1AA",
        "phone": f"01632 9600{len(story) % 100:02d}",
    }
    asked = Asked(
        way=way,
        story=story,
        hopes=hopes,
        is_urgent=urgent,
        asked_on=today - dt.timedelta(days=ago),
        needs={"communication": "Plain words, no jargon", "reach_by": "phone", "may_leave_message": True},
    )
    return requests.ask(by=by, asked=asked, known=known, hub=hub)


def _staff(by: Actor) -> StaffMember:
    return member(by)


def _meet(by: Actor, hub: Hub, asked: list[Referral], today: dt.date) -> None:
    """Yesterday's meeting: three people discussed, each with an outcome."""
    meeting = meetings.start(by=by, hub=hub)
    team, soon = Team.objects.get(pk=by.team_ids[1]), today + dt.timedelta(days=3)
    worker = _staff(by)
    decisions = (
        (
            asked[6],
            "Her daughter drives her. Choir meets on Thursdays.",
            Decision(Outcome.TAKEN, team=team, worker=worker),
        ),
        (
            asked[4],
            "Rang the landlord together: no eviction before spring.",
            Decision(
                Outcome.HELPED, what="Ask how the talk with the landlord went", staff=worker, due_on=soon
            ),
        ),
        (
            asked[3],
            "The drop-in knows him best.",
            Decision(Outcome.FIND_OUT, what="Ask the drop-in what he has tried", staff=worker, due_on=soon),
        ),
    )
    for referral, minutes, decision in decisions:
        discussion = meetings.discuss(by=by, meeting=meeting, referral=referral)
        discussion = meetings.write_minutes(by=by, discussion=discussion, text=minutes)
        meetings.decide(by=by, discussion=discussion, decision=decision)
    meetings.end(by=by, meeting=meeting)


def _hand_over(by: Actor, partner: Actor, hub: Hub, asked: list[Referral]) -> None:
    """One handover that waits for the partner, one that came back with a question."""
    theirs = Team.objects.get(pk=partner.team_ids[0])
    told: dict[str, Any] = {
        "shared": "What he asked for, and how to reach him",
        "person_said": "Yes, if it is not far",
    }
    handovers.send(by=by, referral=asked[1], team=theirs, reason="Company and a way out of the house", **told)
    sent = handovers.send(by=by, referral=asked[3], team=theirs, reason="Debt advice", **told)
    handovers.question(by=partner, handover=sent, text="Does he want to come alone or with somebody?")


def _look_after(by: Actor, asked: list[Referral], today: dt.date) -> None:
    worker, team = _staff(by), Team.objects.get(pk=by.team_ids[0])
    next_steps.plan(
        by=by, referral=asked[2], kind=StepKind.DO, what="Ring her this afternoon", staff=worker, due_on=today
    )
    at = timezone.make_aware(dt.datetime.combine(today + dt.timedelta(days=2), dt.time(10, 30)))
    slot = Slot(starts_at=at, duration_minutes=60, mechanism=FACE_TO_FACE, place="Health centre, room 2")
    appointments.book(by=by, referral=asked[2], staff=worker, team=team, slot=slot)
    pathways.start(by=by, referral=asked[2], kind=PathwayKind.EARLY_INTERVENTION, started_on=today)
    pathways.start(
        by=by, referral=asked[6], kind=PathwayKind.CEN, started_on=today, cen_help=CenHelp.PSYCHOEDUCATION
    )
    short_support.start(
        by=by,
        referral=asked[4],
        what="Letters and rent, once a week",
        starts_on=today,
        ends_on=today + dt.timedelta(days=34),
    )


def _ask_advice(by: Actor, hub: Hub, referral: Referral) -> None:
    mine, theirs = (Team.objects.get(pk=pk) for pk in by.team_ids[:2])
    advice.ask_for(
        by=by,
        question="Would you change the dose before term starts, or wait?",
        from_team=mine,
        to_team=theirs,
        person=referral.person,
    )


def _open_groups(by: Actor, hub: Hub, asked: list[Referral], today: dt.date) -> None:
    team = Team.objects.get(pk=by.team_ids[0])
    course = groups.start(
        by=by,
        team=team,
        name="Managing strong emotions",
        kind=GroupKind.COURSE,
        starts_on=today,
        places=10,
        place="Library, first floor",
    )
    for referral in (asked[0], asked[6]):
        groups.join(by=by, group=course, referral=referral)
    groups.start(
        by=by,
        team=team,
        name="Tuesday tea and talk",
        kind=GroupKind.OPEN,
        starts_on=today,
        place="Church hall",
        about="Open to everybody, no booking, run by people who have been there.",
    )
