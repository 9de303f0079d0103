"""The areas that are rated, in the words they are shown in: the eleven of DIALOG, then a tenant's own."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outcomes.models import ItemWording, LocalItem
from outcomes.rules import dialog
from outcomes.rules.dialog import Group

# The language of our own labels.
ENGLISH = "en"


@dataclass(frozen=True)
class ShownItem:
    """One area, to be asked or shown.

    ``code`` is the SNOMED CT code that is valid on the day asked for; empty for an item of a tenant's own, which is
    kept by ``local_item_id`` and never scored. ``label`` names it shortly. ``words`` are the licensed wording in
    ``language``, else the label, in English; a page marks what is in another language than its own.
    """

    key: str
    code: str
    local_item_id: int | None
    label: str
    words: str
    language: str
    group: Group | None
    in_use: bool = True

    @property
    def is_scored(self) -> bool:
        return self.group is not None

    @property
    def is_licensed(self) -> bool:
        """Whether the words are a tenant's and not our label."""
        return self.words != self.label


def items(language: str = ENGLISH, *, on: dt.date, retired: bool = False) -> list[ShownItem]:
    """The eleven in the national order, then the tenant's own in theirs. Two queries.

    Words in another language are the licensed ones; where a tenant has loaded none in it, the English ones stand.
    ``retired`` adds own items that are out of use, for what was rated when they were not.
    """
    said = _said(language)
    own = LocalItem.objects.all() if retired else LocalItem.objects.filter(is_active=True)
    return [
        *(
            _shown(item.key, item.label, said, code=item.code_on(on), group=item.group)
            for item in dialog.ITEMS.values()
        ),
        *(_shown(item.key, item.label, said, local_item_id=item.pk, in_use=item.is_active) for item in own),
    ]


def languages() -> list[str]:
    """Those that an item is worded in here, English first."""
    loaded = set(ItemWording.objects.values_list("language", flat=True))
    return [ENGLISH, *sorted(loaded - {ENGLISH})]


def by_language() -> Mapping[str, Sequence[ItemWording]]:
    """Every wording, the eleven in the national order before own items."""
    found: dict[str, list[ItemWording]] = defaultdict(list)
    order = {key: number for number, key in enumerate(dialog.ITEMS)}
    rows = ItemWording.objects.order_by("language", "item")
    for row in sorted(rows, key=lambda row: (row.language, order.get(row.item, len(order)))):
        found[row.language].append(row)
    return found


def own() -> Sequence[LocalItem]:
    """The tenant's own items in their order, those out of use among them."""
    return list(LocalItem.objects.all())


def own_item(key: str) -> LocalItem | None:
    return LocalItem.objects.filter(key=key).first()


def _said(language: str) -> Mapping[str, tuple[str, str]]:
    """Words and their language by item: in the language asked for, else in English."""
    rows = ItemWording.objects.filter(language__in={language, ENGLISH})
    # English first, so that what is in the language asked for takes its place.
    ordered = sorted(rows, key=lambda row: row.language == language)
    return {row.item: (row.words, row.language) for row in ordered}


def _shown(
    key: str,
    label: str,
    said: Mapping[str, tuple[str, str]],
    *,
    code: str = "",
    local_item_id: int | None = None,
    group: Group | None = None,
    in_use: bool = True,
) -> ShownItem:
    words, language = said.get(key, (label, ENGLISH))
    return ShownItem(key, code, local_item_id, label, words, language, group, in_use)
