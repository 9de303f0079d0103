"""The elements of the FHIR R4 resources and data types used here, as its definitions (4.0.1) give them.

``fhir_r4_elements.csv`` holds, from the published structure definitions (CC0): path, how often, the types it may have,
what it may refer to, and the codes of a value set that is binding. Identities and extensions are left out: any element
may have them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data" / "fhir_r4_elements.csv"
CHOICE = "[x]"


@dataclass(frozen=True)
class Element:
    """One element under the name that JSON gives it: ``value[x]`` is one for each of its types.

    ``choice`` is the name that the alternatives share, of which at most one may be there; ``type`` is a data type, the
    path of what stands inside this element, or empty for any resource.
    """

    name: str
    type: str
    least: int
    many: bool
    choice: str
    targets: frozenset[str]
    codes: frozenset[str]


def _read() -> Mapping[str, Mapping[str, Element]]:
    found: dict[str, dict[str, Element]] = {}
    with DATA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            inside, _, _ = row["element"].rpartition(".")
            elements = found.setdefault(inside, {})
            elements.update((element.name, element) for element in _elements(row))
    return found


def _elements(row: Mapping[str, str]) -> Iterator[Element]:
    _, _, name = row["element"].rpartition(".")
    stem, is_choice = name.removesuffix(CHOICE), name.endswith(CHOICE)
    for kind in row["types"].split():
        yield Element(
            name=stem + kind[0].upper() + kind[1:] if is_choice else name,
            type=row["element"] if kind in ("BackboneElement", "Element") else kind.removeprefix("#"),
            least=int(row["min"]),
            many=row["max"] == "*",
            choice=stem if is_choice else "",
            targets=frozenset(row["targets"].split()),
            codes=frozenset(row["codes"].split()),
        )


# By the path or type that they stand in: "CarePlan", "CarePlan.activity", "Identifier".
ELEMENTS: Mapping[str, Mapping[str, Element]] = _read()
