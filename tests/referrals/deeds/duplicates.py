"""Two records that may be one person: asked about, joined, parted."""

from __future__ import annotations

from hubs.rules.roles import Actor, Permission
from referrals.actions import duplicates, merges, people, requests
from referrals.actions.requests import Asked
from referrals.models import Merge, Person, PossibleDuplicate
from referrals.models.request import Way
from tests.referrals.deeds.registry import deed, some
from tests.referrals.deeds.things import a_person, clinician, somebody_closed, somebody_new
from tests.referrals.random_hub import Hub, Turn


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
    by = clinician(hub)
    one, other = a_person(hub, turn), people.register(by=by, **somebody_new(turn))
    return duplicates.ask_about(by=by, one=one, other=other)


@deed("duplicates.join_and_return", Permission.PEOPLE_MERGE, moves=True)
def join_and_return(hub: Hub, by: Actor, turn: Turn) -> object:
    """Somebody closed asks under a new record."""
    known, first = somebody_closed(hub, turn), clinician(hub)
    asked = Asked(way=Way.SELF, story="I cannot sleep")
    again = requests.ask(by=first, asked=asked, known=somebody_new(turn))
    pair = duplicates.ask_about(by=first, one=known, other=again.person)
    return duplicates.join_and_return(by=by, pair=pair)


def a_merge(hub: Hub, by: Actor, turn: Turn) -> Merge:
    rows = Merge.objects.filter(undone_at=None)
    if not rows.exists():
        pair = a_pair(hub, turn)
        merges.merge(by=by, kept=pair.first, merged=pair.second, reason="Same birth date and address")
    return some(hub, turn, rows)


@deed("duplicates.undo", Permission.PEOPLE_MERGE, moves=True)
def part(hub: Hub, by: Actor, turn: Turn) -> object:
    return duplicates.undo(by=by, merge=a_merge(hub, by, turn), reason="They are sisters, not one person")


@deed("merges.merge", Permission.PEOPLE_MERGE, moves=True)
def join(hub: Hub, by: Actor, turn: Turn) -> object:
    kept, merged = a_person(hub, turn), another_person(hub, turn)
    return merges.merge(by=by, kept=kept, merged=merged, reason="Same birth date and address")


@deed("merges.undo", Permission.PEOPLE_MERGE, moves=True)
def undo(hub: Hub, by: Actor, turn: Turn) -> object:
    return merges.undo(by=by, merge=a_merge(hub, by, turn), reason="They are sisters, not one person")
