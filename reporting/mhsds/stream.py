"""A CSV file as blocks of records ready for COPY, each record led by its line in the file.

PostgreSQL takes the text apart; here only the ends of the records are found, so that a file of any length is
read with little memory. Faults in the file itself stop the reading: what follows them cannot be trusted.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import BinaryIO

from reporting.mhsds.errors import CannotRead

BLOCK = 1 << 20
# In bytes. The longest row that the national layout allows has some 2,000 characters.
LONGEST_RECORD = 1 << 16
UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
QUOTE, COMMA, RETURN, LINE_END = b'"', b",", b"\r", b"\n"


@dataclass(frozen=True)
class Block:
    """``data`` are CSV records whose first value is the line; ``size`` is what it took of the file, in bytes."""

    data: bytes
    records: int
    size: int


class CsvFile:
    """One file of a record set, open for one reading from its start. Raises CannotRead with what to do."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.name = path.name
        self.file = file
        self.columns = self._header()

    def blocks(self) -> Iterator[Block]:
        """The records after the header; blank lines are left out, and counted."""
        line, rest = 2, b""
        while True:
            read = self.file.read(BLOCK)
            data = rest + read
            self._refuse_foreign(data, line)
            lines, rest = self._simple(data)
            if lines:
                records: Iterable[tuple[int, bytes]] = enumerate(lines, line)
                number, next_line = len(lines), line + len(lines)
            else:
                records, rest, next_line = self._split(data, line, last=not read)
                number = len(records)
            self._check_text(data[: len(data) - len(rest)], line)
            if number:
                yield Block(b"".join(map(b"%d,%b\n".__mod__, records)), number, len(read))
            line = next_line
            if not read:
                return

    def _header(self) -> Sequence[str]:
        text = self.file.readline(LONGEST_RECORD)
        if text.startswith(UTF16_MARKS):
            raise CannotRead(f"{self.name} is in UTF-16. Save it as CSV in UTF-8 and read the folder again.")
        text = text.removeprefix(UTF8_MARK)
        self._check_text(text, 1)
        self._refuse_foreign(text, 1)
        if len(text) == LONGEST_RECORD:
            raise self._too_long(1)
        names = [name.strip() for name in text.decode().replace("\r", "").rstrip("\n").split(",")]
        names = [name.removeprefix('"').removesuffix('"') for name in names]
        if not any(names):
            raise CannotRead(
                f"{self.name} has no header: its first line must name the elements, like LocalPatientID."
                " Export the file again."
            )
        return names

    def _simple(self, data: bytes) -> tuple[list[bytes], bytes]:
        """The whole records in the data and what is left of it, where all are as plain as they nearly always are.

        No records where any is not; then ``_split`` takes them one by one and finds out what is the matter.
        """
        text = data.replace(RETURN + LINE_END, LINE_END)
        lines = text.split(LINE_END)
        rest = lines.pop()
        wanted = len(self.columns) - 1
        plain = wanted and QUOTE not in text and RETURN not in text.removesuffix(RETURN)
        if not plain or set(map(bytes.count, lines, repeat(COMMA))) != {wanted}:
            return [], rest
        return ([], rest) if max(map(len, [*lines, rest])) > LONGEST_RECORD else (lines, rest)

    def _split(self, data: bytes, line: int, *, last: bool) -> tuple[list[tuple[int, bytes]], bytes, int]:
        """The whole records in the data, what is left of it, and the line that is next."""
        if QUOTE in data:
            return self._split_quoted(data, line, last=last)
        lines = data.split(LINE_END)
        rest = lines.pop()
        if last:
            lines, rest = [*lines, rest], b""
        elif len(rest) > LONGEST_RECORD:
            raise self._too_long(line + len(lines))
        records = [(number, text.rstrip(b"\r")) for number, text in enumerate(lines, line)]
        self._check_plain(records, ends=last)
        return [record for record in records if record[1]], rest, line + len(lines)

    def _check_plain(self, records: Sequence[tuple[int, bytes]], *, ends: bool) -> None:
        """Unquoted records have as many commas as the header, and no return sign but at their ends."""
        wanted = len(self.columns) - 1
        if {text.count(COMMA) for _, text in records if text} <= {wanted} and (
            not any(len(text) > LONGEST_RECORD or b"\r" in text for _, text in records)
        ):
            return
        for number, text in records:
            if len(text) > LONGEST_RECORD:
                raise self._too_long(number)
            if text and (text.count(COMMA) != wanted or b"\r" in text):
                raise self._ragged(number, text.count(COMMA) + 1, at_end=ends)

    def _split_quoted(
        self, data: bytes, line: int, *, last: bool
    ) -> tuple[list[tuple[int, bytes]], bytes, int]:
        """As ``_split``, where a quoted value may hold commas and line ends."""
        records: list[tuple[int, bytes]] = []
        start = end = 0
        quotes, first = 0, line
        for text in _lines(data):
            end += len(text)
            quotes += text.count(QUOTE)
            if end - start > LONGEST_RECORD:
                raise self._too_long(first, quoted=bool(quotes % 2))
            if not text.endswith(LINE_END) and not last:
                break
            line += 1
            if quotes % 2 == 0:
                record = data[start:end].rstrip(b"\r\n")
                if record:
                    records.append((first, self._plain(record, first, at_end=last and end == len(data))))
                start, quotes, first = end, 0, line
        if last and start < len(data):
            raise CannotRead(
                f"{self.name} breaks off: a quotation mark opened in line {first} is never closed."
                " Copy or export the file again."
            )
        return records, data[start:], first

    def _plain(self, record: bytes, line: int, *, at_end: bool) -> bytes:
        """One record written as CSV in the plainest way, so that PostgreSQL cannot read it otherwise."""
        text = record.decode(errors="surrogateescape")
        try:
            values = next(csv.reader(io.StringIO(text, newline=""), strict=True))
        except csv.Error as error:
            raise CannotRead(
                f"{self.name}, line {line}: the quotation marks are wrong ({error}). A value with a comma or a"
                ' quotation mark stands in quotation marks, and each one in it is written "". Export the file again.'
            ) from error
        if len(values) != len(self.columns):
            raise self._ragged(line, len(values), at_end=at_end)
        written = io.StringIO(newline="")
        # The writer quotes values that hold a sign of its line end, so both are in it.
        csv.writer(written, lineterminator="\r\n").writerow(values)
        return written.getvalue().removesuffix("\r\n").encode(errors="surrogateescape")

    def _ragged(self, line: int, values: int, *, at_end: bool) -> CannotRead:
        wanted = len(self.columns)
        if at_end and values < wanted:
            return CannotRead(
                f"{self.name} breaks off in line {line}, which has {values} values where the header names {wanted}."
                " Copy or export the file again."
            )
        return CannotRead(
            f"{self.name}, line {line} has {values} values where the header names {wanted}. A value that holds a"
            " comma must stand in quotation marks. Export the file again."
        )

    def _too_long(self, line: int, *, quoted: bool = False) -> CannotRead:
        cause = "a quotation mark that is never closed, or " if quoted else ""
        return CannotRead(
            f"{self.name}, line {line} goes on for more than {LONGEST_RECORD:,} characters, and no row of this data"
            f" set is that long. Look there for {cause}text that does not belong in the file, and export it again."
        )

    def _refuse_foreign(self, data: bytes, line: int) -> None:
        if b"\0" in data:
            at = line + data[: data.index(b"\0")].count(LINE_END)
            raise CannotRead(
                f"{self.name}, line {at} holds a zero byte, so this is not text in UTF-8."
                " Save the file as CSV in UTF-8 and read the folder again."
            )

    def _check_text(self, data: bytes, line: int) -> None:
        try:
            data.decode()
        except UnicodeDecodeError as error:
            before = data[: error.start]
            place = error.start - (before.rfind(LINE_END) + 1) + 1
            raise CannotRead(
                f"{self.name} is not in UTF-8: line {line + before.count(LINE_END)}, byte {place} of the line is"
                f" 0x{data[error.start]:02X}. It may be Windows-1252, which Excel writes. Save the file as CSV in"
                " UTF-8 and read the folder again."
            ) from error


def _lines(data: bytes) -> Iterator[bytes]:
    """Physical lines with their ends; the last may have none."""
    start = 0
    while (end := data.find(LINE_END, start)) >= 0:
        yield data[start : end + 1]
        start = end + 1
    if start < len(data):
        yield data[start:]
