"""What somebody needs to see of a record to say whether another is of the same person."""

from __future__ import annotations

from dataclasses import dataclass

from config import formats
from referrals.models import Contact, Person, Referral
from referrals.selectors import about, duplicates


@dataclass(frozen=True)
class History:
    """A record's referrals, newest first, and its last contacts."""

    person: Person
    referrals: list[Referral]
    contacts: list[Contact]


def facts(person: Person) -> dict[str, str]:
    """What is known of the person in words, by its name; empty where it is not."""
    known = about.of_person(person)
    return {
        "Family name": person.family_name,
        "Given name": person.given_name,
        "Known as": person.preferred_name,
        "Date of birth": formats.short_date(person.birth_date) if person.birth_date else "",
        "NHS number": formats.nhs_number(person.nhs_number or person.nhs_number_claimed),
        "Postcode": person.postcode,
        "Address": person.address,
        "Telephone": person.phone,
        "Email": person.email,
        "GP practice": " ".join(part for part in (known.practice, known.practice_code) if part),
    }


def history(person: Person) -> History:
    return History(person, duplicates.referrals_of(person), duplicates.last_contacts_of(person))
