"""MRS01 to MRS03 by one statement that does nothing else: what the night is measured against."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.db import connection

from reporting.actions.month import SETTINGS
from reporting.rules.periods import add_months

SQL = Path(__file__).with_name("mrs_by_hand.sql")


def compute(as_at: dt.date) -> dict[str, Any]:
    """The figures of the month that ends with a day, for the whole tenant in force, by their short names."""
    with connection.cursor() as cursor:
        for name, value in SETTINGS.items():
            cursor.execute("select set_config(%s, %s, true)", [name, value])
        cursor.execute(
            SQL.read_text(encoding="utf-8"), {"as_at": as_at, "quarter_start": add_months(as_at, -2)}
        )
        names = [column.name for column in cursor.description or ()]
        (row,) = cursor.fetchall()
    return dict(zip(names, row, strict=True))
