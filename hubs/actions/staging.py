"""Loading many rows at once: COPY into a temporary table, then one statement into the real one.

PostgreSQL refuses COPY into a table under row security, and a temporary table also lets the file be checked
whole before anything is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import connection, models

from hubs.rules.delimited import BadLines, Fault, WrongFile

T = TypeVar("T")
MOST_FAULTS = 1000


@dataclass(frozen=True)
class Loaded:
    """What a load did to one table: rows added, changed, removed and left as they were; lines left out."""

    what: str
    added: int
    changed: int
    removed: int
    unchanged: int
    left_out: Sequence[Fault] = ()

    def __str__(self) -> str:
        counts = (
            f"{self.added} added, {self.changed} changed, {self.removed} removed, {self.unchanged} unchanged"
        )
        faults = "".join(f"\n  left out {fault}" for fault in self.left_out)
        return f"{self.what}: {counts}{faults}"


@dataclass
class Sieve:
    """Lets good rows through and keeps the faults. Raises BadLines, at the latest in ``close``, unless
    lenient.
    """

    lenient: bool = False
    faults: list[Fault] = field(default_factory=list)

    def through(self, items: Iterable[T | Fault]) -> Iterator[T]:
        for item in items:
            if not isinstance(item, Fault):
                yield item
                continue
            self.faults.append(item)
            if not self.lenient and len(self.faults) >= MOST_FAULTS:
                raise BadLines(self.faults)

    def close(self) -> None:
        if self.faults and not self.lenient:
            raise BadLines(self.faults)


@dataclass(frozen=True)
class Stage:
    """A temporary table with some columns of a model's table and ``line``, the line of the file.

    It lasts until the transaction ends.
    """

    model: type[models.Model]
    columns: Sequence[str]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def name(self) -> str:
        return f"staged_{self.table}"

    def fill(self, rows: Iterable[Sequence[object]]) -> int:
        """Make the table and COPY rows into it, each a line number and then the columns; their number."""
        columns = ", ".join(self.columns)
        count = 0
        with connection.cursor() as cursor:
            cursor.execute(f"drop table if exists pg_temp.{self.name}")
            cursor.execute(
                f"create temporary table {self.name} on commit drop as"
                f" select 0 as line, {columns} from {self.table} with no data"
            )
            with cursor.copy(f"copy {self.name} (line, {columns}) from stdin") as copy:
                for row in rows:
                    copy.write_row(row)
                    count += 1
            cursor.execute(f"analyze {self.name}")
        return count

    def merge(
        self,
        what: str,
        *,
        key: Sequence[str],
        replace: str = "",
        although_smaller: bool = False,
        faults: Sequence[Fault] = (),
    ) -> Loaded:
        """Bring the real table into line: add, change and, where ``replace`` is a condition, remove what is
        missing.

        Of two lines with the same key the last counts. ``replace`` is SQL about the real table, "true" for
        all. Raises WrongFile where more than half would go, unless ``although_smaller``: it is a part that
        is taken for the whole more often than the publisher lets go of so much.
        """
        keys = ", ".join(key)
        with connection.cursor() as cursor:
            cursor.execute(
                f"create temporary table {self.name}_last on commit drop as select distinct on ({keys}) *"
                f" from {self.name} order by {keys}, line desc"
            )
            cursor.execute(f"analyze {self.name}_last")
            if replace and not although_smaller:
                self._refuse_part(what, key, replace)
            removed = self._remove(key, replace) if replace else 0
            cursor.execute(self._upsert(key))
            row = cursor.fetchone()
            assert row is not None
            staged, added, changed = row
            cursor.execute(f"drop table {self.name}_last")
        return Loaded(what, added, changed, removed, staged - added - changed, faults)

    def _refuse_part(self, what: str, key: Sequence[str], condition: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"select count(*), count(*) filter (where {self._missing(key)})"
                f" from {self.table} kept where {condition}"
            )
            kept, missing = cursor.fetchone() or (0, 0)
        if missing * 2 > kept:
            raise WrongFile(
                f"{what}: {missing} of the {kept} that are there are not in the file, as if it were a part of the whole"
                " one. Nothing was loaded. Get the file again, or repeat the command with --although-smaller if"
                " it is whole."
            )

    def _remove(self, key: Sequence[str], condition: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"delete from {self.table} kept where ({condition}) and {self._missing(key)}")
            removed: int = cursor.rowcount
        return removed

    def _missing(self, key: Sequence[str]) -> str:
        """SQL of whether the row called kept is not in the file."""
        same = " and ".join(f"staged.{column} = kept.{column}" for column in key)
        return f"not exists (select from {self.name}_last staged where {same})"

    def _upsert(self, key: Sequence[str]) -> str:
        columns = ", ".join(self.columns)
        values = [column for column in self.columns if column not in key]
        settings = ", ".join(f"{column} = excluded.{column}" for column in values)
        old, new = (", ".join(f"{side}.{column}" for column in values) for side in ("kept", "excluded"))
        return (
            f"with done as (insert into {self.table} as kept ({columns})"
            f" select {columns} from {self.name}_last"
            f" on conflict ({', '.join(key)}) do update set {settings}"
            f" where ({old}) is distinct from ({new}) returning xmax = 0 as added)"
            f" select (select count(*) from {self.name}_last),"
            " count(*) filter (where added), count(*) filter (where not added) from done"
        )
