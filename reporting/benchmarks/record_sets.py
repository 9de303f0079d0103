"""Reading a record set, beside a bare COPY of the same rows into tables without keys."""

from __future__ import annotations

import csv
import datetime as dt
import os
import resource
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from hubs.models import Tenant
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from reporting.actions import record_sets
from reporting.benchmarks.timing import once
from reporting.mhsds.made_up import write_record_set

MONTH = dt.date(2025, 6, 1)


@dataclass(frozen=True)
class Reading:
    """``rows`` of all tables; seconds of the reading and of the bare COPY; the reader's peak memory in MB."""

    rows: int
    read_seconds: float
    copy_seconds: float
    peak_mb: int


def measure(*, people: int, contacts: int) -> Reading:
    """Write a made-up month, copy it barely, read it for real."""
    tenant = Tenant.objects.create(slug="bench-reading", name="Bench of reading", ods_code="QB1")
    by = system_actor(tenant.pk)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "month"
        write_record_set(folder, "RB9", MONTH, people, contacts)
        copied = once(lambda: _copy_barely(folder))
        with in_tenant(tenant.pk):
            record_set = record_sets.ask(by=by, name="bench")
        read = once(lambda: record_sets.read_folder(by=by, folder=folder, record_set=record_set))
    with in_tenant(tenant.pk):
        record_set.refresh_from_db()
    rows = sum(table["read"] for table in record_set.summary.values())
    return Reading(rows, read, copied, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


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
            with owner.cursor().copy(statement) as copy, path.open("rb") as data:
                while block := data.read(1 << 20):
                    copy.write(block)
