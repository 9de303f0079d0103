"""Postcodes as they are stored and matched: capitals, one space before the last three characters."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"(?:[A-Z]{1,2}[0-9][A-Z0-9]?|GIR) [0-9][A-Z]{2}")
# Pseudo postcodes that say why there is none: no fixed abode, not known, abroad.
NO_ADDRESS = "ZZ99"


def normalise(text: str) -> str:
    """``pr11ah`` -> ``PR1 1AH``; what is no postcode comes back in capitals without needless spaces."""
    squeezed = "".join(text.split()).upper()
    spaced = f"{squeezed[:-3]} {squeezed[-3:]}"
    return spaced if _SHAPE.fullmatch(spaced) else " ".join(text.split()).upper()


def is_postcode(text: str) -> bool:
    """Whether the text, as stored, has the form of a postcode (pseudo postcodes among them)."""
    return _SHAPE.fullmatch(text) is not None


def is_pseudo(text: str) -> bool:
    """Whether it stands for having no address, or none that is known."""
    return normalise(text).startswith(NO_ADDRESS)
