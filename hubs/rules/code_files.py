"""The national lists as they stand in the data files of the product."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from hubs.rules.team_types import first_of

DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True)
class CodeRow:
    """A code with the months, as first days, from and to which it is valid; None is no limit.

    The label is empty where a code is known to be valid but its meaning was not found.
    """

    code_list: str
    code: str
    label: str
    position: int
    valid_from: dt.date | None
    valid_to: dt.date | None
    source: str


@dataclass(frozen=True)
class ToolRow:
    """An assessment of the national list with the range of its score, as far as it is published."""

    code: str
    tool: str
    term: str
    kind: str
    low: Decimal | None
    high: Decimal | None
    in_v6: bool
    is_baseline_outcome: bool


def codes(folder: Path = DATA / "codes") -> Iterator[CodeRow]:
    """Every code of every list; a list is named by its file."""
    for file in sorted(folder.glob("*.csv")):
        for position, row in enumerate(_rows(file), start=1):
            yield CodeRow(
                code_list=file.stem,
                code=row["code"],
                label=row["label"],
                position=position,
                valid_from=first_of(row["valid_from_month"]),
                valid_to=first_of(row["valid_to_month"]),
                source=row["source"],
            )


def assessment_tools(file: Path = DATA / "assessment_tools.csv") -> Iterator[ToolRow]:
    """Every assessment that a coded score may name."""
    for row in _rows(file):
        yield ToolRow(
            code=row["code"],
            tool=row["tool"],
            term=row["term"],
            kind=row["kind"],
            low=_number(row["low"]),
            high=_number(row["high"]),
            in_v6=row["in_v6"] == "Y",
            is_baseline_outcome=row["is_baseline_outcome"] == "Y",
        )


def _rows(file: Path) -> Iterator[Mapping[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        yield from csv.DictReader(opened)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
