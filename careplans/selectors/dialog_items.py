"""What a session asks: the eleven areas of DIALOG, then the tenant's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from outcomes.rules import dialog
from outcomes.rules.dialog import Group
from outcomes.selectors import wording
from outcomes.selectors.wording import ShownItem

# So that a key of a tenant's own never is one of the eleven.
OWN = "own-"


@dataclass(frozen=True)
class Asked:
    """An area to be rated. ``code`` is its SNOMED CT code on the day, empty for one of the tenant's own; ``group``
    is None for those, which are never scored. ``question`` is the tenant's licensed wording, empty without one.
    """

    key: str
    label: str
    group: Group | None
    code: str = ""
    local_item_id: int | None = None
    question: str = ""

    @property
    def is_treatment(self) -> bool:
        return self.group == Group.TREATMENT


def asked_on(day: dt.date, *, also: Collection[int] = ()) -> Mapping[str, Asked]:
    """By key, in the order in which they are asked. ``also`` are ids of own items that are asked no longer and were
    answered. Two queries.
    """
    shown = [
        each
        for each in wording.items(on=day, retired=bool(also))
        if each.in_use or each.local_item_id in also
    ]
    return {asked.key: asked for asked in map(_asked, shown)}


def _asked(item: ShownItem) -> Asked:
    return Asked(
        key=f"{OWN}{item.key}" if item.local_item_id else item.key,
        label=item.label,
        group=item.group,
        code=item.code,
        local_item_id=item.local_item_id,
        question=item.words if item.is_licensed else "",
    )


def key_of_code(code: str) -> str:
    """The key of whatever area ever had this code; empty for a code of something else."""
    item = dialog.BY_CODE.get(code)
    return item.key if item else ""
