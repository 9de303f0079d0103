"""What happened to a person, the newest first: who asked, what was decided, steps, contacts, scores, plans, physical
health checks and attempts to reach them about these, stays in hospital.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection

from config.formats import LONDON
from hubs.tenancy import current_tenant_id

PAGE_SIZE = 20


@dataclass(frozen=True)
class Entry:
    """``kind`` is referral, closure, request, discussion, handover, step, contact, score, indirect, admission, plan,
    agreement, health or outreach; ``detail`` what ``sql/timeline.sql`` gives for it. ``at`` is the local time,
    where one is known.
    """

    kind: str
    day: dt.date
    at: dt.time | None
    detail: Mapping[str, Any]

    @property
    def when(self) -> dt.date | dt.datetime:
        return dt.datetime.combine(self.day, self.at, tzinfo=LONDON) if self.at else self.day


def of_person(person_id: int, page: int = 1) -> Page[Any]:
    """A page of the person's entries; a page beyond the last one is the last. One query, or two for such a
    page.
    """
    entries, total = _read(person_id, page)
    if not entries and page > 1:
        _, total = _read(person_id, 1)
        page = Paginator(range(total), PAGE_SIZE).num_pages
        entries, total = _read(person_id, page)
    shown: Page[Any] = Paginator(range(total), PAGE_SIZE).page(page)
    shown.object_list = entries
    return shown


def _read(person_id: int, page: int) -> tuple[list[Entry], int]:
    current_tenant_id()  # raises NoTenant, where the database would answer with nothing
    with connection.cursor() as cursor:
        cursor.execute(
            "select kind, day, at, total, detail from careplans_timeline(%s, %s, %s)",
            [person_id, PAGE_SIZE, (page - 1) * PAGE_SIZE],
        )
        rows = cursor.fetchall()
    return [Entry(kind, day, at, _mapping(detail)) for kind, day, at, _, detail in rows], rows[0][
        3
    ] if rows else 0


def _mapping(detail: Any) -> Mapping[str, Any]:
    held: Mapping[str, Any] = json.loads(detail) if isinstance(detail, str) else detail
    return held


def tools_in(entries: Sequence[Entry]) -> set[str]:
    """The codes of the tools whose scores these entries tell."""
    return {score["tool"] for entry in entries for score in entry.detail.get("scores", ())}
