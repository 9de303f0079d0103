"""Codes made from names, for addresses and exports."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

LONGEST = 20


def unused_slug(name: str, *, taken: QuerySet[Any], otherwise: str) -> str:
    """``Fylde Coast`` -> ``fylde-coast``, with a number where that is taken; ``otherwise`` for a name of
    signs alone.
    """
    base = slugify(name)[:LONGEST].strip("-") or otherwise
    used = set(taken.filter(code__startswith=base[: LONGEST - 4]).values_list("code", flat=True))
    slug, number = base, 1
    while slug in used:
        number += 1
        slug = f"{base[: LONGEST - 4]}-{number}"
    return slug
