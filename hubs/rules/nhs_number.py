"""The NHS number: what was typed, its check digit, and what to say when it cannot be one.

Source: NHS Data Dictionary, NHS NUMBER (modulus 11). A number that passes is well formed, not traced: the
status of a trace is kept beside it (NHS NUMBER STATUS INDICATOR CODE).
"""

from __future__ import annotations

from dataclasses import dataclass

LENGTH = 10
_DIGITS = frozenset("0123456789")
# The minus signs and hyphens that letters, spreadsheets and web pages put between the groups.
_DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212")
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff")

EMPTY = "Enter an NHS number"
NOT_DIGITS = "NHS number must have 10 digits, like 943 476 5919, with no letters or other signs"
REPEATED = "This is one digit repeated, which is nobody's NHS number. Enter the real one or leave it empty"
WRONG_CHECK = (
    "This is not an NHS number: a digit is wrong or two have changed places. Check it and enter it again"
)


@dataclass(frozen=True)
class Checked:
    """``number`` is the ten digits, or None with the ``problem`` in a sentence that says what to do."""

    number: str | None
    problem: str = ""


def check(text: str) -> Checked:
    """What was typed or sent, with or without spaces and dashes, as ten digits that fit their check digit."""
    digits = _without_separators(text)
    problem = _problem(digits)
    return Checked(None, problem) if problem else Checked(digits)


def display(number: str) -> str:
    """``9434765919`` -> ``943 476 5919``; anything that is not ten digits stays as it came."""
    if len(number) != LENGTH or not _DIGITS.issuperset(number):
        return number
    return f"{number[:3]} {number[3:6]} {number[6:]}"


def check_digit(nine: str) -> int | None:
    """The tenth digit for the first nine; None where it would have to be 10, which is never issued."""
    total = sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True))
    remainder = 11 - total % 11
    return {11: 0, 10: None}.get(remainder, remainder)


def _problem(digits: str) -> str:
    if not digits:
        return EMPTY
    if not _DIGITS.issuperset(digits):
        return NOT_DIGITS
    if len(digits) != LENGTH:
        return f"NHS number must have 10 digits. This one has {len(digits)}"
    # Modulus 11 lets 0000000000 and 1111111111 through, which systems write for "not known".
    if len(set(digits)) == 1:
        return REPEATED
    return "" if check_digit(digits[:9]) == int(digits[9]) else WRONG_CHECK


def _without_separators(text: str) -> str:
    return "".join(
        character
        for character in text
        if not character.isspace() and character not in _DASHES and character not in _INVISIBLE
    )
