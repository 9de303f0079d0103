"""Lists of referrals with the four-week clock of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from referrals.models import Referral
from reporting.rules.clock import Component
from reporting.selectors import caseload_rows, clock
from reporting.selectors.clock import Clock

PAGE_SIZE = 50
WAITED = "waited"

Clocks = Mapping[int, Sequence[Clock]]


class Timed(Protocol):
    """Whatever stands for a referral in a list."""

    @property
    def person_id(self) -> int: ...

    @property
    def provider_id(self) -> int: ...

    @property
    def received_on(self) -> dt.date: ...


@dataclass(frozen=True)
class Row:
    """``clock`` is None where the national wait does not count the referral."""

    referral: Any
    clock: Clock | None


@dataclass(frozen=True)
class Wanted:
    """What to keep: clocks that run and lack ``lacks``, or that run beyond four weeks."""

    lacks: str = ""
    overdue: bool = False

    def keeps(self, found: Clock | None) -> bool:
        if not self.asks_the_clock:
            return True
        if found is None or not found.is_running:
            return False
        if self.lacks and Component(self.lacks) not in found.lacking:
            return False
        return not (self.overdue and found.within_four_weeks)

    @property
    def asks_the_clock(self) -> bool:
        return bool(self.lacks or self.overdue)


def page(
    referrals: QuerySet[Referral],
    *,
    number: str | int,
    total: int,
    sort: str = "",
    wanted: Wanted | None = None,
) -> Page[Any]:
    """A page of ``Row``: two queries, three where the clock decides who is on it or in which order.

    ``total`` is how many ``referrals`` there are. ``sort`` is a key of
    ``caseload.SORTS`` or WAITED, perhaps with a minus.
    """
    wanted = wanted or Wanted()
    if wanted.asks_the_clock or sort.removeprefix("-") == WAITED:
        return _chosen_by_clock(referrals, number, sort, wanted)
    shown: Page[Any] = Paginator(range(total), PAGE_SIZE).get_page(number)
    rows = caseload_rows.rows(referrals[_before(shown) : _before(shown) + PAGE_SIZE])
    shown.object_list = _with_clocks(rows, clock.for_people({row.person_id for row in rows}))
    return shown


def _before(shown: Page[Any]) -> int:
    return (shown.number - 1) * PAGE_SIZE


def _chosen_by_clock(
    referrals: QuerySet[Referral], number: str | int, sort: str, wanted: Wanted
) -> Page[Any]:
    candidates = list(referrals.only("pk", "person_id", "provider_id", "received_on"))
    clocks = clock.for_people({row.person_id for row in candidates})
    kept = [row for row in _with_clocks(candidates, clocks) if wanted.keeps(row.clock)]
    if sort.removeprefix("-") == WAITED:
        # Without a minus the shortest wait comes first, and who has no clock before all.
        kept.sort(key=lambda row: row.clock.days if row.clock else -1, reverse=sort.startswith("-"))
    shown = Paginator(kept, PAGE_SIZE).get_page(number)
    rows = caseload_rows.by_ids([row.referral.pk for row in shown.object_list])
    shown.object_list = _with_clocks(rows, clocks)
    return shown


def _with_clocks(referrals: Iterable[Any], clocks: Clocks) -> list[Row]:
    return [Row(referral, of_referral(referral, clocks)) for referral in referrals]


def of_referral(referral: Timed, clocks: Clocks) -> Clock | None:
    """The clock of the spell that a referral is part of."""
    return next(
        (
            found
            for found in clocks.get(referral.person_id, ())
            if found.provider_id == referral.provider_id
            and found.started_on <= referral.received_on <= found.ended_on
        ),
        None,
    )
