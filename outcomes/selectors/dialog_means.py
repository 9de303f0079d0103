"""What DIALOG says of many people: the mean of each area and of each group of areas, first and latest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from hubs.tenancy import current_tenant_id
from outcomes.rules import dialog
from outcomes.rules.dialog import Group
from referrals.models import Referral

QUERY = Path(__file__).with_suffix(".sql")
# The groups stand before their areas. An area and a group are never called the same.
LABELS: Mapping[str, str] = {
    Group.QUALITY_OF_LIFE: "Quality of life, mean of 8 areas",
    **{key: item.label for key, item in dialog.ITEMS.items() if item.group == Group.QUALITY_OF_LIFE},
    Group.TREATMENT: "Treatment, mean of 3 areas",
    **{key: item.label for key, item in dialog.ITEMS.items() if item.group == Group.TREATMENT},
}


@dataclass(frozen=True)
class Mean:
    """An area or a group over many people.

    ``rated`` have a first rating, whose mean is ``first_of_all``. ``paired`` of them have a later one as well, and
    ``first`` and ``latest`` are the means of these same people. A mean of nobody is None.
    """

    item: str
    rated: int
    first_of_all: Decimal | None
    paired: int
    first: Decimal | None
    latest: Decimal | None

    @property
    def label(self) -> str:
        return LABELS[self.item]

    @property
    def is_group(self) -> bool:
        return self.item in set(Group)

    @property
    def change(self) -> Decimal | None:
        return None if self.first is None or self.latest is None else self.latest - self.first


@dataclass(frozen=True)
class Rated:
    """A person's first rating of an area or mean of a group, and the latest; None where there is no later one."""

    person_id: int
    first: Decimal
    first_on: dt.date
    latest: Decimal | None
    latest_on: dt.date | None


def means(referrals: QuerySet[Referral], *, as_at: dt.date) -> list[Mean]:
    """Each group and area, as it stood at the end of a day, over the people of these referrals. Two queries."""
    rows = _ask(
        "select item, count(*), avg(first), count(latest), avg(first) filter (where latest is not null), avg(latest)"
        " from pair group by item",
        referrals,
        as_at,
    )
    found = {row[0]: Mean(*row) for row in rows}
    return [found.get(item) or Mean(item, 0, None, 0, None, None) for item in LABELS]


def people(referrals: QuerySet[Referral], item: str, *, as_at: dt.date) -> list[Rated]:
    """Who is behind a mean: the lowest latest rating first, whoever was rated once after the others. Two queries."""
    rows = _ask(
        "select person_id, first, first_on, latest, latest_on from pair where item = %(item)s"
        " order by latest nulls last, first, person_id",
        referrals,
        as_at,
        item=item,
    )
    return [Rated(*row) for row in rows]


def _ask(select: str, referrals: QuerySet[Referral], as_at: dt.date, **more: Any) -> Sequence[Any]:
    ids: Collection[int] = list(referrals.order_by().values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            f"with pair as ({_pairs()}) {select}",
            {
                "tenant": current_tenant_id(),
                "referrals": list(ids),
                "as_at": as_at,
                "codes": list(dialog.BY_CODE),
                "items": [item.key for item in dialog.BY_CODE.values()],
                "groups": [item.group.value for item in dialog.BY_CODE.values()],
                "lowest": dialog.LOWEST,
                "highest": dialog.HIGHEST,
                **more,
            },
        )
        rows: Sequence[Any] = cursor.fetchall()
    return rows


@cache
def _pairs() -> str:
    return QUERY.read_text(encoding="utf-8")
