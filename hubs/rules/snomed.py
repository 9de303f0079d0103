"""SNOMED CT identifiers: 6 to 18 digits that end in a check digit (Verhoeff's dihedral check)."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"[1-9][0-9]{5,17}")
_FIVE = range(5)
# The dihedral group of the pentagon: turns 0 to 4, reflections 5 to 9.
_TIMES = [[(a + b) % 5 for b in _FIVE] + [(a + b) % 5 + 5 for b in _FIVE] for a in _FIVE] + [
    [(a - b) % 5 + 5 for b in _FIVE] + [(a - b) % 5 for b in _FIVE] for a in _FIVE
]
_ONCE = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _permutations() -> list[tuple[int, ...]]:
    rows = [tuple(range(10))]
    while len(rows) < 8:
        rows.append(tuple(rows[-1][digit] for digit in _ONCE))
    return rows


_PERMUTED = _permutations()


def is_identifier(text: str) -> bool:
    """Whether the text has the form of a SNOMED CT identifier and its check digit fits."""
    if _SHAPE.fullmatch(text) is None:
        return False
    check = 0
    for place, digit in enumerate(reversed(text)):
        check = _TIMES[check][_PERMUTED[place % 8][int(digit)]]
    return check == 0
