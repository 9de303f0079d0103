"""What stands at the top of a person's pages, in words: who it is, and how their four-week clock stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from config import formats
from hubs.rules.demography import age_on
from hubs.selectors import codes
from referrals.models import Person
from referrals.selectors.about import About
from reporting.rules.clock import Component
from reporting.selectors.clock import Clock

# Who can bring what the clock lacks: the national rules for each component, for those who do the work.
SUPPLIED_BY: Mapping[Component, str] = {
    Component.CONTACT: "Any worker: a contact that was attended, face to face, by telephone or by video",
    Component.OUTCOME: "Any worker: a first score, such as DIALOG, ReQoL or a goal, logged with a contact",
    Component.ASSESSMENT: "Whoever assesses the person: log a contact in which an assessment was done",
    Component.HELP: "Whoever helps: a plan agreed with the person, or an intervention done in a contact",
}


@dataclass(frozen=True)
class Banner:
    """Whose record it is. ``alerts`` are what must not be overlooked."""

    name: str
    facts: Sequence[tuple[str, str]]
    alerts: Sequence[str]


@dataclass(frozen=True)
class Part:
    """A component of the clock: when it happened, or who can supply it."""

    label: str
    happened_on: dt.date | None
    supplied_by: str


def banner(person: Person, about: About | None = None) -> Banner:
    """For every page about the person; with ``about`` also where they belong."""
    facts = [
        ("Born", _born(person)),
        ("NHS number", formats.nhs_number(person.nhs_number) or "Not known"),
        ("Gender", _gender(person)),
    ]
    if about is not None:
        practice = about.practice or about.practice_code or "Not known"
        facts += [
            ("Postcode", person.postcode or "Not known"),
            ("GP practice", f"{practice}, {about.pcn}" if about.pcn else practice),
        ]
    return Banner(person.display_name, [*facts, ("Reference", person.reference)], _alerts(person))


def _born(person: Person) -> str:
    if person.birth_date is None:
        return "Not known"
    age = age_on(person.birth_date, person.death_date or timezone.localdate())
    return f"{formats.short_date(person.birth_date)} ({formats.plural(age, 'year')})"


def _gender(person: Person) -> str:
    if person.gender_identity in {"", "X", "Z"} and person.stated_gender:
        return codes.label("person_stated_gender", person.stated_gender)
    return codes.label("gender_identity", person.gender_identity) or "Not known"


def _alerts(person: Person) -> list[str]:
    found = []
    if person.death_date:
        found.append(f"Died on {formats.date(person.death_date)}")
    if person.nhs_number_problem:
        claimed = f" ({person.nhs_number_claimed})" if person.nhs_number_claimed else ""
        found.append(f"NHS number{claimed}: {person.nhs_number_problem}")
    return found


def parts(clock: Clock) -> list[Part]:
    """The components in the order of the national definition."""
    happened = {
        Component.CONTACT: clock.first_contact_on,
        Component.OUTCOME: clock.outcome_on,
        Component.ASSESSMENT: clock.assessment_on,
        Component.HELP: clock.help_on,
    }
    needed = [part for part in Component if happened[part] or part in clock.lacking]
    return [Part(part.label.capitalize(), happened[part], SUPPLIED_BY[part]) for part in needed]
