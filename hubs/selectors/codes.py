"""National code lists: what may be chosen, and what a code means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils import timezone

from hubs.models import Code
from hubs.selectors.kept import Kept


def choices(code_list: str, on: dt.date | None = None) -> list[tuple[str, str]]:
    """(code, label) of what may be chosen on a day (today when not said), in the order of the list.

    Codes whose meaning was never found are valid but no choice. Raises LookupError for a list that does not
    exist.
    """
    return [(code.code, code.label) for code in _valid(code_list, on) if code.label]


def valid_codes(code_list: str, on: dt.date | None = None) -> frozenset[str]:
    """Every code that is valid in the month of a day, with those whose meaning was never found."""
    return frozenset(code.code for code in _valid(code_list, on))


def label(code_list: str, code: str) -> str:
    """What a code means, also when it is no longer valid; an unknown code is shown as such, an empty one is
    empty.
    """
    if not code:
        return ""
    found = [entry for entry in _list(code_list) if entry.code == code]
    if not found:
        return f"{code} (not in the national list)"
    return found[-1].label or f"Code {code}"


def names() -> list[str]:
    """The lists there are."""
    return sorted(_lists())


def _valid(code_list: str, on: dt.date | None) -> list[Code]:
    month = (on or timezone.localdate()).replace(day=1)
    return [
        code
        for code in _list(code_list)
        if (code.valid_from is None or code.valid_from <= month)
        and (code.valid_to is None or code.valid_to >= month)
    ]


def _list(code_list: str) -> Sequence[Code]:
    lists = _lists()
    if code_list not in lists:
        raise LookupError(
            f"There is no code list {code_list}. Run manage.py load_reference; known: {sorted(lists)}"
        )
    return lists[code_list]


def _read() -> Mapping[str, Sequence[Code]]:
    lists: dict[str, list[Code]] = {}
    for code in Code.objects.order_by("code_list", "position", "valid_from"):
        lists.setdefault(code.code_list, []).append(code)
    return lists


# All lists are read with one query a process, not one a page.
_lists = Kept(_read)
