"""Advice and sessions: what waits for an answer, what was answered, and one with its messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When

from hubs.models import StaffMember, Team
from hubs.rules.roles import Actor, Permission
from hubs.selectors import geography
from referrals.models import Advice, Person
from referrals.models.exchange import WAITING, State
from referrals.selectors import colleagues, exchanges, people
from referrals.selectors.people import Found

# So many are shown with a person's record.
MOST_OF_PERSON = 10


@dataclass(frozen=True)
class Waiting:
    """The longest wait first."""

    to_us: Sequence[Advice]
    from_us: Sequence[Advice]


@dataclass(frozen=True)
class Opened:
    """Advice with the sides that the reader speaks for; ``found`` is whom it is about, when they may open them."""

    advice: Advice
    is_receiver: bool
    is_sender: bool
    found: Found | None
    practice: str


def waiting_for(by: Actor) -> Waiting:
    """What waits for the teams that ``by`` speaks for, and what these wait for. Two queries."""
    open_now = _advice().filter(state__in=WAITING).order_by("rings_on", "sent_at", "pk")
    return Waiting(*exchanges.both_sides(by, open_now))


def ended_for(by: Actor) -> QuerySet[Advice]:
    """What was answered or confirmed on either side, the newest first."""
    ours = exchanges.teams_of(by, "to_team") | exchanges.teams_of(by, "from_team")
    return _advice().filter(ours, state=State.CONFIRMED).order_by("-confirmed_at", "-pk")


def of_person(person: Person) -> list[Advice]:
    """What was asked about somebody, with what was answered: part of their record. The newest first. One query."""
    asked = _advice().filter(person=person).exclude(state=State.WITHDRAWN)
    return list(asked.order_by("-sent_at", "-pk")[:MOST_OF_PERSON])


def find(public_id: UUID, *, by: Actor) -> Opened | None:
    """The advice; None when there is none. Neither side's: both flags are False, and nothing of it may be shown."""
    advice = _advice().filter(public_id=public_id).first()
    if advice is None:
        return None
    about = people.find(advice.person.reference, by=by) if advice.person else None
    code = advice.asked_by_practice
    return Opened(
        advice,
        is_receiver=exchanges.speaks_for(by, advice.to_team, advice.from_team),
        is_sender=exchanges.speaks_for(by, advice.from_team, advice.to_team),
        found=about if about and about.may(by, Permission.PERSON_VIEW) else None,
        practice=geography.practice_names([code]).get(code, code) if code else "",
    )


def own_teams(by: Actor) -> QuerySet[Team]:
    """Open teams that ``by`` speaks for: those they are in first, each part by name."""
    hubs = people.viewable_hubs(by, Permission.REFERRAL_MANAGE)
    own = Q(pk__in=by.team_ids)
    ours = Q() if hubs is None else own | Q(hub__in=hubs)
    first = Case(When(own, then=0), default=1)
    return (
        Team.objects.filter(ours, closed_on=None)
        .select_related("hub", "organisation")
        .order_by(first, "name", "pk")
    )


def specialists() -> list[tuple[Team, list[StaffMember]]]:
    """Every open team with who works in it today, by name. Three queries."""
    teams = list(Team.objects.filter(closed_on=None).order_by("name", "pk"))
    rows = colleagues.in_teams([team.pk for team in teams])
    staff = StaffMember.objects.in_bulk({row.staff_id for row in rows})
    return [(team, [staff[row.staff_id] for row in rows if row.team_id == team.pk]) for team in teams]


def _advice() -> QuerySet[Advice]:
    rows: QuerySet[Advice] = Advice.objects.select_related(
        "from_team__hub", "to_team__hub", "asked_of", "person", "created_by"
    )
    return rows
