"""The page of a list behind a figure: its rows, with names for those who may open the records."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse

from config import formats
from hubs.rules.roles import Actor, Permission
from hubs.selectors import codes
from referrals.selectors import people
from referrals.selectors.people import Found
from reporting.rules.areas import Areas, Level
from reporting.rules.lists import Column
from reporting.selectors import definitions

PAGE_SIZE = 50
GONE = "No longer held"
WITHHELD = "Not shown to you"
YES = {True: "Yes", False: "No"}


@dataclass(frozen=True, slots=True)
class ListRow:
    """Who, the cells in the order of the columns, hub and network. No name and no address without leave."""

    reference: str
    name: str
    href: str
    cells: Sequence[str]
    hub: str
    network: str


def sorted_rows(facts: QuerySet[Any], columns: Sequence[Column], asked: str, usual: str) -> QuerySet[Any]:
    """In the order asked for, or the usual one; the key makes it the same on every page.

    What not everybody sees orders nothing, because the order would tell of it.
    """
    known = {column.field for column in columns if not column.clinical}
    order = asked if asked.removeprefix("-") in known else usual
    return facts.order_by(order, "pk")


def page(
    facts: QuerySet[Any], columns: Sequence[Column], areas: Areas, number: str, *, by: Actor
) -> Page[ListRow]:
    """A page of the list. Three queries."""
    shown: Page[Any] = Paginator(facts, PAGE_SIZE).get_page(number)
    shown.object_list = listed(list(shown.object_list), columns, areas, by=by)
    return shown


def listed(
    facts: Collection[Any], columns: Sequence[Column], areas: Areas, *, by: Actor, plain: bool = False
) -> list[ListRow]:
    """The rows of some facts, ``plain`` as a spreadsheet reads them. One query."""
    known = people.of_ids({fact.person_id for fact in facts}, by=by)
    names = {level: {area.code: area.name for area in areas.of(level)} for level in (Level.HUB, Level.PCN)}
    return [_row(fact, columns, names, known.get(fact.person_id), by, plain=plain) for fact in facts]


def _row(
    fact: Any,
    columns: Sequence[Column],
    names: Mapping[Level, Mapping[str, str]],
    found: Found | None,
    by: Actor,
    *,
    plain: bool,
) -> ListRow:
    may_open = found is not None and found.may(by, Permission.PERSON_VIEW)
    withheld = "" if plain else WITHHELD
    return ListRow(
        reference=found.person.reference if found else GONE,
        name=found.person.display_name if found and may_open else "",
        href=reverse("person", args=[found.person.reference]) if found and may_open else "",
        cells=[
            withheld if column.clinical and not may_open else text(fact, column, plain=plain)
            for column in columns
        ],
        hub=names[Level.HUB].get(fact.hub_code, fact.hub_code),
        network=names[Level.PCN].get(fact.pcn_code, fact.pcn_code),
    )


def text(fact: Any, column: Column, *, plain: bool = False) -> str:
    """What a cell says; ``plain`` gives dates as 2025-06-30 and leaves out what is not there."""
    value = getattr(fact, column.field)
    if column.kind == "yes":
        return YES[bool(value)]
    if value in (None, ""):
        return "" if plain else column.empty
    if column.kind == "word":
        return definitions.words().get(value, value)
    if plain:
        return str(value)
    if column.kind == "code":
        return codes.label("source_of_referral_mh", value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return formats.short_date(value) if column.kind == "date" else formats.number(value)
