"""The months as they were sent: kept in chunks of rows, and taken apart again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from reporting.mhsds.reading import Reading, Staged, key_of
from reporting.mhsds.specification import Table
from reporting.mhsds.sql import quoted, run

ROWS_A_CHUNK = 500
# Events are rows of the record itself, marked with their month; all else is kept as it was sent.
EVENTS = ("MHS201", "MHS202", "MHS204", "MHS606", "MHS607")


def keep(reading: Reading) -> None:
    """Keep the sound rows of this record set."""
    for staged in reading.staged.values():
        if staged.table.id not in EVENTS:
            _keep(staged, reading)


def _keep(staged: Staged, reading: Reading) -> None:
    sent = f"(select to_jsonb(sent) from (select s.line, {quoted(staged.columns, 's.')}) sent)"
    run(
        'insert into reporting_recordchunk (tenant_id, record_set_id, "table", position, keys, rows)'
        f" select {reading.tenant_id}, {reading.record_set_id}, '{staged.table.name}', position,"
        " array_agg(key order by line), jsonb_agg(jsonb_strip_nulls(sent) order by line)"
        f" from (select s.line, {staged.key} as key, {sent} as sent,"
        f" (row_number() over (order by s.line) - 1) / {ROWS_A_CHUNK} as position from {staged.accepted} s) k"
        " group by position"
    )


def expanded(
    table: Table, sets: Iterable[tuple[dt.date, int]], reading: Reading, apart: Sequence[str] = ()
) -> str:
    """SQL of the kept rows of some record sets: month, record_set_id, key, line and row, an object.

    ``apart`` are elements that the key goes on with.
    """
    values = ", ".join(f"(date '{month}', {record_set}::bigint)" for month, record_set in sets)
    return _expanded(
        table,
        f"(values {values or '(null::date, null::bigint)'}) i (month, record_set_id)",
        reading,
        key_of(["k.key", *(f"k.row ->> '{name}'" for name in apart)]),
    )


def expanded_of_providers(table: Table, providers: str, reading: Reading) -> str:
    """As ``expanded``, of every month in force of some providers, given as SQL, with provider_id.

    The month that is being read is left out: what is in force of it is about to be replaced.
    """
    in_force = (
        "(select month, id as record_set_id, provider_id from reporting_recordset where state = 'taken'"
        f" and tenant_id = {reading.tenant_id} and id <> {reading.replaces or 0} and provider_id in ({providers})) i"
    )
    return _expanded(table, in_force, reading)


def _expanded(table: Table, in_force: str, reading: Reading, key: str = "k.key") -> str:
    return (
        f"(select i.*, {key} as key, (k.row ->> 'line')::integer as line, k.row"
        f" from {in_force} join reporting_recordchunk c on c.tenant_id = {reading.tenant_id}"
        f" and c.record_set_id = i.record_set_id and c.\"table\" = '{table.name}'"
        " cross join lateral rows from (unnest(c.keys), jsonb_array_elements(c.rows)) as k (key, row))"
    )
