"""Files of the Organisation Data Service: GP practices (epraccur) and the core partners of PCNs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from hubs.rules import delimited, ods, published_dates
from hubs.rules.delimited import Fault, Record, WrongFile
from hubs.rules.postcodes import normalise

PRACTICE_COLUMNS = 27
CODE_LENGTH = 8
NAME_LENGTH = 200

# The published workbook's headings, and those of earlier years when sub-ICB locations were CCGs.
PCN_COLUMNS: Mapping[str, Sequence[str]] = {
    "the practice code": (
        "partnerorganisationcode",
        "partnerorgcode",
        "partnercode",
        "practicecode",
        "gppracticecode",
    ),
    "the PCN code": ("pcncode",),
    "the PCN name": ("pcnname",),
    "the sub-ICB location": ("pcnparentsubicbloccode", "pcnparentsubicblocationcode", "pcnparentccgcode"),
    "the start date": ("practicetopcnrelationshipstartdate", "relationshipstartdate", "startdate"),
    "the end date": ("practicetopcnrelationshipenddate", "relationshipenddate", "enddate"),
}

T = TypeVar("T")


class Practice(NamedTuple):
    line: int
    code: str
    name: str
    postcode: str
    commissioner: str
    opened_on: dt.date | None
    closed_on: dt.date | None
    status: str


class CorePartner(NamedTuple):
    line: int
    practice_code: str
    pcn_code: str
    pcn_name: str
    sub_icb_code: str
    starts_on: dt.date
    ends_on: dt.date | None


def practices(records: Iterable[Record]) -> Iterator[Practice | Fault]:
    """epraccur.csv: 27 columns and no header (one is passed over where somebody has added it)."""
    for number, record in enumerate(records):
        if len(record.cells) != PRACTICE_COLUMNS:
            raise WrongFile(
                f"Line {record.line} has {len(record.cells)} columns; the file of practices (epraccur.csv)"
                f" has {PRACTICE_COLUMNS}. Get it again from the ODS downloads."
            )
        if number == 0 and delimited.plain(record.cells[0]) in {"organisationcode", "code"}:
            continue
        yield _or_fault(record, _practice)


def core_partners(records: Iterable[Record]) -> Iterator[CorePartner | Fault]:
    """The sheet of PCN core partners, saved as CSV; columns are found by name, lines without a PCN passed
    over.
    """
    rows = iter(records)
    header = next(rows, None)
    if header is None:
        raise WrongFile("The file is empty. Get it again.")
    places = delimited.columns(header, PCN_COLUMNS, optional=("the sub-ICB location", "the end date"))
    for record in rows:
        if len(record.cells) < len(header.cells) or delimited.cell(record, places["the PCN code"]):
            yield _or_fault(record, lambda line: _core_partner(delimited.complete(line, header), places))


def _or_fault(record: Record, read: Callable[[Record], T]) -> T | Fault:
    try:
        return read(record)
    except ValueError as error:
        return Fault(record.line, str(error))


def _practice(record: Record) -> Practice:
    cells = [cell.strip() for cell in record.cells]
    return Practice(
        line=record.line,
        code=_code(cells[0], "practice"),
        name=_name(cells[1]),
        postcode=normalise(cells[9])[:CODE_LENGTH],
        commissioner=cells[14].upper()[:CODE_LENGTH],
        opened_on=published_dates.day(cells[10]),
        closed_on=published_dates.day(cells[11]),
        status=cells[12].upper()[:1],
    )


def _core_partner(record: Record, places: Mapping[str, int]) -> CorePartner:
    def cell(column: str) -> str:
        return delimited.cell(record, places.get(column))

    starts_on, ends_on = (
        published_dates.day(cell("the start date")),
        published_dates.day(cell("the end date")),
    )
    if starts_on is None:
        raise ValueError("there is no start date")
    if ends_on is not None and ends_on < starts_on:
        raise ValueError(f"the end date {ends_on} is before the start date {starts_on}")
    return CorePartner(
        line=record.line,
        practice_code=_code(cell("the practice code"), "practice"),
        pcn_code=_pcn_code(cell("the PCN code")),
        pcn_name=_name(cell("the PCN name")),
        sub_icb_code=cell("the sub-ICB location").upper()[:CODE_LENGTH],
        starts_on=starts_on,
        ends_on=ends_on,
    )


def _code(text: str, what: str) -> str:
    code = ods.normalise(text)
    if not code.isalnum() or not code.isascii() or len(code) > CODE_LENGTH:
        raise ValueError(f"{text!r} is not a {what} code")
    return code


def _pcn_code(text: str) -> str:
    code = ods.normalise(text)
    if not ods.matches(ods.Kind.PCN, code):
        raise ValueError(f"{text!r} is not a PCN code, which is U and 5 digits")
    return code


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise ValueError("there is no name")
    return name[:NAME_LENGTH]
