"""The tables of MHSDS version 6 and what each element may hold.

Source: the field list and the rule index of the national intake (reporting/data/mhsds_v6_fields.csv, from
nhsengland/Reusable-Code-Library @4009bd5, and mhsds_v6_rules.csv, from lyndsey-allen/mhsds_validation @734857c).
What those leave open is decided here, in ``KINDS``, ``KEYS`` and ``LONGEST``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from reporting.models.record_set import Severity

DATA = Path(__file__).resolve().parent.parent / "data"
VERSION = "6.0"
HEADER = "MHS000"
# A record set without these four is none (national "basic submission").
MANDATORY = ("MHS000", "MHS001", "MHS002", "MHS101")
STAFF, TEAM = "CareProfLocalID", "CareProfTeamLocalID"
# A team that MHS902 does not describe has no type, so that nothing it does counts nationally.
TEAMS = ("CareProfTeamLocalID", "OtherCareProfTeamLocalID")


class Kind(StrEnum):
    TEXT = "text"
    IDENTIFIER = "identifier"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    MINUTES = "minutes"
    NUMBER = "number"
    POSTCODE = "postcode"
    SNOMED = "snomed"
    TOOL = "tool"
    # Whatever it is, the person is kept: see reporting.mhsds.people.
    NHS_NUMBER = "nhs number"


# What the field list calls plain text or a number.
KINDS = {
    "AssToolCompTimestamp": Kind.MOMENT,
    "ClinContDurOfCareCont": Kind.MINUTES,
    "ClinContactDurOfCareAct": Kind.MINUTES,
    "CodedAssToolType": Kind.TOOL,
    "DurationIndirectAct": Kind.MINUTES,
    "GMPReg": Kind.IDENTIFIER,
    "IndActProcedure": Kind.SNOMED,
    "NHSNumber": Kind.NHS_NUMBER,
    "Observation": Kind.SNOMED,
    "Postcode": Kind.POSTCODE,
    "Procedure": Kind.SNOMED,
    "ReferralProc": Kind.SNOMED,
}
LONGEST = {"EthnicCategory2021": 20}
# The field list names only the codes that come on top of ISO 639-1 for these.
OPEN_LISTS = frozenset({"LanguageCodePreferred", "LanguageCodeTreat"})

# What makes a row of a table the same row in another month, or the same row twice in one.
KEYS: dict[str, tuple[str, ...]] = {
    "MHS001": ("LocalPatientID",),
    "MHS002": ("LocalPatientID", "GMPReg", "StartDateGMPRegistration"),
    "MHS003": ("LocalPatientID", "AccommodationType", "AccommodationTypeDate"),
    "MHS004": ("LocalPatientID", "EmployStatus", "EmployStatusRecDate"),
    "MHS006": ("LocalPatientID", "CareProfLocalID", "StartDateAssCareCoord"),
    "MHS008": ("CarePlanID",),
    "MHS009": ("CarePlanID", "CarePlanContentAgreedBy", "CarePlanContentAgreedDate"),
    "MHS101": ("ServiceRequestID",),
    "MHS102": ("ServiceRequestID", "OtherCareProfTeamLocalID"),
    "MHS105": ("ServiceRequestID", "OnwardReferDate", "OrgIDReceiving"),
    "MHS201": ("CareContactID",),
    "MHS202": ("CareActID",),
    "MHS401": ("MHActLegalStatusClassPeriodID",),
    "MHS501": ("HospProvSpellID",),
    "MHS502": ("WardStayID",),
    "MHS505": ("RestrictiveIntIncID",),
    "MHS607": ("CareActID", "CodedAssToolType", "PersScore"),
    "MHS701": ("CPAEpisodeID",),
    "MHS901": ("CareProfLocalID",),
    "MHS902": ("CareProfTeamLocalID",),
    "MHS903": ("WardCode",),
}

_SEVERITIES = {
    "record rejected": Severity.REJECTED,
    "severity 1 warning": Severity.WARNING_1,
    "warning": Severity.WARNING,
}


@dataclass(frozen=True)
class Element:
    """An element of a table. ``blank`` is what a missing value does to the row, None where it may be missing.

    ``parent`` is the (table id, element) that the value must be found in. Rules are the codes of the national
    rule index, empty where it has none for that fault.
    """

    name: str
    kind: Kind
    blank: Severity | None
    blank_rule: str
    shortest: int
    longest: int | None
    codes: tuple[str, ...]
    parent: tuple[str, str] | None
    format_rule: str
    code_rule: str
    code_severity: Severity

    @property
    def mandatory(self) -> bool:
        return self.blank == Severity.REJECTED


@dataclass(frozen=True, eq=False)
class Table:
    """``id`` is MHS101, ``name`` MHS101Referral. ``rules`` are the codes of other rules by element."""

    id: str
    name: str
    elements: Mapping[str, Element]
    key: tuple[str, ...]
    rules: Mapping[str, tuple[str, ...]]

    @property
    def number(self) -> int:
        return int(self.id[3:])

    @property
    def staged(self) -> str:
        """The temporary table that the file is copied into."""
        return f"staged_{self.id.lower()}"

    @property
    def parent(self) -> Element | None:
        """The element that names the row that this one belongs to, and is refused with."""
        found = (item for item in self.elements.values() if item.parent and item.mandatory)
        return next((item for item in found if item.name not in (STAFF, *TEAMS)), None)

    @property
    def links(self) -> list[Element]:
        """The elements that name staff and teams, who should be described but refuse nothing."""
        own = (self.id, *self.key)
        found = (item for item in self.elements.values() if item.parent and item is not self.parent)
        return [item for item in found if item.parent != own]

    def rule(self, element: str) -> str:
        """The one rule that the index has for an element beside format and codes; none when it has several."""
        codes = self.rules.get(element, ())
        return codes[0] if len(codes) == 1 else ""

    @property
    def group_rule(self) -> str:
        """The one rule about the row as a whole, where the index has one."""
        return self.rule(self.name)


@cache
def tables() -> Mapping[str, Table]:
    """The 61 tables by id, parents before children."""
    found = _read()
    sorter = TopologicalSorter({table.id: _parents(table) for table in found.values()})
    return {name: found[name] for name in sorter.static_order()}


@cache
def by_name() -> Mapping[str, Table]:
    """The tables by their names and by their ids, both without regard to case."""
    return {key.casefold(): table for table in tables().values() for key in (table.id, table.name)}


def _parents(table: Table) -> set[str]:
    return {element.parent[0] for element in table.elements.values() if element.parent} - {table.id}


def _read() -> dict[str, Table]:
    rules = list(_rows("mhsds_v6_rules.csv"))
    fields: dict[tuple[str, str], list[dict[str, str]]] = {}
    for field in _rows("mhsds_v6_fields.csv"):
        fields.setdefault((field["table_id"], field["table_name"]), []).append(field)
    return {
        key[0]: _table(*key, rows, [r for r in rules if r["table"] == key[1]]) for key, rows in fields.items()
    }


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _table(table_id: str, name: str, fields: list[dict[str, str]], rules: list[dict[str, str]]) -> Table:
    by_type = {(rule["element"], rule["rule_type"]): rule for rule in rules}
    elements = [_element(table_id, field, by_type) for field in fields]
    others: dict[str, tuple[str, ...]] = {}
    for rule in rules:
        if rule["rule_type"] == "AV":
            others[rule["element"]] = (*others.get(rule["element"], ()), rule["rule_code"])
    return Table(table_id, name, {item.name: item for item in elements}, KEYS.get(table_id, ()), others)


def _element(
    table_id: str, field: dict[str, str], rules: Mapping[tuple[str, str], dict[str, str]]
) -> Element:
    name = field["element"]
    code = rules.get((name, "National Code"), {})
    return Element(
        name=name,
        kind=_kind(table_id, field),
        blank=_SEVERITIES.get(field["blank_severity"].lower()),
        blank_rule=field["blank_rule"],
        shortest=_whole(field["min_len"]) or 0,
        longest=LONGEST.get(name, _whole(field["max_len"])),
        codes=() if name in OPEN_LISTS else tuple(field["allowed_codes"].split()),
        parent=_parent(name, field["fk"]),
        format_rule=rules.get((name, "Format"), {}).get("rule_code", ""),
        code_rule=code.get("rule_code", ""),
        code_severity=_SEVERITIES.get(code.get("severity", "").lower(), Severity.WARNING),
    )


def _kind(table_id: str, field: dict[str, str]) -> Kind:
    plain: dict[str, Any] = {
        "date": Kind.DATE,
        "time": Kind.TIME,
        "datetime": Kind.MOMENT,
        "Decimal": Kind.NUMBER,
        "int": Kind.NUMBER,
    }
    name = field["element"]
    found: Kind = KINDS.get(name) or plain.get(field["py_type"], Kind.TEXT)
    names_something = (
        name in KEYS.get(table_id, ()) or field["fk"] or name.startswith("OrgID") or name == TEAM
    )
    if found == Kind.TEXT and names_something and not field["allowed_codes"]:
        return Kind.IDENTIFIER
    return found


def _parent(name: str, text: str) -> tuple[str, str] | None:
    if name in TEAMS:
        return "MHS902", TEAM
    table, _, element = text.partition(".")
    return (table, element) if element else None


def _whole(text: str) -> int | None:
    return int(text) if text else None
