"""The rows of a caseload: open referrals, each with the person and what happened and will happen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from referrals.models import Referral
from referrals.selectors.listed import Named


@dataclass(frozen=True, slots=True)
class Held:
    """A row, with the days of the last and the next contact.

    ``plan_review_past`` is whether the day has gone by on which the person's plan was to be looked at again.
    """

    pk: int
    person_id: int
    provider_id: int
    reference: str
    received_on: dt.date
    first_requested_on: dt.date | None
    team_name: str | None
    worker_name: str | None
    last_contact_on: dt.date | None
    next_contact_on: dt.date | None
    plan_review_past: bool
    person: Named


OWN = 11


def rows(referrals: QuerySet[Referral]) -> list[Held]:
    """The referrals as rows, in their order. One query."""
    asked, values = referrals.values("pk").query.sql_with_params()
    return _read(f"array({asked})", values)


def by_ids(ids: Sequence[int]) -> list[Held]:
    """The same for the referrals with these ids, in this order. One query."""
    return _read("%s::bigint[]", [list(ids)])


def _read(asked: str, values: Sequence[Any]) -> list[Held]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select * from reporting_caseload_rows({asked}, %s::date)", [*values, timezone.localdate()]
        )
        return [Held(*(*row[:OWN], Named(*row[OWN:]))) for row in cursor.fetchall()]
