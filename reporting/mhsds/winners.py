"""Which row of which month the record follows.

A snapshot row is sent month after month, and months may be read in any order. The record follows the newest month
in force that carries the row; so reading one month changes only the rows that no newer month carries, and when a
month is read again, those that it no longer carries fall back to the newest month that does.
"""

from __future__ import annotations

from collections.abc import Sequence

from reporting.mhsds.chunks import expanded
from reporting.mhsds.reading import Reading
from reporting.mhsds.specification import Table
from reporting.mhsds.sql import drop, run, temporary


def won(table: Table) -> str:
    """The temporary table of rows that the record now follows, or that a newer month carries (``older``).

    Columns: key, line, month (whose row it is), since (the oldest month that carries it, as far as this reading
    knows), older, exact (since is the oldest of all), and every element of the table.
    """
    return f"won_{table.id.lower()}"


def gone(table: Table) -> str:
    """The temporary table of rows that no month in force carries any more, with the same columns."""
    return f"gone_{table.id.lower()}"


def find_winners(table: Table, reading: Reading, apart: Sequence[str] = ()) -> None:
    """Make the two tables, from the staged rows and the months read before.

    ``apart`` are elements that tell rows of one key apart: each that was ever sent is then followed for itself.
    """
    _make_won(table, reading, apart)
    drop(gone(table))
    run(f"create temporary table {gone(table)} on commit drop as select * from {won(table)} with no data")
    if reading.replaces:
        _follow_vanished(table, reading, apart)
    run(f"analyze {won(table)}")


def _make_won(table: Table, reading: Reading, apart: Sequence[str]) -> None:
    staged = reading.staged.get(table.id)
    sent = staged.columns if staged else ()
    columns = ", ".join(
        f's."{name}"' if name in sent else f'null::text as "{name}"' for name in table.elements
    )
    source = f"{staged.accepted} s" if staged else "(select 0 as line) s where false"
    key = staged.key_with(apart) if staged else "''"
    older = "false"
    if reading.newer and staged:
        newer = [(month, record_set) for month, record_set in reading.others if record_set in reading.newer]
        temporary("newer_key", f"select distinct key from {expanded(table, newer, reading, apart)} n")
        older = f"exists (select from newer_key n where n.key = {key})"
    drop(won(table))
    run(
        f"create temporary table {won(table)} on commit drop as select {key} as key, s.line,"
        f" {reading.month} as month, {reading.month} as since, {older} as older, false as exact, {columns}"
        f" from {source}"
    )


def _follow_vanished(table: Table, reading: Reading, apart: Sequence[str]) -> None:
    assert reading.replaces is not None
    before = expanded(table, [(reading.header.start, reading.replaces)], reading, apart)
    temporary(
        "vanished",
        f"select b.* from {before} b where not exists (select from {won(table)} w where w.key = b.key)",
    )
    elements = ", ".join(f"o.row ->> '{name}'" for name in table.elements)
    if reading.others:
        run(
            f"insert into {won(table)} select distinct on (o.key) o.key, o.line, o.month,"
            f" min(o.month) over (partition by o.key), false, true, {elements}"
            f" from {expanded(table, reading.others, reading, apart)} o where o.key in (select key from vanished)"
            " order by o.key, o.month desc"
        )
    run(
        f"insert into {gone(table)} select o.key, o.line, o.month, o.month, false, false, {elements} from vanished o"
        f" where not exists (select from {won(table)} w where w.key = o.key)"
    )
