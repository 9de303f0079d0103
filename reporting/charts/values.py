"""What a chart may be given to draw, and how it is written."""

import math
from collections.abc import Iterable
from typing import TypeAlias, TypeGuard

# A number is drawn. Text is a printed symbol that stands for a number withheld ("*"). None is a number
# nobody has. The three are never mixed up: a withheld number is neither nought nor missing.
ChartValue: TypeAlias = float | str | None

MISSING_TEXT = "no data"


class ChartError(ValueError):
    """The data given cannot be drawn; the message says what to change."""


def is_number(value: ChartValue) -> TypeGuard[float]:
    """Whether the value has a length or a height on the paper."""
    return value is not None and not isinstance(value, str)


def is_withheld(value: ChartValue) -> TypeGuard[str]:
    """Whether the value is a symbol printed in place of a number."""
    return isinstance(value, str)


def numbers(values: Iterable[ChartValue]) -> list[float]:
    """The values that can be drawn."""
    return [value for value in values if is_number(value)]


def check_values(values: Iterable[ChartValue], *, chart: str) -> None:
    """Refuse what has no place on an axis that starts at nought.

    Raises ChartError for a negative or non-finite number and for an empty symbol.
    """
    for value in values:
        if is_withheld(value) and not value.strip():
            raise ChartError(f"Chart {chart}: an empty text is no symbol; give None for a missing value.")
        if is_number(value) and not (math.isfinite(value) and value >= 0):
            raise ChartError(
                f"Chart {chart}: {value} cannot be drawn; give a finite number of nought or more."
            )


def format_number(value: float, unit: str = "") -> str:
    """A number as people read it: thousands separated, at most one decimal, then its unit ("1 day")."""
    rounded = round(value, 1)
    if rounded == 1 and unit.endswith("s"):
        unit = unit[:-1]
    written = f"{int(rounded):,}" if rounded == int(rounded) else f"{rounded:,.1f}"
    return written + unit


def format_value(value: ChartValue, unit: str = "") -> str:
    """Any chart value as it stands in a table cell and beside its mark."""
    if value is None:
        return MISSING_TEXT
    return value if isinstance(value, str) else format_number(value, unit)
