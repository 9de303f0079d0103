"""The eleven areas that DIALOG rates, as data: known by SNOMED CT code with the days on which each is valid.

The order is the national one (mental health first); a code is never told by its place in it. Labels are short neutral
ones of ours, because the wording of the scale is licensed (outcomes.models.ItemWording holds a tenant's own).
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data" / "dialog_items.csv"
LOWEST, HIGHEST = 1, 7
# DIALOG scale, ELFT: below the middle dissatisfied, above it satisfied.
MIDDLE = 4


class Group(StrEnum):
    """Means are taken within a group: eight areas of life, three of treatment."""

    QUALITY_OF_LIFE = "quality_of_life"
    TREATMENT = "treatment"


@dataclass(frozen=True)
class Coding:
    """A code of an item with the first and last day on which it is valid; None is no limit."""

    code: str
    valid_from: dt.date | None
    valid_to: dt.date | None

    def is_valid_on(self, day: dt.date) -> bool:
        return (self.valid_from or day) <= day <= (self.valid_to or day)


@dataclass(frozen=True)
class Item:
    """An area that is rated from 1 to 7."""

    key: str
    group: Group
    label: str
    codings: Sequence[Coding]

    def code_on(self, day: dt.date) -> str:
        """The code that was valid on a day."""
        return next(coding.code for coding in self.codings if coding.is_valid_on(day))


def _read() -> Mapping[str, Item]:
    found: dict[str, Item] = {}
    with DATA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            coding = Coding(row["code"], _day(row["valid_from"]), _day(row["valid_to"]))
            before = found[row["item"]].codings if row["item"] in found else ()
            found[row["item"]] = Item(row["item"], Group(row["group"]), row["label"], (*before, coding))
    return found


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


# By key, in the national order.
ITEMS: Mapping[str, Item] = _read()
# Whatever code was ever valid is understood; only the one valid on the day is written.
BY_CODE: Mapping[str, Item] = {coding.code: item for item in ITEMS.values() for coding in item.codings}
