"""Who still waits in a hub: open referrals with fewer than two contacts that count nationally, and those recorded here
in which nobody is named to look after the person.

Tens of thousands may wait. A page costs what a page shows: its rows are a range of an index of those who wait
(``referrals.models.referral.WAITS``), and they are counted up to a limit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Func, IntegerField, JSONField, Q, QuerySet, Value

from hubs.models import StaffMember
from hubs.rules.roles import Actor, Permission
from referrals.models import Referral
from referrals.models.referral import WAITS, urgent_first
from referrals.selectors import queue_rows
from referrals.selectors.people import viewable_hubs
from referrals.selectors.queue_rows import Waiting

# How often they were seen; seen twice, they wait for somebody to be named.
NOT_SEEN, SEEN_ONCE, NOBODY_NAMED = "0", "1", "2"
PAGE_SIZE = 50
# Beyond so many, a list says "more than": counting all of them would cost more than showing a page.
COUNTED = 1000
PAGE = "queue"

# What the list is sorted by: the key in the address, and the columns. The first is what a meeting goes by.
URGENT_FIRST = "urgent"
SORTS: Mapping[str, Sequence[Any]] = {
    URGENT_FIRST: (urgent_first(), "received_on"),
    "received": ("received_on",),
    "name": ("person__name_key",),
    "team": ("team__name", "received_on"),
    "worker": ("named_worker__name", "received_on"),
}


@dataclass(frozen=True)
class Choice:
    """Something to filter by: what stands in the address, and its name."""

    value: str
    name: str


@dataclass(frozen=True)
class Page:
    """A page of the queue with what stands around it. ``total`` is COUNTED + 1 when there are more than COUNTED."""

    number: int
    rows: Sequence[Waiting]
    total: int
    has_next: bool
    hubs: Sequence[Choice]
    teams: Sequence[Choice]
    workers: Sequence[Choice]
    saved: Sequence[Mapping[str, str]]

    @property
    def is_counted(self) -> bool:
        return self.total <= COUNTED

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        return self.first - 1 + len(self.rows)


def waiting(by: Actor, *, seen: str = "") -> QuerySet[Referral]:
    """Those of the hubs of ``by``; ``seen`` narrows it to NOT_SEEN, SEEN_ONCE or NOBODY_NAMED."""
    found = Referral.objects.filter(_of_hubs(by), WAITS)
    return found.filter(seen=int(seen)) if seen in {NOT_SEEN, SEEN_ONCE, NOBODY_NAMED} else found


def open_in_hubs(by: Actor) -> QuerySet[Referral]:
    """Every open referral of the hubs of ``by``."""
    return Referral.objects.filter(_of_hubs(by), discharged_on=None, rejected_on=None)


def _of_hubs(by: Actor) -> Q:
    """Whoever works for the whole tenant also sees those of ours whom no hub covers, so that somebody does."""
    hubs = viewable_hubs(by, Permission.QUEUE_VIEW)
    return Q(hub__isnull=False) | Q(source_month=None) if hubs is None else Q(hub__in=hubs)


def ordered(referrals: QuerySet[Referral], sort: str) -> QuerySet[Referral]:
    """By a key of SORTS, with a minus for the other way round; an unknown key is the first one."""
    key, turned = sort.removeprefix("-"), sort.startswith("-")
    found = referrals.order_by(*SORTS.get(key, SORTS[URGENT_FIRST]), "pk")
    return found.reverse() if turned and key in SORTS else found


def page(by: Actor, referrals: QuerySet[Referral], *, sort: str = URGENT_FIRST, number: int = 1) -> Page:
    """A page of these referrals, and the choices of the filters. One query; two for a page beyond the last."""
    found = asked(by, referrals, sort, number).get()
    rows = [queue_rows.read(row) for row in found["rows"]]
    if not rows and number > 1:
        return page(by, referrals, sort=sort)
    choices = found["choices"]
    return Page(
        number=number,
        rows=rows[:PAGE_SIZE],
        total=found["total"],
        has_next=len(rows) > PAGE_SIZE,
        saved=choices["saved"],
        **{name: [Choice(**one) for one in choices[name]] for name in ("hubs", "teams", "workers")},
    )


def asked(by: Actor, referrals: QuerySet[Referral], sort: str, number: int) -> QuerySet[StaffMember, Any]:
    """The query of a page: one row, about whoever asks."""
    start = (number - 1) * PAGE_SIZE
    chosen = ordered(referrals, sort)[start : start + PAGE_SIZE + 1]
    counted = ArraySubquery(referrals.order_by().values("pk")[: COUNTED + 1])
    return _asker(by).values(
        rows=queue_rows.of(chosen),
        total=Func(counted, function="cardinality", output_field=IntegerField()),
        choices=_choices(by),
    )


def everybody(by: Actor, referrals: QuerySet[Referral], sort: str) -> list[Waiting]:
    """All of these referrals, for a file. One query."""
    found = _asker(by).values(rows=queue_rows.of(ordered(referrals, sort))).get()
    return [queue_rows.read(row) for row in found["rows"]]


def _asker(by: Actor) -> QuerySet[StaffMember]:
    """One row to ask by, so that all a page needs comes in one query."""
    return StaffMember.objects.filter(pk=by.staff_id or 0)


def _choices(by: Actor) -> Func:
    hubs = viewable_hubs(by, Permission.QUEUE_VIEW)
    mine = Value(None if hubs is None else sorted(hubs), output_field=ArrayField(BigIntegerField()))
    return Func(Value(by.staff_id), mine, function="referrals_queue_choices", output_field=JSONField())
