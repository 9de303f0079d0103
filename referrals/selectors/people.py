"""People: one record with what decides who may open it, and searches for several."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from hubs.rules import names, nhs_number, references
from hubs.rules.roles import Actor, Permission, has_permission
from referrals.models import AccessOverride, Person, PersonHub, Referral

# More would not be read: the searcher is asked to type more of the name.
MOST_FOUND = 50
REFERENCE_LENGTH = 11
# All of the person and of the referrals, and of the others what is shown: seven whole rows would be slow to make.
FOUND = (
    *(field.name for field in Referral._meta.concrete_fields),
    *(f"person__{field.name}" for field in Person._meta.concrete_fields),
    "team__name",
    "team__team_type",
    "team__closed_on",
    "team__organisation__kind",
    "hub__name",
    "named_worker__name",
    "provider__name",
)
LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True)
class Found:
    """A person with the hubs that hold them, and whether the asker opened them with a reason that still
    holds.

    ``referrals`` are all of them, newest first. ``asked_for`` is the reference that was asked for when that record
    was joined with this one, which goes on in its place.
    """

    person: Person
    hub_ids: frozenset[int]
    overridden: bool
    referrals: Sequence[Referral]
    asked_for: str = ""

    def open_referrals(self) -> list[Referral]:
        return [referral for referral in self.referrals if referral.is_open]

    def may(self, by: Actor, permission: Permission) -> bool:
        """Whether ``by`` may do this to the record: by a role in one of its hubs, or with a reason given."""
        if has_permission(by, permission, hub_ids=self.hub_ids):
            return True
        return self.overridden and has_permission(by, permission)


def find(reference: str, *, by: Actor) -> Found | None:
    """The person with this reference, or None; it does not matter how the reference was typed.

    The reference of a record that was joined with another finds the one that goes on. One query for somebody with a
    referral, two for the rare person without, two more for a joined record.
    """
    reference = references.normalise(reference)
    found = _find(reference, by)
    if found is None or found.person.merged_into is None:
        return found
    goes_on = _find(found.person.merged_into.reference, by)
    return replace(goes_on, asked_for=reference) if goes_on else None


def _find(reference: str, by: Actor) -> Found | None:
    person_id = OuterRef("person_id")
    rows = list(
        Referral.objects.filter(person__reference=reference, person__voided_at=None)
        .select_related("person", "team__organisation", "hub", "named_worker", "provider")
        .only(*FOUND)
        .annotate(hub_ids=_hub_ids(person_id), overridden=_overridden(person_id, by))
        .order_by("-received_on", "-pk")
    )
    if rows:
        return Found(rows[0].person, frozenset(rows[0].hub_ids), rows[0].overridden, rows)
    return _without_referral(reference, by)


def of_ids(ids: Collection[int], *, by: Actor) -> dict[int, Found]:
    """The people of a list by their id, without their referrals; who was voided is not among them. One query."""
    found = Person.objects.filter(pk__in=ids).annotate(
        hub_ids=_hub_ids(OuterRef("pk")), overridden=_overridden(OuterRef("pk"), by)
    )
    return {person.pk: Found(person, frozenset(person.hub_ids), person.overridden, ()) for person in found}


def _without_referral(reference: str, by: Actor) -> Found | None:
    person = (
        Person.objects.filter(reference=reference)
        .select_related("merged_into")
        .annotate(hub_ids=_hub_ids(OuterRef("pk")), overridden=_overridden(OuterRef("pk"), by))
        .first()
    )
    return Found(person, frozenset(person.hub_ids), person.overridden, ()) if person else None


def _hub_ids(person_id: OuterRef) -> ArraySubquery:
    return ArraySubquery(PersonHub.objects.filter(person=person_id).values("hub_id"))


def _overridden(person_id: OuterRef, by: Actor) -> Exists:
    return Exists(
        AccessOverride.objects.filter(person=person_id, staff=by.staff_id, expires_at__gt=timezone.now())
    )


@dataclass(frozen=True)
class Search:
    """What was asked for: a name, an NHS number or a reference, and perhaps a date of birth."""

    text: str
    birth_date: dt.date | None = None

    @property
    def nhs_number(self) -> str:
        return nhs_number.check(self.text).number or ""

    @property
    def reference(self) -> str:
        """The text as a person's reference; a name may happen to look like one, so nobody found means a
        name.
        """
        reference = references.normalise(self.text)
        looks_like_one = len(reference) == REFERENCE_LENGTH and reference.startswith("P")
        return reference if looks_like_one and references.is_valid(reference) else ""


@dataclass(frozen=True)
class Results:
    """``mine`` may be opened; ``others`` are the exact matches that other hubs hold, of which nothing is
    shown.
    """

    mine: Sequence[Person]
    others: Sequence[Person]
    more: bool = False


def search(asked: Search, *, by: Actor) -> Results:
    """Who it may be. A name finds people of the hubs of ``by`` only; an NHS number or reference finds
    anybody, and of a record that was joined with another the one that goes on.
    """
    exactly = _exact(asked)
    if exactly is not None and (found := _with_hubs(exactly, by)):
        mine = [each.person for each in found if each.may(by, Permission.PERSON_VIEW)]
        return Results(mine, [each.person for each in found if each.person not in mine])
    named = list(_of_hubs(_named(asked), by).order_by("name_key", "birth_date")[: MOST_FOUND + 1])
    return Results(named[:MOST_FOUND], (), more=len(named) > MOST_FOUND)


def _with_hubs(people: QuerySet[Person], by: Actor) -> list[Found]:
    rows = people.annotate(hub_ids=_hub_ids(OuterRef("pk")), overridden=_overridden(OuterRef("pk"), by))
    return [Found(person, frozenset(person.hub_ids), person.overridden, ()) for person in rows[:MOST_FOUND]]


def _exact(asked: Search) -> QuerySet[Person] | None:
    people: QuerySet[Person] = Person.objects.all()
    if asked.nhs_number:
        # A number that could not be taken, because somebody else has it, still leads to who claimed it.
        found = people.filter(Q(nhs_number=asked.nhs_number) | Q(nhs_number_claimed=asked.nhs_number))
    elif asked.reference:
        found = people.filter(reference=asked.reference)
    else:
        return None
    if asked.birth_date:
        found = found.filter(birth_date=asked.birth_date)
    return people.filter(pk__in=found.values(on=Coalesce("merged_into", "pk")))


def _named(asked: Search) -> QuerySet[Person]:
    people: QuerySet[Person] = Person.objects.filter(merged_into=None)
    if asked.birth_date:
        people = people.filter(birth_date=asked.birth_date)
    readings = _readings(asked.text)
    if not readings:
        return people.none()
    either = Q()
    for first, *rest in readings:
        # A range, not LIKE: row security lets only leakproof comparisons use the index.
        begins = Q(name_key__gte=first, name_key__lt=first + LAST_CHARACTER)
        for word in rest:
            begins &= Q(name_key__contains=f" {word}")
        either |= begins
    return people.filter(either)


def _readings(text: str) -> list[list[str]]:
    """The typed words with each of them in turn as the start of the family name, as nobody says which it is.

    Keys hold O'Neill and Pryce-Jones as one word, so two words that follow each other are tried as one as well.
    """
    words = names.search_key(text).split()
    turns = [[*words[start:], *words[:start]] for start in range(len(words))]
    joined = [[turn[0] + turn[1], *turn[2:]] for turn in turns if len(turn) > 1]
    return [*turns, *joined]


def _of_hubs(people: QuerySet[Person], by: Actor) -> QuerySet[Person]:
    hubs = viewable_hubs(by)
    if hubs is None:
        return people
    return people.filter(Exists(PersonHub.objects.filter(person=OuterRef("pk"), hub__in=hubs)))


def viewable_hubs(by: Actor, permission: Permission = Permission.PERSON_VIEW) -> Collection[int] | None:
    """The hubs in which ``by`` holds a permission; None when it holds for the whole tenant."""
    if has_permission(by, permission, hub_ids=()):
        return None
    return {hub for hub in by.hub_ids if has_permission(by, permission, hub_ids={hub})}
