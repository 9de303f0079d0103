"""Short public references, which are also the local identifiers of national record sets (20 characters
at most).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

# Without letters that are read as digits (I, L, O) or that make words (U).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_CHARACTERS = 9
NO_CHARACTER = "*"
_VALUES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" + NO_CHARACTER


def new(prefix: str) -> str:
    """A new reference: what it names (one letter), nine random characters, one check character.

    Nine characters of 32 are 35 million million: two alike in one tenant are refused by its unique key,
    and nobody learns from one how many there are.
    """
    return complete(lambda: prefix + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS)))


def complete(draw: Callable[[], str]) -> str:
    """A drawn body with its check character; drawn again while that would be no letter or digit."""
    while True:
        body = draw()
        check = check_character(body)
        if check != NO_CHARACTER:
            return body + check


def check_character(body: str) -> str:
    """The check character of ISO 7064 MOD 37-2: it finds one wrong character and two neighbours that swapped.

    One body in 37 has a check that is no letter or digit, which is ``*``.
    """
    total = 0
    for character in body:
        total = (total + _VALUES.index(character)) * 2 % 37
    return _VALUES[(1 - total) % 37]


def normalise(text: str) -> str:
    """What was meant: capitals, without the spaces and dashes that people put in."""
    return "".join(character for character in text.upper() if character.isalnum())


def is_valid(text: str) -> bool:
    """Whether the check character fits."""
    reference = normalise(text)
    known = all(character in _VALUES for character in reference)
    return known and len(reference) > 2 and check_character(reference[:-1]) == reference[-1]
