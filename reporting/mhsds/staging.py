"""Copying the files of a record set into temporary tables, as text, with the line of each row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.db import connection

from reporting.mhsds.errors import CannotRead
from reporting.mhsds.folder import columns_of
from reporting.mhsds.reading import Reading, Staged
from reporting.mhsds.specification import MANDATORY, Table
from reporting.mhsds.sql import drop, quoted, run
from reporting.mhsds.stream import CsvFile


def stage(reading: Reading) -> None:
    """Copy every table. Raises CannotRead where a file cannot be taken apart."""
    for table, path in reading.folder.files.items():
        reading.staged[table.id] = _stage(table, path, reading)


def _stage(table: Table, path: Path, reading: Reading) -> Staged:
    with path.open("rb") as file:
        content = CsvFile(path, file)
        known = columns_of(table, content.columns, path.name)
        names = [known.get(position, f"unknown {position}") for position in range(len(content.columns))]
        drop(table.staged)
        columns = ", ".join(f'"{name}" text' for name in names)
        run(f"create temporary table {table.staged} (line integer, {columns}) on commit drop")
        read = _copy(table, content, names, reading)
    if not read and table.id in MANDATORY:
        raise CannotRead(
            f"{path.name} has a header and no rows. A record set has some: export the month again."
        )
    run(f"analyze {table.staged}")
    unknown = [name or f"column {at + 1}" for at, name in enumerate(content.columns) if at not in known]
    return Staged(table, list(known.values()), unknown, read)


def _copy(table: Table, content: CsvFile, names: Sequence[str], reading: Reading) -> int:
    read = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy {table.staged} (line, {quoted(names)}) from stdin (format csv)") as copy,
    ):
        for block in content.blocks():
            copy.write(block.data)
            read += block.records
            reading.progress.advance(f"Reading {table.name}", block.size)
    return read
