"""People: registering them, and changing what is known about them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from hubs.actions import audit
from hubs.models import Organisation
from hubs.rules import nhs_number as nhs_numbers
from hubs.rules import postcodes, references
from hubs.rules.names import name_key
from hubs.rules.roles import Actor
from referrals.actions import patient_addresses
from referrals.models import GpRegistration, Person

# What may be changed by hand; the reference and what is derived from others may not.
CHANGEABLE = frozenset(
    {
        "family_name",
        "given_name",
        "preferred_name",
        "birth_date",
        "death_date",
        "nhs_number",
        "nhs_number_status",
        "gender_identity",
        "gender_same_at_birth",
        "stated_gender",
        "marital_status",
        "ethnic_category",
        "ethnic_category_2021",
        "language",
        "postcode",
        "phone",
        "email",
        "address",
    }
)
TAKEN = "Somebody else here has this NHS number. Find out which of the two records is right"


@transaction.atomic
def register(*, by: Actor, **known: Any) -> Person:
    """A new person, with whatever of CHANGEABLE is known. TypeError for anything else.

    An NHS number that cannot be right, or that another person holds, never stops it: it is kept as claimed.
    """
    person = Person(reference=references.new("P"))
    _set(person, known)
    person.save()
    audit.record(
        by=by, action="person.registered", obj_type="person", reference=person.reference, detail=_named(known)
    )
    return person


@transaction.atomic
def change(*, by: Actor, person: Person, **known: Any) -> Person:
    """Change what is known; the row as it was goes into the person's history."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    lived_at = person.postcode
    _set(person, known)
    person.save()
    if person.postcode != lived_at:
        patient_addresses.put_right(person)
    audit.record(
        by=by, action="person.changed", obj_type="person", reference=person.reference, detail=_named(known)
    )
    return person


@transaction.atomic
def register_with_gp(
    *,
    by: Actor,
    person: Person,
    practice_code: str,
    starts_on: dt.date,
    provider: Organisation | None = None,
) -> GpRegistration:
    """The person moved to a GP practice on a day; the registration that was open ends the day before."""
    open_now = GpRegistration.objects.filter(person=person, ends_on=None, source_month=None)
    open_now.exclude(practice_code=practice_code).update(ends_on=starts_on - dt.timedelta(days=1))
    registration, _ = GpRegistration.objects.get_or_create(
        person=person, provider=provider, practice_code=practice_code, starts_on=starts_on
    )
    audit.record(
        by=by,
        action="person.registered_with_gp",
        obj_type="person",
        reference=person.reference,
        detail={"practice": practice_code},
    )
    return registration


def _set(person: Person, known: dict[str, Any]) -> None:
    if unknown := known.keys() - CHANGEABLE:
        raise TypeError(f"Not something known about a person: {', '.join(sorted(unknown))}")
    for name, value in known.items():
        setattr(person, name, value)
    person.postcode = postcodes.normalise(person.postcode)
    person.name_key = name_key(person.family_name, person.given_name)
    if "nhs_number" in known:
        _set_nhs_number(person, known["nhs_number"] or "")


def _set_nhs_number(person: Person, claimed: str) -> None:
    checked = nhs_numbers.check(claimed)
    problem = "" if not claimed else checked.problem
    if checked.number and _is_taken(checked.number, person):
        problem = TAKEN
    person.nhs_number = "" if problem or not checked.number else checked.number
    person.nhs_number_claimed = claimed[:20] if problem else ""
    person.nhs_number_problem = problem


def _is_taken(number: str, person: Person) -> bool:
    return Person.objects.filter(nhs_number=number).exclude(pk=person.pk).exists()


def _named(known: dict[str, Any]) -> dict[str, Any]:
    # Which fields, never what they say.
    return {"fields": sorted(known)}
