"""Disclosure control of figures that leave the tenant.

The rule is the one of the national mental health statistics: a count below five, nought included, becomes
an asterisk and every other count the nearest multiple of five; a rate, median or percentile goes when the
count it hangs on goes, and is otherwise a whole number. No national rule speaks of rates of a few units, such
as the mean of ratings from 1 to 7: they go with both of their parts, and have one decimal. Values are always
controlled from exact figures: nothing is ever worked out again from a number that was already rounded.
"""

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

Exact: TypeAlias = int | float | Decimal | Fraction
Unit: TypeAlias = Literal["count", "percent", "days", "rate"]
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class SuppressionPolicy:
    """A tenant's rule: counts below `threshold` become `symbol`, others the nearest multiple of `base`.

    Raises ValueError for a policy that would publish what it should hide.
    """

    threshold: int = 5
    base: int = 5
    symbol: str = "*"

    def __post_init__(self) -> None:
        """Refuse an unusable policy."""
        if self.threshold < 1 or self.base < 1:
            raise ValueError("A suppression policy needs a threshold and a rounding base of 1 or more.")
        if not self.symbol.strip() or any(character.isdigit() for character in self.symbol):
            raise ValueError("A suppression symbol must be visible and hold no digit; the national one is *.")

    def hides(self, count: int | None) -> bool:
        """Whether nothing may be published that rests on this exact count; an unknown count is hidden too."""
        return count is None or checked_count(count) < self.threshold


NATIONAL = SuppressionPolicy()


@dataclass(frozen=True, slots=True)
class Published:
    """A figure as it may leave the tenant: a whole number with its unit, a rate to one decimal, or the symbol that
    withholds it.
    """

    number: float | None
    unit: Unit = "count"
    symbol: str = NATIONAL.symbol

    @property
    def withheld(self) -> bool:
        """Whether the symbol stands in place of the number."""
        return self.number is None

    @property
    def text(self) -> str:
        """As printed for people: "1,230", "53%", "41 days", "4.6", "*"."""
        if self.number is None:
            return self.symbol
        if self.unit == "rate":
            return f"{self.number:,.1f}"
        if self.unit == "percent":
            return f"{self.number}%"
        if self.unit == "days":
            return f"{self.number:,} day{'' if self.number == 1 else 's'}"
        return f"{self.number:,}"

    @property
    def drawn(self) -> float | str:
        """As a chart takes it: the number, or the symbol to draw in its place."""
        return self.symbol if self.number is None else self.number

    @property
    def plain(self) -> str:
        """As a CSV cell holds it: "1230", a percentage as a proportion ("0.53"), or the symbol."""
        if self.number is None:
            return self.symbol
        if self.unit == "rate":
            return f"{self.number:.1f}"
        if self.unit == "percent":
            return f"{Decimal(self.number).scaleb(-2):.2f}"
        return str(self.number)


def count(value: int | None, policy: SuppressionPolicy = NATIONAL) -> Published:
    """A count of people, referrals or spells; None, a count nobody has, is withheld as nationally."""
    if value is None or policy.hides(value):
        return Published(None, "count", policy.symbol)
    return Published(nearest(value, policy.base), "count", policy.symbol)


def percent(
    numerator: int | None, denominator: int | None, policy: SuppressionPolicy = NATIONAL
) -> Published:
    """A proportion as a whole percentage, halves up, from its exact parts.

    It is withheld when either part is: the current national code looks at the numerator alone, the older
    one at both, and both together never publish more than either.
    """
    if numerator is None or denominator is None or policy.hides(numerator) or policy.hides(denominator):
        return Published(None, "percent", policy.symbol)
    return Published(half_up(Fraction(100 * numerator, denominator)), "percent", policy.symbol)


def linked(
    value: Exact | None,
    linked_count: int | None,
    policy: SuppressionPolicy = NATIONAL,
    *,
    denominator: int | None = None,
    unit: Unit = "days",
) -> Published:
    """A median, percentile or ratio as a whole number, a rate to one decimal, withheld when the count it hangs on is.

    `linked_count` is the exact count of those it was worked out over, `denominator` a second one where the
    figure has it. A value nobody has is withheld.
    """
    hidden = policy.hides(linked_count) or (denominator is not None and policy.hides(denominator))
    if value is None or hidden:
        return Published(None, unit, policy.symbol)
    return Published(_to_tenths(value) if unit == "rate" else half_up(value), unit, policy.symbol)


def nearest(value: int, base: int) -> int:
    """The nearest multiple of the base; a tie, possible with an even base only, goes up."""
    return (2 * value + base) // (2 * base) * base


def half_up(value: Exact) -> int:
    """The nearest whole number, a half going up. Raises ValueError for what is not a finite number."""
    if isinstance(value, Fraction):
        return math.floor(value + Fraction(1, 2))
    exact = Decimal(value)
    if not exact.is_finite():
        raise ValueError(f"{value} cannot be published; a figure must be a finite number.")
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _to_tenths(value: Exact) -> float:
    """The nearest tenth, a half going up. Raises ValueError for what is not a finite number."""
    return float(half_up(value * 10 if isinstance(value, Fraction) else Decimal(value) * 10) * _TENTH)


def checked_count(value: int) -> int:
    """The count itself. Raises ValueError below nought, which no count can be."""
    if value < 0:
        raise ValueError(f"{value} is no count; counts are 0 or more. Look at the query that made it.")
    return value
