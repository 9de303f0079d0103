"""What a session asks: the eleven areas of DIALOG, then the tenant's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q

from outcomes.models import LocalItem
from outcomes.rules import dialog
from outcomes.rules.dialog import Group

# So that a key of a tenant's own never is one of the eleven.
OWN = "own-"


@dataclass(frozen=True)
class Asked:
    """An area to be rated. ``code`` is its SNOMED CT code on the day, empty for one of the tenant's own; ``group``
    is None for those, which are never scored.
    """

    key: str
    label: str
    group: Group | None
    code: str = ""
    local_item_id: int | None = None

    @property
    def is_treatment(self) -> bool:
        return self.group == Group.TREATMENT


def asked_on(day: dt.date, *, also: Collection[int] = ()) -> Mapping[str, Asked]:
    """By key, in the order in which they are asked. ``also`` are ids of own items that are asked no longer and were
    answered. One query.
    """
    eleven = [Asked(item.key, item.label, item.group, item.code_on(day)) for item in dialog.ITEMS.values()]
    rows = LocalItem.objects.filter(Q(is_active=True) | Q(pk__in=also))
    own = [Asked(f"{OWN}{row.key}", row.label, None, local_item_id=row.pk) for row in rows]
    return {asked.key: asked for asked in (*eleven, *own)}


def key_of_code(code: str) -> str:
    """The key of whatever area ever had this code; empty for a code of something else."""
    item = dialog.BY_CODE.get(code)
    return item.key if item else ""
