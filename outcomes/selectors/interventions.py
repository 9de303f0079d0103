"""What was done for a person: the interventions of their contacts, by kind, with the days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from referrals.models import CareActivity, Person
from referrals.rules import procedures


@dataclass
class Intervention:
    """One kind of help; ``on`` are the days it was given, ``refused_on`` those on which the person did not want it."""

    code: str
    group: str
    label: str
    on: list[dt.date] = field(default_factory=list)
    refused_on: list[dt.date] = field(default_factory=list)


@dataclass(frozen=True)
class Kind:
    name: str
    interventions: Sequence[Intervention]


OTHER = "By its code"


def of_person(person: Person) -> list[Kind]:
    """In groups, in the order of the list of procedures; what is not in it stands last, by its code. One query."""
    rows = (
        CareActivity.objects.filter(contact__referral__person=person, contact__voided_at=None)
        .exclude(procedure="")
        .order_by("-contact__occurred_on", "-pk")
        .values_list("concept", "procedure", "contact__occurred_on")
    )
    found: dict[str, Intervention] = {}
    for concept, expression, day in rows:
        known = found.setdefault(concept, _named(concept))
        (known.refused_on if procedures.is_refused(expression) else known.on).append(day)
    order = [*dict.fromkeys(each.group for each in procedures.common().values()), OTHER]
    kinds = [Kind(name, [each for each in found.values() if each.group == name]) for name in order]
    return [kind for kind in kinds if kind.interventions]


def _named(concept: str) -> Intervention:
    known = procedures.common().get(concept)
    return Intervention(concept, known.group if known else OTHER, procedures.in_words(concept))
