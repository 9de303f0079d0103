"""What is known throughout one reading of a record set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reporting.mhsds.folder import Folder, Header
from reporting.mhsds.progress import Progress
from reporting.mhsds.specification import Table, tables

# How the reason of a void starts that a reading made, and that a reading may take back.
NOT_SENT = "Not in the record set of"


def key_of(texts: Iterable[str]) -> str:
    """SQL of a key that is made of some texts, of which any may be missing."""
    return " || '|' || ".join(f"coalesce({text}, '')" for text in texts) or "''"


@dataclass
class Staged:
    """A table of the record set, copied into a temporary table as text. ``refused`` says whether any row was."""

    table: Table
    columns: Sequence[str]
    unknown_columns: Sequence[str]
    read: int
    refused: bool = False

    @property
    def accepted(self) -> str:
        """SQL of the rows that nothing has refused so far."""
        if not self.refused:
            return self.table.staged
        return (
            f"(select a.* from {self.table.staged} a where not exists"
            f" (select from refused r where r.tbl = {self.table.number} and r.line = a.line))"
        )

    @property
    def key(self) -> str:
        """SQL of the row's key, of the row called s."""
        return key_of(self._texts(self.table.key))

    def key_with(self, elements: Sequence[str]) -> str:
        """SQL of the row's key that goes on with some elements, of the row called s."""
        return key_of([self.key, *self._texts(elements)])

    def _texts(self, elements: Sequence[str]) -> list[str]:
        return [f's."{name}"' if name in self.columns else "null" for name in elements]


@dataclass
class Reading:
    """One record set being read. ``replaces`` is the record set of the same month that is in force, if any.

    ``others`` are the provider's other months in force, as (month, record set), newest first.
    """

    tenant_id: int
    record_set_id: int
    provider_id: int
    folder: Folder
    progress: Progress
    replaces: int | None
    read_before: bool
    others: Sequence[tuple[dt.date, int]]
    staged: dict[str, Staged] = field(default_factory=dict)

    @property
    def header(self) -> Header:
        return self.folder.header

    @property
    def month(self) -> str:
        """The first day of the month, as SQL."""
        return f"date '{self.header.start}'"

    @property
    def claim(self) -> str:
        """The days that the month speaks for, as SQL: its own, and those until the next month that has been read."""
        later = [month for month, _ in self.others if month > self.header.start]
        until = f"date '{min(later)}'" if later else "null"
        return f"datemultirange(daterange({self.month}, {until}))"

    @property
    def void_reason(self) -> str:
        """Why a row that was in the month before is not there any more, as SQL."""
        return f"'{NOT_SENT} {self.header.start:%Y-%m} when that was read again'"

    @property
    def newer(self) -> list[int]:
        return [record_set for month, record_set in self.others if month > self.header.start]

    @property
    def words(self) -> Mapping[str, str]:
        """What rules may name beside elements: days as text, which compares as they do."""
        header = self.header
        days = {
            "start": header.start,
            "end": header.end,
            "day_after": header.end + dt.timedelta(days=1),
            "oldest_birth": header.end.replace(year=header.end.year - 130, day=min(header.end.day, 28)),
            "created": header.created_at.date(),
        }
        return {name: f"'{day}'" for name, day in days.items()}

    def size(self, staged: Staged) -> int:
        """The bytes of the table's file."""
        return self.folder.files[staged.table].stat().st_size

    def unknown_columns(self) -> dict[str, list[str]]:
        found = {tables()[name].name: list(staged.unknown_columns) for name, staged in self.staged.items()}
        return {name: columns for name, columns in found.items() if columns}
