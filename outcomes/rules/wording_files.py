"""Files of licensed wording and of a tenant's own areas, read and judged line by line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from outcomes.rules import dialog

LONGEST_WORDS, LONGEST_SOURCE, LONGEST_LABEL, LONGEST_KEY = 1000, 200, 100, 40
MOST_LINES = 2000
# More would not be read.
MOST_FAULTS = 20
_KEY = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{LONGEST_KEY - 1}}}")
_LANGUAGE = re.compile("[a-z]{2}")

Row = Mapping[str, str]
T = TypeVar("T")


@dataclass(frozen=True)
class Words:
    """An item in one language, in words whose licence ``source`` names."""

    item: str
    language: str
    words: str
    source: str


@dataclass(frozen=True)
class Area:
    """An area of a tenant's own."""

    key: str
    label: str


@dataclass(frozen=True)
class Read(Generic[T]):
    """What a file holds, or what is wrong with it: then nothing of it may be taken."""

    rows: Sequence[T]
    faults: Sequence[str]


def read_words(content: bytes, *, own: Collection[str]) -> Read[Words]:
    """Columns item, language, words, source. An item is one of the eleven, or an area of ``own`` that is there."""

    def judge(row: Row) -> Iterator[str]:
        if row["item"] not in dialog.ITEMS and row["item"] not in own:
            yield f"item “{row['item']}” is none of the eleven and no area of your own: {', '.join(dialog.ITEMS)}"
        if not _LANGUAGE.fullmatch(row["language"]):
            yield f"language “{row['language']}” must be its code of two letters, like en or pl"
        yield from _length("words", row["words"], LONGEST_WORDS)
        yield from _length("source", row["source"], LONGEST_SOURCE)

    return _read(
        content,
        ("item", "language", "words", "source"),
        judge,
        lambda row: Words(row["item"], row["language"], row["words"], row["source"]),
        ("item", "language"),
    )


def read_areas(content: bytes) -> Read[Area]:
    """Columns key and label, in the order in which the areas are asked after the eleven."""

    def judge(row: Row) -> Iterator[str]:
        if not _KEY.fullmatch(row["key"]):
            yield f"key “{row['key']}” must be up to {LONGEST_KEY} small letters, digits and dashes, like money"
        if row["key"] in dialog.ITEMS:
            yield f"key “{row['key']}” is one of the eleven areas of DIALOG: choose another"
        yield from _length("label", row["label"], LONGEST_LABEL)

    return _read(content, ("key", "label"), judge, lambda row: Area(row["key"], row["label"]), ("key",))


def _length(name: str, text: str, most: int) -> Iterator[str]:
    if not text:
        yield f"{name} is empty"
    elif len(text) > most:
        yield f"{name} has {len(text)} characters: at most {most} fit"


def _read(
    content: bytes,
    columns: Sequence[str],
    judge: Callable[[Row], Iterator[str]],
    make: Callable[[Row], T],
    unique: Sequence[str],
) -> Read[T]:
    lines, faults = _lines(content, columns)
    seen: dict[tuple[str, ...], int] = {}
    made = []
    for number, row in lines:
        key = tuple(row[name] for name in unique)
        if key in seen:
            faults.append(f"Line {number}: {' '.join(key)} stands in line {seen[key]} already")
        seen.setdefault(key, number)
        faults += [f"Line {number}: {fault}" for fault in judge(row)]
        made.append(make(row))
    if not made and not faults:
        faults = ["The file holds no lines below its heading"]
    return Read([] if faults else made, _few(faults))


def _lines(content: bytes, columns: Sequence[str]) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """The rows with their line numbers; blank lines are passed over."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], ["The file is not in UTF-8: save it as “CSV UTF-8”"]
    reader = csv.reader(io.StringIO(text, newline=""))
    wanted = ", ".join(columns)
    try:
        heading = [name.strip().lower() for name in next(reader, [])]
        rows = [
            (reader.line_num, [cell.strip() for cell in row]) for row in reader if any(map(str.strip, row))
        ]
    except csv.Error as error:
        return [], [f"Line {reader.line_num}: this is no CSV file ({error})"]
    if sorted(heading) != sorted(columns):
        return [], [
            f"The first line must name the columns {wanted}. It says: {', '.join(heading) or 'nothing'}"
        ]
    if len(rows) > MOST_LINES:
        return [], [f"The file has {len(rows)} lines: at most {MOST_LINES} can be read at a time"]
    wide = len(columns)
    uneven = [f"Line {number}: has {len(row)} cells, not {wide}" for number, row in rows if len(row) != wide]
    even = [(number, dict(zip(heading, row, strict=True))) for number, row in rows if len(row) == wide]
    return even, uneven


def _few(faults: list[str]) -> list[str]:
    if len(faults) <= MOST_FAULTS:
        return faults
    return [*faults[:MOST_FAULTS], f"And {len(faults) - MOST_FAULTS} more"]
