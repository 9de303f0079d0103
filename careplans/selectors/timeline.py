"""What happened to a person: referrals, contacts, scores, plans and stays in hospital, the newest first."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.db import connection

from config.formats import LONDON
from hubs.tenancy import current_tenant_id

PAGE_SIZE = 20
QUERY = Path(__file__).with_suffix(".sql")


@dataclass(frozen=True)
class Entry:
    """``kind`` is referral, closure, contact, score, indirect, admission, plan or agreement; ``detail`` what the
    query beside this file gives for it. ``at`` is the local time, where one is known."""

    kind: str
    day: dt.date
    at: dt.time | None
    detail: Mapping[str, Any]

    @property
    def when(self) -> dt.date | dt.datetime:
        return dt.datetime.combine(self.day, self.at, tzinfo=LONDON) if self.at else self.day


class Entries(Sequence[Entry]):
    """One page, which knows how many there are in all: what a Paginator wants without a second query."""

    def __init__(self, entries: Sequence[Entry], total: int, skipped: int) -> None:
        self.entries = entries
        self.total = total
        self.skipped = skipped

    def __len__(self) -> int:
        return self.total

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return self.entries
        return self.entries[index - self.skipped]


def of_person(person_id: int, page: int = 1) -> Any:
    """A Django Page of the person's entries; a page beyond the last one is the last. One query, two for such a page."""
    found = _read(person_id, max(page, 1))
    if not found.entries and page > 1:
        found = _read(person_id, 1)
        last = Paginator(found, PAGE_SIZE).num_pages
        return of_person(person_id, last) if last > 1 else Paginator(found, PAGE_SIZE).page(1)
    return Paginator(found, PAGE_SIZE).page(max(page, 1))


def _read(person_id: int, page: int) -> Entries:
    current_tenant_id()  # raises NoTenant, where the database would answer with nothing
    skipped = (page - 1) * PAGE_SIZE
    with connection.cursor() as cursor:
        cursor.execute(_query(), {"person": person_id, "size": PAGE_SIZE, "skip": skipped})
        rows = cursor.fetchall()
    entries = [Entry(kind, day, at, _mapping(detail)) for kind, day, at, _, detail in rows]
    return Entries(entries, rows[0][3] if rows else 0, skipped)


def _mapping(detail: Any) -> Mapping[str, Any]:
    held: Mapping[str, Any] = json.loads(detail) if isinstance(detail, str) else detail
    return held


@cache
def _query() -> str:
    return QUERY.read_text(encoding="utf-8")


def tools_in(entries: Sequence[Entry]) -> set[str]:
    """The codes of the tools whose scores these entries tell."""
    return {score["tool"] for entry in entries for score in entry.detail.get("scores", ())}
