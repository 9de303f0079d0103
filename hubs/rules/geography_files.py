"""Files of places: the ONS postcode directory and the English indices of deprivation."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hubs.rules import delimited, postcodes, published_dates
from hubs.rules.delimited import Fault, Record, WrongFile

# Headings over the years: the directory renames its columns with each edition of a boundary.
POSTCODE_COLUMNS: Mapping[str, Sequence[str]] = {
    "the postcode": ("pcds", "pcd8", "pcd7", "pcd", "postcode"),
    "the month of introduction": ("dointr",),
    "the month of termination": ("doterm",),
    "the local authority": ("oslaua", "laua", "lad*"),
    "the 2011 LSOA": ("lsoa11", "lsoa11cd"),
    "the 2021 LSOA": ("lsoa21", "lsoa21cd"),
}
POSTCODE_OPTIONAL = ("the month of introduction", "the month of termination", "the 2021 LSOA")

# The year of the LSOA boundaries that each edition of the index is about.
BOUNDARY_YEARS: Mapping[int, int] = {2015: 2011, 2019: 2011, 2025: 2021}
DEPRIVATION_COLUMNS: Mapping[str, Sequence[str]] = {
    "the IMD rank": ("indexofmultipledeprivationimdrank*", "imdrank"),
    "the IMD decile": ("indexofmultipledeprivationimddecile*", "imddecile"),
}

_AREA_CODE = re.compile(r"[A-Z][0-9]{8}")
# Places outside the geography, such as the Channel Islands, are given a letter and eight nines.
_NOWHERE = "99999999"


class PostcodeRow(NamedTuple):
    line: int
    postcode: str
    lsoa_2011: str
    lsoa_2021: str
    local_authority: str
    introduced: dt.date | None
    terminated: dt.date | None


class DecileRow(NamedTuple):
    line: int
    edition: int
    boundary_year: int
    lsoa: str
    rank: int
    decile: int


def postcode_rows(records: Iterable[Record]) -> Iterator[PostcodeRow | Fault]:
    """The ONS postcode directory, whole or a few of its columns."""
    rows = iter(records)
    header = _header(rows)
    places = delimited.columns(header, POSTCODE_COLUMNS, optional=POSTCODE_OPTIONAL)
    for record in rows:
        try:
            yield _postcode(delimited.complete(record, header), places)
        except ValueError as error:
            yield Fault(record.line, str(error))


def decile_rows(records: Iterable[Record], *, edition: int) -> Iterator[DecileRow | Fault]:
    """The deciles of one edition. Raises WrongFile where the file is about LSOAs of other boundaries."""
    rows = iter(records)
    header = _header(rows)
    places = {**delimited.columns(header, DEPRIVATION_COLUMNS), "the LSOA": _lsoa_column(header, edition)}
    for record in rows:
        try:
            yield _decile(delimited.complete(record, header), places, edition)
        except ValueError as error:
            yield Fault(record.line, str(error))


def _header(rows: Iterator[Record]) -> Record:
    header = next(rows, None)
    if header is None:
        raise WrongFile("The file is empty. Get it again.")
    return header


def _postcode(record: Record, places: Mapping[str, int]) -> PostcodeRow:
    def cell(column: str) -> str:
        return delimited.cell(record, places.get(column))

    postcode = postcodes.normalise(cell("the postcode"))
    if not postcodes.is_postcode(postcode):
        raise ValueError(f"{cell('the postcode')!r} is not a postcode")
    return PostcodeRow(
        line=record.line,
        postcode=postcode,
        lsoa_2011=_area(cell("the 2011 LSOA")),
        lsoa_2021=_area(cell("the 2021 LSOA")),
        local_authority=_area(cell("the local authority")),
        introduced=published_dates.first_of_month(cell("the month of introduction")),
        terminated=published_dates.last_of_month(cell("the month of termination")),
    )


def _area(text: str) -> str:
    code = text.upper()
    if not code or code[1:] == _NOWHERE:
        return ""
    if _AREA_CODE.fullmatch(code) is None:
        raise ValueError(f"{text!r} is not an area code, which is a letter and 8 digits")
    return code


def _lsoa_column(header: Record, edition: int) -> int:
    """The column of LSOA codes, which must be those of the edition's own boundaries: the two are never
    mixed.
    """
    year = BOUNDARY_YEARS[edition]
    found = {delimited.plain(heading): place for place, heading in enumerate(header.cells)}
    for name in (f"lsoacode{year}", f"lsoa{year % 100}cd", f"lsoa{year % 100}"):
        if name in found:
            return found[name]
    headings = ", ".join(repr(heading) for heading in header.cells[:10])
    raise WrongFile(
        f"The {edition} index is about LSOAs of {year}, and the file has no column of their codes. Its first"
        f" line has {headings}. Check the file and the edition."
    )


def _decile(record: Record, places: Mapping[str, int], edition: int) -> DecileRow:
    lsoa = _area(delimited.cell(record, places["the LSOA"]))
    decile = _number(delimited.cell(record, places["the IMD decile"]), "decile")
    if not lsoa:
        raise ValueError("there is no LSOA code")
    if not 1 <= decile <= 10:
        raise ValueError(f"the decile {decile} is not between 1 and 10")
    rank = _number(delimited.cell(record, places["the IMD rank"]), "rank")
    return DecileRow(record.line, edition, BOUNDARY_YEARS[edition], lsoa, rank, decile)


def _number(text: str, what: str) -> int:
    digits = text.replace(",", "")
    if not digits.isdecimal():
        raise ValueError(f"the {what} {text!r} is not a whole number")
    return int(digits)
