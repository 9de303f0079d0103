"""Made-up people in great numbers, for timing the night and for looking at query plans."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.db import connection

from hubs.tenancy import current_tenant_id

SQL = Path(__file__).with_name("population.sql")


def make(*, people: int, as_at: dt.date) -> None:
    """Fill the tenant in force, empty so far, with ``people`` persons and ten times as many contacts."""
    current_tenant_id()
    statements = SQL.read_text(encoding="utf-8").split(";\n")
    with connection.cursor() as cursor:
        for statement in filter(str.strip, statements):
            cursor.execute(statement, {"people": people, "as_at": as_at})
