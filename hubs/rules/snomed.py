"""SNOMED CT identifiers: their shape and check digit.

Source: SNOMED International, Release File Specification (SCTID: 6 to 18 digits, Verhoeff check digit last; the two
digits before it say that it names a concept: 00, or 10 in an extension such as the UK's).
"""

from __future__ import annotations

import re

# Verhoeff's dihedral group: products, and the permutation that depends on the place of a digit.
_PRODUCT = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
_PERMUTED = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)
_SHAPE = re.compile(r"[1-9][0-9]{5,17}")
CONCEPT_PARTITIONS = ("00", "10")

NOT_A_CODE = "must be a SNOMED CT concept code: 6 to 18 digits, like 386053000"
WRONG_DIGIT = "is not a SNOMED CT concept code: a digit is wrong or two have changed places"


def problem(code: str) -> str:
    """Why ``code`` cannot be a concept identifier, as the end of a sentence; empty when it can be one."""
    if not _SHAPE.fullmatch(code):
        return NOT_A_CODE
    return "" if check_digit_fits(code) and code[-3:-1] in CONCEPT_PARTITIONS else WRONG_DIGIT


def check_digit_fits(code: str) -> bool:
    """Whether the last digit is the Verhoeff check digit of the others."""
    check = 0
    for place, digit in enumerate(reversed(code)):
        check = int(_PRODUCT[check][int(_PERMUTED[place % 8][int(digit)])])
    return check == 0
