"""SNOMED CT release files of simple reference sets (Release Format 2): one member a line, tab-separated."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from hubs.rules import snomed
from hubs.rules.delimited import Fault, Record, WrongFile

HEADER = ("id", "effectiveTime", "active", "moduleId", "refsetId", "referencedComponentId")
_DAY = re.compile(r"([0-9]{8})(?:T[0-9]{6}Z?)?")


class Form(StrEnum):
    """What a release file holds: each member as it is now, all its states ever, or what changed since the
    last one.
    """

    SNAPSHOT = "snapshot"
    FULL = "full"
    DELTA = "delta"


class Member(NamedTuple):
    """From a day on, a concept was (or was no longer) a member of a set."""

    line: int
    member_id: str
    effective_on: dt.date
    active: bool
    refset_id: str
    concept_id: str


def form_named(file_name: str) -> Form | None:
    """The form that the release's own naming says: ``der2_Refset_SimpleUKCLFull_GB1000000_20240410.txt``."""
    name = file_name.casefold()
    return next((form for form in Form if form.value in name), None)


def members(records: Iterable[Record]) -> Iterator[Member | Fault]:
    """Every line of a simple reference set file. Raises WrongFile for another file."""
    rows = iter(records)
    header = next(rows, None)
    if header is None or tuple(cell.strip() for cell in header.cells) != HEADER:
        found = "" if header is None else ", ".join(cell.strip() for cell in header.cells)[:80]
        raise WrongFile(
            f"This is no RF2 simple reference set: its first line must be {', '.join(HEADER)}, parted by"
            f" tabs, and is {found or 'missing'}. Give a der2_Refset_Simple file of the SNOMED CT release."
        )
    for record in rows:
        try:
            yield _member(record)
        except ValueError as error:
            yield Fault(record.line, str(error))


def _member(record: Record) -> Member:
    if len(record.cells) != len(HEADER):
        raise ValueError(f"it has {len(record.cells)} columns in place of {len(HEADER)}")
    member_id, effective, active, _module, refset_id, concept_id = (cell.strip() for cell in record.cells)
    if not member_id:
        raise ValueError("there is no id")
    if active not in {"0", "1"}:
        raise ValueError(f"active is {active!r}; it must be 0 or 1")
    for name, value in (("refsetId", refset_id), ("referencedComponentId", concept_id)):
        if not snomed.is_identifier(value):
            raise ValueError(
                f"{name} {value!r} is no SNOMED CT identifier: its check digit or length is wrong"
            )
    return Member(record.line, member_id, _day(effective), active == "1", refset_id, concept_id)


def _day(text: str) -> dt.date:
    found = _DAY.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        return dt.date(int(found[1][:4]), int(found[1][4:6]), int(found[1][6:]))
    except ValueError:
        raise ValueError(f"effectiveTime {text!r} is not a date, like 20240401") from None
