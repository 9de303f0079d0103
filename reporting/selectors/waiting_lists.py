"""Lists of referrals with the four-week clock of each: the caseload and the queue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Window

from referrals.models import Referral
from referrals.selectors import caseload
from reporting.rules.clock import Component
from reporting.selectors import clock
from reporting.selectors.clock import Clock

PAGE_SIZE = 50
WAITED = "waited"

Clocks = Mapping[int, Sequence[Clock]]


@dataclass(frozen=True)
class Row:
    """``clock`` is None where the national wait does not count the referral."""

    referral: Any
    clock: Clock | None


@dataclass(frozen=True)
class Wanted:
    """What to keep: clocks that run and lack ``lacks``, that run beyond four weeks, or that run at all."""

    lacks: str = ""
    overdue: bool = False
    running: bool = False

    def keeps(self, found: Clock | None) -> bool:
        if not (self.lacks or self.overdue or self.running):
            return True
        if found is None or not found.is_running:
            return False
        if self.lacks and Component(self.lacks) not in found.lacking:
            return False
        return not (self.overdue and found.within_four_weeks)

    @property
    def asks_the_clock(self) -> bool:
        return bool(self.lacks or self.overdue or self.running)


def page(
    referrals: QuerySet[Referral],
    *,
    number: str | int,
    total: int | None = None,
    sort: str = "",
    wanted: Wanted | None = None,
) -> Page[Any]:
    """A page of ``Row``: two queries, three where the clock decides who is on it or in which order.

    ``total`` is how many ``referrals`` are, when that is known already. ``sort`` is a key of
    ``caseload.SORTS`` or WAITED, perhaps with a minus.
    """
    wanted = wanted or Wanted()
    if wanted.asks_the_clock or sort.removeprefix("-") == WAITED:
        return _chosen_by_clock(referrals, number, sort, wanted)
    if total is None:
        rows, shown = _counted(referrals, number)
    else:
        shown = Paginator(range(total), PAGE_SIZE).get_page(number)
        rows = caseload.rows(referrals[_before(shown) : _before(shown) + PAGE_SIZE])
    shown.object_list = _with_clocks(rows, clock.for_people({row.person_id for row in rows}))
    return shown


def _counted(referrals: QuerySet[Referral], number: str | int) -> tuple[Sequence[Any], Page[Any]]:
    """The rows of a page together with how many there are: one query where two would say the same
    conditions twice.
    """
    asked = int(number) if str(number).isdecimal() and 0 < int(number) < 1_000_000 else 1
    numbered = referrals.annotate(in_all=Window(Count("pk")))
    rows = caseload.rows(numbered[(asked - 1) * PAGE_SIZE : asked * PAGE_SIZE])
    if not rows and asked > 1:
        return _counted(referrals, 1)
    return rows, Paginator(range(rows[0].in_all if rows else 0), PAGE_SIZE).get_page(asked)


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
    rows = caseload.by_ids([row.referral.pk for row in shown.object_list])
    shown.object_list = _with_clocks(rows, clocks)
    return shown


def _with_clocks(referrals: Iterable[Any], clocks: Clocks) -> list[Row]:
    return [Row(referral, of_referral(referral, clocks)) for referral in referrals]


def of_referral(referral: Referral, clocks: Clocks) -> Clock | None:
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
