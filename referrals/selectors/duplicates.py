"""Who may be the same person, and which records were joined."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from hubs.rules.roles import Actor, Permission
from referrals.models import Contact, Merge, Person, PersonHub, PossibleDuplicate, Referral
from referrals.rules import matching
from referrals.rules.ways import COMES_BACK_WITHIN_DAYS
from referrals.selectors.people import viewable_hubs


def candidates(person: Person) -> QuerySet[Person]:
    """Other records that may be of this person, joined ones among them: each way of looking is an index scan."""
    people = Person.objects.exclude(pk=person.pk)
    ways = [people.filter(way) for way in _ways(person)]
    if not ways:
        return people.none()
    # A union rather than OR, which would read everybody.
    first, *others = (found.values("pk") for found in ways)
    return Person.objects.filter(pk__in=first.union(*others))


def going_on(ids: Collection[int]) -> dict[int, int]:
    """For each person the one whose record goes on in place of theirs, which mostly is their own. One query."""
    rows = Person.objects.filter(pk__in=ids).values_list("pk", "merged_into")
    return {pk: onward or pk for pk, onward in rows}


def pair_of(one: int, other: int) -> PossibleDuplicate | None:
    first, second = sorted((one, other))
    return PossibleDuplicate.objects.select_for_update().filter(first=first, second=second).first()


def to_decide(by: Actor) -> QuerySet[PossibleDuplicate]:
    """Pairs that nobody has decided, of whom ``by`` may see one record at least, the oldest first."""
    waiting = PossibleDuplicate.objects.filter(
        decided_at=None,
        first__merged_into=None,
        second__merged_into=None,
        first__voided_at=None,
        second__voided_at=None,
    )
    return (
        _seen_by(by, waiting, "first", "second")
        .select_related("first", "second")
        .order_by("created_at", "pk")
    )


def find(public_id: UUID) -> PossibleDuplicate | None:
    pairs = PossibleDuplicate.objects.select_related(
        "first__merged_into", "second__merged_into", "decided_by"
    )
    return pairs.filter(public_id=public_id).first()


def joined(by: Actor) -> QuerySet[Merge]:
    """Records that were joined and may be parted again, the newest first."""
    in_force = Merge.objects.filter(undone_at=None)
    return (
        _seen_by(by, in_force, "kept")
        .select_related("kept", "merged", "created_by")
        .order_by("-merged_at", "-pk")
    )


def find_joined(public_id: UUID) -> Merge | None:
    merges = Merge.objects.select_related("kept__merged_into", "merged", "created_by", "undone_by")
    return merges.filter(public_id=public_id).first()


@dataclass(frozen=True)
class Returning:
    """Somebody known asks again under a new record: ``known`` was closed within a year (``before``), ``asked`` is the
    open referral of the other record.
    """

    known: Person
    before: Referral
    asked: Referral


def returning(pair: PossibleDuplicate) -> Returning | None:
    """Whether one record of a pair is of somebody who was closed and would go straight back to their team, by the rule
    of whoever comes back (``rules.ways``). Four queries at most.
    """
    for known, new in ((pair.first, pair.second), (pair.second, pair.first)):
        ours = Referral.objects.filter(source_month=None).select_related("team")
        asked = ours.filter(person=new, discharged_on=None).order_by("received_on", "pk").first()
        if asked is None or ours.filter(person=known, discharged_on=None).exists():
            continue
        since = asked.received_on - timedelta(days=COMES_BACK_WITHIN_DAYS)
        closed = ours.filter(person=known, discharged_on__gte=since, discharged_on__lte=asked.received_on)
        before = closed.order_by("-discharged_on", "-pk").first()
        if before and before.team and before.team.closed_on is None:
            return Returning(known, before, asked)
    return None


def joining_of(pair: PossibleDuplicate) -> Merge | None:
    """How the two records of a pair were joined, while they are."""
    either = Q(kept=pair.first_id, merged=pair.second_id) | Q(kept=pair.second_id, merged=pair.first_id)
    return Merge.objects.filter(either, undone_at=None).first()


def referrals_of(person: Person) -> list[Referral]:
    """All of them, the newest first, with their teams."""
    found = Referral.objects.filter(person=person).select_related("team", "provider", "hub", "named_worker")
    return list(found.order_by("-received_on", "-pk"))


def last_contacts_of(person: Person, count: int = 3) -> list[Contact]:
    found = Contact.objects.filter(referral__person=person, referral__voided_at=None).select_related(
        "staff", "team"
    )
    return list(found.order_by("-occurred_on", "-pk")[:count])


def _ways(person: Person) -> list[Q]:
    ways: list[Q] = []
    if number := matching.number_of(person):
        ways.append(Q(nhs_number=number))
        ways.append(Q(nhs_number_claimed__in=sorted(matching.written(number))))
    if person.birth_date is None:
        return ways
    if names := matching.names_of(person):
        near = sorted(matching.near_birth_dates(person.birth_date))
        ways.append(Q(name_key__in=sorted(names), birth_date__in=near))
    if place := matching.place_of(person):
        ways.append(Q(birth_date=person.birth_date, postcode=place))
    return ways


def _seen_by(by: Actor, rows: QuerySet[Any], *names: str) -> QuerySet[Any]:
    hubs = viewable_hubs(by, Permission.PEOPLE_MERGE)
    if hubs is None:
        return rows
    seen = Q()
    for name in names:
        seen |= Q(Exists(PersonHub.objects.filter(person=OuterRef(name), hub__in=hubs)))
    return rows.filter(seen)
