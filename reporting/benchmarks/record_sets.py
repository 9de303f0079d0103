"""Reading a record set, beside two COPYs: what a reading is made of that no program of ours can make faster.

One takes the files as they are into tables of text without keys. The other takes what the reading wrote into tables
with the product's own keys, checks and indexes, so that the database does for each row what it does in a reading.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import resource
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from django.apps import apps
from django.db import connection
from psycopg import sql

from hubs.models import Tenant
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from hubs.tenancy.models import TenantModel
from reporting.actions import record_sets
from reporting.benchmarks.timing import once
from reporting.mhsds.made_up import write_record_set

MONTH = dt.date(2025, 6, 1)


@dataclass(frozen=True)
class Reading:
    """``rows`` of all files; seconds of the reading and of the two COPYs; the reader's peak memory in MB."""

    rows: int
    read_seconds: float
    copy_seconds: float
    keyed_seconds: float
    peak_mb: int


def measure(*, people: int, contacts: int) -> Reading:
    """Write a made-up month, copy it barely, read it for real, and copy what came of it with all keys."""
    tenant = Tenant.objects.create(slug="bench-reading", name="Bench of reading", ods_code="QB1")
    by = system_actor(tenant.pk)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "month"
        write_record_set(folder, "RB9", MONTH, people, contacts)
        copied = once(lambda: _copy_barely(folder))
        with in_tenant(tenant.pk):
            record_set = record_sets.ask(by=by, name="bench")
        read = once(lambda: record_sets.read_folder(by=by, folder=folder, record_set=record_set))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with in_tenant(tenant.pk):
        record_set.refresh_from_db()
        keyed = sum(_copy_with_keys(model) for model in apps.get_models() if issubclass(model, TenantModel))
    rows = sum(table["read"] for table in record_set.summary.values())
    return Reading(rows, read, copied, keyed, peak)


def _copy_barely(folder: Path) -> None:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        for path in sorted(folder.glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                columns = next(csv.reader(file))
            table = sql.Identifier(f"bench_{path.stem.lower()}")
            named = sql.SQL(", ").join(
                sql.SQL("{} text").format(sql.Identifier(column)) for column in columns
            )
            owner.execute(sql.SQL("create table {} ({})").format(table, named))
            statement = sql.SQL("copy {} from stdin (format csv, header)").format(table)
            with path.open("rb") as data:
                _copy_file(owner, statement, data)


def _copy_with_keys(model: type[TenantModel]) -> float:
    """Seconds in which the tenant's rows of a table are copied into another one with the same keys and indexes."""
    table = model._meta.db_table
    names = [str(field.column) for field in model._meta.concrete_fields if not field.generated]
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    with tempfile.TemporaryFile() as file, psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        out = sql.SQL("copy (select {} from {}) to stdout").format(columns, sql.Identifier(table))
        with connection.cursor() as cursor, cursor.copy(out) as rows:
            file.writelines(rows)
        if not file.tell():
            return 0.0
        file.seek(0)
        into = _like(owner, table)
        return once(lambda: _copy_file(owner, sql.SQL("copy {} ({}) from stdin").format(into, columns), file))


def _like(owner: psycopg.Connection[Any], table: str) -> sql.Identifier:
    """Make an empty table with all that a table is made of, foreign keys among it."""
    made = sql.Identifier(f"keyed_{table}")
    owner.execute(sql.SQL("create table {} (like {} including all)").format(made, sql.Identifier(table)))
    keys = owner.execute(
        "select pg_get_constraintdef(oid) from pg_constraint where contype = 'f' and conrelid = %s::regclass",
        [table],
    )
    for (key,) in keys.fetchall():
        owner.execute(sql.SQL("alter table {} add {}").format(made, sql.SQL(key)))
    owner.commit()
    return made


def _copy_file(owner: psycopg.Connection[Any], statement: sql.Composed, file: IO[bytes]) -> None:
    with owner.cursor().copy(statement) as copy:
        while block := file.read(1 << 20):
            copy.write(block)
    owner.commit()
