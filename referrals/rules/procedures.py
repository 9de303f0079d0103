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
from hubs.rules import snomed

FILE = Path(hubs.__file__).parent / "data" / "common_procedures.csv"

Choices = list[tuple[str, str | list[tuple[str, str]]]]


# The two digits before the check digit say what an identifier names: a concept, of the core or an extension.
CONCEPTS = ("00", "10")
# The qualifier of a procedure that was offered and refused, by which national rules leave it out (MHS116, PT-SMI), and
# the attribute that it is a value of (SNOMED CT procedure context).
REFUSED, CONTEXT = "443390004", "408730004"


@dataclass(frozen=True)
class Procedure:
    code: str
    group: str
    label: str


@cache
def common() -> Mapping[str, Procedure]:
    """Each by its code, in the order of the list."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Procedure(row["code"], row["group"], row["label"]) for row in csv.DictReader(file)
        }


def assessment() -> str:
    """The procedure to suggest for a contact in which somebody was assessed: the first of them in the list."""
    return next(procedure.code for procedure in common().values() if procedure.group == "Assessment")


def problem(code: str) -> str:
    """Why a typed code cannot be the SNOMED CT code of a procedure, in a sentence; empty when it can."""
    if not code.isdigit() or not 6 <= len(code) <= 18:
        return "SNOMED CT code must be 6 to 18 digits, like 386053000"
    if not snomed.is_identifier(code) or code[-3:-1] not in CONCEPTS:
        return f"{code} is not a SNOMED CT code: a digit is wrong or two have changed places. Check it"
    return ""


def refused(code: str) -> str:
    """The expression of a procedure that the person was offered and did not want."""
    return f"{code}:{CONTEXT}={REFUSED}"


def is_refused(expression: str) -> bool:
    """Whether what stands behind the concept says that it was refused."""
    return REFUSED in expression.partition(":")[2]


def concept(expression: str) -> str:
    """What stands before the first colon, which is all that most national rules match."""
    return expression.partition(":")[0].strip()


def in_words(expression: str) -> str:
    """What an expression says, by its concept, and that it was refused; a code that is not in the list stays a
    code.
    """
    known = common().get(concept(expression))
    words = known.label if known else f"SNOMED CT {concept(expression)}"
    return f"{words}: offered, not wanted" if is_refused(expression) else words


def choices(counted: Collection[str] = ()) -> Choices:
    """The list as the options of a select, in groups; ``counted`` are the codes that bear on the four-week
    wait.
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    for procedure in common().values():
        counts = " (counts for the 4-week wait)" if procedure.code in counted else ""
        groups.setdefault(procedure.group, []).append((procedure.code, procedure.label + counts))
    return [("", "Choose what was done"), *groups.items()]
