"""What is done in contacts most often, in words, with its SNOMED CT code (hubs/data/common_procedures.csv).

Which of them count towards the four-week wait is not written here: the loaded reference sets say so.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import hubs

FILE = Path(hubs.__file__).parent / "data" / "common_procedures.csv"

Choices = list[tuple[str, str | list[tuple[str, str]]]]


@dataclass(frozen=True)
class Procedure:
    code: str
    group: str
    label: str


@cache
def common() -> Mapping[str, Procedure]:
    """Each by its code, in the order of the list."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: Procedure(row["code"], row["group"], row["label"]) for row in csv.DictReader(file)}


def in_words(expression: str) -> str:
    """What an expression says, by the concept before its first colon; a code that is not in the list stays a code."""
    concept = expression.partition(":")[0].strip()
    known = common().get(concept)
    return known.label if known else f"SNOMED CT {concept}"


def choices(counted: Collection[str] = ()) -> Choices:
    """The list as the options of a select, in groups; ``counted`` are the codes that bear on the four-week wait."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for procedure in common().values():
        counts = " (counts for the 4-week wait)" if procedure.code in counted else ""
        groups.setdefault(procedure.group, []).append((procedure.code, procedure.label + counts))
    return [("", "Choose what was done"), *groups.items()]
