"""Published reference files as records: what is no such file is refused with what to do about it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from config import formats

UTF8_MARK = "\ufeff"
WORKBOOK = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
# In bytes; the longest published are a few thousand.
LONGEST_LINE = 1_000_000


class WrongFile(ValueError):
    """The file cannot be what was asked for; the message says why and what to do."""


@dataclass(frozen=True)
class Record:
    """The cells of one line; ``line`` is its number in the file, counted from 1."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True)
class Fault:
    """A line that cannot be used, and why."""

    line: int
    problem: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.problem}"


class BadLines(WrongFile):
    """Some lines of an otherwise right file cannot be used; none of it was taken."""

    SHOWN = 20

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = faults
        more = len(faults) - self.SHOWN
        lines = "\n".join(f"  {fault}" for fault in faults[: self.SHOWN])
        rest = f"\n  and {more} more" if more > 0 else ""
        super().__init__(
            f"{formats.plural(len(faults), 'line')} cannot be used, so nothing was loaded. Get the file again, or"
            f" repeat the command with --leave-out-bad-lines to load the rest:\n{lines}{rest}"
        )


def records(file: BinaryIO, *, delimiter: str = ",", quoted: bool = True) -> Iterator[Record]:
    """The lines of a delimited UTF-8 text file, blank ones left out. Raises WrongFile for anything else."""
    start = file.read(4)
    file.seek(0)
    _refuse_binary(start)
    options: dict[str, Any] = {"quoting": csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE}
    reader = csv.reader(_text(file), delimiter=delimiter, strict=True, **options)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Record(reader.line_num, cells)
    except csv.Error as error:
        raise WrongFile(
            f"Line {reader.line_num} is not well formed ({error}): the file is damaged or cut off. Get it"
            " again."
        ) from error


def columns(
    header: Record, wanted: Mapping[str, Sequence[str]], *, optional: Iterable[str] = ()
) -> dict[str, int]:
    """Where each wanted column stands, by any of the names it has been published under.

    Case, spaces, line breaks and punctuation of a heading do not count; a name that ends in * is a beginning.
    Raises WrongFile naming what is missing and what was found.
    """
    found = [plain(heading) for heading in header.cells]
    places: dict[str, int] = {}
    missing = []
    for column, names in wanted.items():
        place = next((i for name in names for i, heading in enumerate(found) if _is(heading, name)), None)
        if place is not None:
            places[column] = place
        elif column not in optional:
            missing.append(column)
    if missing:
        headings = ", ".join(repr(" ".join(cell.split())) for cell in header.cells[:40])
        raise WrongFile(
            f"The file has no column for {', '.join(missing)}. Its first line has {headings}."
            " Check that it is the right file, and that its first line holds the column names."
        )
    return places


def plain(heading: str) -> str:
    """A heading without case, spaces and punctuation."""
    return "".join(character for character in heading.casefold() if character.isalnum())


def complete(record: Record, header: Record) -> Record:
    """The record itself. Raises ValueError when it is shorter than the header: a cut file ends in such a
    line.
    """
    if len(record.cells) < len(header.cells):
        raise ValueError(f"it has {len(record.cells)} columns in place of {len(header.cells)}")
    return record


def cell(record: Record, place: int | None) -> str:
    """The cell at a place, without spaces around it; empty where the line or the file has none."""
    if place is None or place >= len(record.cells):
        return ""
    return record.cells[place].strip()


def _is(heading: str, name: str) -> bool:
    return heading.startswith(name[:-1]) if name.endswith("*") else heading == name


def _refuse_binary(start: bytes) -> None:
    if start.startswith((WORKBOOK, OLD_WORKBOOK)):
        raise WrongFile(
            "This is a workbook or a zip file. Unpack it, or save the sheet of the workbook as CSV UTF-8,"
            " and give that file."
        )
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise WrongFile("The file is UTF-16 text. Save it as CSV UTF-8 and give that file.")
    if not start:
        raise WrongFile("The file is empty. Get it again.")


def _text(file: BinaryIO) -> Iterator[str]:
    for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), start=1):
        if len(line) == LONGEST_LINE:
            raise WrongFile(
                f"Line {number} is longer than any of such a file: the file is damaged. Get it again."
            )
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise WrongFile(
                f"Line {number} is not UTF-8 text (byte {error.start + 1}). Save the file as CSV UTF-8"
                " and give that."
            ) from error
        if "\0" in text:
            raise WrongFile(f"Line {number} holds zero bytes: the file is damaged. Get it again.")
        yield text.removeprefix(UTF8_MARK) if number == 1 else text
