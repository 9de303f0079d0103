"""Small record sets for tests: the committed months, copied and changed cell by cell."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from hubs.rules.roles import Actor
from hubs.selectors.staff import system_actor
from hubs.tenancy import current_tenant_id
from reporting.actions import record_sets
from reporting.models import Finding, RecordSet

SETS = Path(__file__).resolve().parents[1] / "data" / "record_sets"
APRIL, MAY = "2025-04", "2025-05"


class RecordSetFiles:
    """A copy of a committed record set that a test may change."""

    def __init__(self, folder: Path, month: str = APRIL) -> None:
        self.folder = folder
        shutil.copytree(SETS / month, folder)

    def path(self, table: str) -> Path:
        return next(self.folder.glob(f"{table}*.csv"))

    def rows(self, table: str) -> list[dict[str, str]]:
        with self.path(table).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write(self, table: str, rows: list[dict[str, str]]) -> None:
        columns = list(dict.fromkeys(name for row in rows for name in row))
        with self.path(table).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def change(self, table: str, at: int = 0, /, **values: str) -> RecordSetFiles:
        """Give the row at an index other values."""
        rows = self.rows(table)
        rows[at].update(values)
        self.write(table, rows)
        return self

    def add(self, table: str, like: int = 0, /, **values: str) -> RecordSetFiles:
        """Add a row like the one at an index but for some values."""
        rows = self.rows(table)
        self.write(table, [*rows, {**rows[like], **values}])
        return self

    def drop(self, table: str, keep: Callable[[Mapping[str, str]], bool]) -> RecordSetFiles:
        """Keep only some rows of a table, with its header."""
        columns = self.path(table).read_text(encoding="utf-8").splitlines()[0]
        kept = [row for row in self.rows(table) if keep(row)]
        if kept:
            self.write(table, kept)
        else:
            self.path(table).write_text(f"{columns}\n", encoding="utf-8")
        return self

    def without(self, element: str, value: str) -> RecordSetFiles:
        """Take every row out, of every table, in which the element has the value."""
        for path in self.folder.glob("MHS*.csv"):
            table = path.stem[:6]
            if any(row.get(element) == value for row in self.rows(table)):
                self.drop(table, lambda row: row.get(element) != value)
        return self

    def of_provider(self, code: str) -> RecordSetFiles:
        """The same record set, sent by another provider."""
        return self.change("MHS000", OrgIDProvider=code)


def read(folder: Path | RecordSetFiles, by: Actor | None = None) -> RecordSet:
    """Read a folder into the tenant in force."""
    by = by or system_actor(current_tenant_id())
    path = folder.folder if isinstance(folder, RecordSetFiles) else folder
    return record_sets.read_folder(by=by, folder=path, record_set=record_sets.ask(by=by, name=path.name))


def findings(record_set: RecordSet, table: str = "", line: int | None = None) -> list[Finding]:
    found = Finding.objects.filter(record_set=record_set, table__startswith=table).order_by(
        "table", "line", "pk"
    )
    return [finding for finding in found if line is None or finding.line == line]


def counts(record_set: RecordSet, table: str) -> tuple[int, int, int, int]:
    """Read, taken, warned and refused rows of a table."""
    name = next(name for name in record_set.summary if name.startswith(table))
    told = record_set.summary[name]
    return told["read"], told["taken"], told["warned"], told["refused"]
