"""What stands at the top of somebody's record beside their name: practice, network, and who co-ordinates
their care.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from hubs.rules.ods import DEFAULT_PRACTICES
from hubs.tenancy import current_tenant_id
from referrals.models import Person

# In SQL of its own: making the same of models at each page took longer than all else on it.
QUERY = Path(__file__).with_suffix(".sql")


@dataclass(frozen=True)
class About:
    """Empty where it is not known."""

    practice_code: str = ""
    practice: str = ""
    pcn: str = ""
    coordinator: str = ""


def of_person(person: Person, on: dt.date | None = None) -> About:
    """As on a day, today when not said. One query."""
    current_tenant_id()  # raises NoTenant, where the database would answer with nothing
    asked: dict[str, Any] = {
        "person": person.pk,
        "day": on or timezone.localdate(),
        "nowhere": sorted(DEFAULT_PRACTICES),
    }
    with connection.cursor() as cursor:
        cursor.execute(_query(), asked)
        (row,) = cursor.fetchall()
    return About(*(text or "" for text in row))


@cache
def _query() -> str:
    return QUERY.read_text(encoding="utf-8")
