"""Small helpers for the statements that a reading is made of."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection

_NAME = re.compile(r"\{(parent\.)?(\w+)\}")


def run(statement: str, params: Sequence[Any] | None = None) -> int:
    """Execute a statement; the number of rows that it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        touched: int = cursor.rowcount
    return touched


def rows(statement: str, params: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
    """The rows of a query that has few."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def value(statement: str, params: Sequence[Any] | None = None) -> Any:
    """The one value of a query."""
    return rows(statement, params)[0][0]


def temporary(name: str, query: str, *, key: str = "") -> int:
    """Keep a query's rows in a temporary table until the transaction ends, for the planner to know; their number."""
    drop(name)
    made = run(f"create temporary table {name} on commit drop as {query}")
    if key:
        run(f"create index on {name} ({key})")
    run(f"analyze {name}")
    return made


def drop(*names: str) -> None:
    """Remove temporary tables, which outlive a reading when it is part of a longer transaction."""
    for name in names:
        run(f"drop table if exists pg_temp.{name}")


def quoted(names: Iterable[str], alias: str = "") -> str:
    """Columns named like elements, for a list of columns."""
    return ", ".join(f'{alias}"{name}"' for name in names)


def filled(
    template: str, words: Mapping[str, str], known: Container[str], parent: Container[str] = ()
) -> str:
    """SQL in which {Element} stands for a column of the row s, {parent.Element} for one of the row p it belongs to.

    Where the file has no such column it is null. ``words`` are other {words} with what to put there.
    """

    def column(found: re.Match[str]) -> str:
        of_parent, word = found.groups()
        if of_parent:
            return f'p."{word}"' if word in parent else "null::text"
        if word in words:
            return words[word]
        return f's."{word}"' if word in known else "null::text"

    return _NAME.sub(column, template)


def distinct_values(table: str, column: str) -> Iterator[str]:
    """The values of a column, each once, a few thousand at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(f'select distinct "{column}" from {table} where "{column}" is not null')
        while found := cursor.fetchmany(5000):
            yield from (row[0] for row in found)


def copy_rows(table: str, columns: str, items: Iterable[Sequence[Any]]) -> None:
    """Copy rows made here into a temporary table."""
    with connection.cursor() as cursor, cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
        for item in items:
            copy.write_row(item)
