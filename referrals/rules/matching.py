"""When two records may be of one person, and what agrees between them, in words for whoever decides.

A pair is worth a look when the NHS number agrees; or the name, whichever of its two parts was written first, and
the date of birth, one slip of the pen apart; or the date of birth, the postcode and the given name, as people
change their family name. Nothing here decides: a worker does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from hubs.rules import nhs_number, postcodes
from hubs.rules.names import name_key

OLDEST = 1880


class Details(Protocol):
    """What is compared of a person (referrals.models.Person has all of it)."""

    family_name: str
    given_name: str
    birth_date: dt.date | None
    nhs_number: str
    nhs_number_claimed: str
    postcode: str


@dataclass(frozen=True)
class Likeness:
    """What agrees, as sentences; empty when the two are not worth a look."""

    reasons: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.reasons)

    @property
    def words(self) -> str:
        return ". ".join(self.reasons)


def compare(one: Details, other: Details) -> Likeness:
    """What speaks for the two being one person."""
    found = [*_same_number(one, other), *_same_name(one, other), *_same_home(one, other)]
    return Likeness(tuple(found))


def number_of(person: Details) -> str:
    """The ten digits that the person has or claims; empty when neither can be an NHS number."""
    return person.nhs_number or nhs_number.check(person.nhs_number_claimed).number or ""


def written(number: str) -> set[str]:
    """The ways in which a number may stand in what was claimed."""
    return {number, nhs_number.display(number)} if number else set()


def names_of(person: Details) -> set[str]:
    """The keys under which the name may be kept: as it is, and with its parts the other way round."""
    if not person.family_name or not person.given_name:
        return set()
    return {
        name_key(person.family_name, person.given_name),
        name_key(person.given_name, person.family_name),
    }


def place_of(person: Details) -> str:
    """The postcode where it says where somebody lives; empty for pseudo postcodes, which many share."""
    return "" if postcodes.is_pseudo(person.postcode) else person.postcode


def near_birth_dates(born: dt.date) -> set[dt.date]:
    """The date itself, with day and month changed round, and with one digit another."""
    return {born, *_turned(born), *_one_digit_off(born)}


def _turned(born: dt.date) -> Iterator[dt.date]:
    if found := _date(f"{born.year:04}{born.day:02}{born.month:02}"):
        yield found


def _one_digit_off(born: dt.date) -> Iterator[dt.date]:
    text = f"{born:%Y%m%d}"
    for place in range(len(text)):
        for digit in "0123456789":
            found = _date(text[:place] + digit + text[place + 1 :])
            if found and found.year >= OLDEST:
                yield found


def _date(text: str) -> dt.date | None:
    try:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _same_number(one: Details, other: Details) -> Iterator[str]:
    number = number_of(one)
    if number and number == number_of(other):
        yield "Same NHS number"


def _same_name(one: Details, other: Details) -> Iterator[str]:
    if one.birth_date is None or other.birth_date is None or not names_of(one) & names_of(other):
        return
    if other.birth_date not in near_birth_dates(one.birth_date):
        return
    yield "Same name" if _key(one) == _key(other) else "Same name, with given and family name changed round"
    yield _birth_dates(one.birth_date, other.birth_date)


def _birth_dates(one: dt.date, other: dt.date) -> str:
    if one == other:
        return "Same date of birth"
    if other in set(_turned(one)):
        return "Same date of birth, with day and month changed round"
    return "Date of birth differs in one digit"


def _same_home(one: Details, other: Details) -> Iterator[str]:
    home = place_of(one)
    if one.birth_date is None or one.birth_date != other.birth_date or not home or home != other.postcode:
        return
    given = name_key("", one.given_name)
    if given and given == name_key("", other.given_name) and _key(one) != _key(other):
        yield "Same given name, date of birth and postcode"


def _key(person: Details) -> str:
    return name_key(person.family_name, person.given_name)
