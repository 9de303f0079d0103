"""Who may sign in to their own plan, and who is signed in."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models.functions import Coalesce
from django.utils import timezone

from careplans.models import PersonAccess, PersonSignIn
from careplans.rules import sign_in as rules
from hubs.rules import references
from referrals.models import Person


def current(person: Person) -> PersonAccess | None:
    """The access that the person has now."""
    held: PersonAccess | None = (
        PersonAccess.objects.filter(person=person, ended_at=None).select_related("created_by").first()
    )
    return held


def by_details(reference: str, birth_date: dt.date) -> PersonAccess | None:
    """The access of whoever has this reference and was born on this day; None for anybody else, and after a death.

    The reference of a record that was joined with another leads to the one that goes on.
    """
    named = Person.objects.filter(reference=references.normalise(reference))
    goes_on = Person.objects.filter(
        pk__in=named.values(on=Coalesce("merged_into", "pk")), birth_date=birth_date, death_date=None
    )
    found: PersonAccess | None = PersonAccess.objects.filter(person__in=goes_on, ended_at=None).first()
    return found


def asked(public_id: UUID) -> PersonSignIn | None:
    """The sign-in that a code was sent for."""
    return PersonSignIn.objects.filter(public_id=public_id).first()


def signed_in(secret: str) -> PersonSignIn | None:
    """The sign-in that a browser holds, with its person; None when it is over, in whatever way."""
    held = (
        PersonSignIn.objects.filter(
            secret_hash=rules.digest(secret), ended_at=None, access__ended_at=None, access__voided_at=None
        )
        .select_related("access__person__merged_into")
        .first()
    )
    if held is None or held.used_at is None or held.seen_at is None:
        return None
    over = rules.is_over(used_at=held.used_at, seen_at=held.seen_at, now=timezone.now())
    return None if over or held.access.person.death_date else held


def person_of(sign_in: PersonSignIn) -> Person:
    """Whose plan it opens: of joined records the one that goes on."""
    person: Person = sign_in.access.person
    return person.merged_into or person
