"""Stored values as lines of a file: exact, or as they may leave the tenant."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from reporting.rules.stored_values import Value, published, whole
from reporting.rules.suppression import SuppressionPolicy, Unit, count

COLUMNS = (
    "indicator",
    "period_start",
    "period_end",
    "level",
    "level_code",
    "breakdown",
    "group",
    "numerator",
    "denominator",
    "value",
    "excluded",
    "incomplete",
    "as_at",
    "definition_version",
)
LONDON = ZoneInfo("Europe/London")

Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The five numbers of a value: numbers when exact, texts when published."""

    numerator: Cell
    denominator: Cell
    value: Cell
    excluded: Cell
    incomplete: Cell


def exact(value: Value) -> Figures:
    """As stored. Whole numbers have no decimals, and a proportion lies between 0 and 1."""
    return Figures(
        _number(value.numerator),
        _number(value.denominator),
        _number(value.value),
        value.excluded,
        value.incomplete,
    )


def as_published(value: Value, unit: Unit, policy: SuppressionPolicy) -> Figures:
    """Suppressed and rounded: each number by itself, and the value always from the exact parts."""
    return Figures(
        _published_count(value.numerator, policy),
        _published_count(value.denominator, policy),
        published(value, unit, policy).plain,
        _published_count(Decimal(value.excluded), policy),
        _published_count(Decimal(value.incomplete), policy),
    )


def line(value: Value, figures: Figures) -> dict[str, Cell]:
    """The value under the names of the columns."""
    return {
        "indicator": value.indicator,
        "period_start": value.period_start.isoformat(),
        "period_end": value.period_end.isoformat(),
        "level": value.level,
        "level_code": value.level_code,
        "breakdown": value.breakdown,
        "group": value.group,
        "numerator": figures.numerator,
        "denominator": figures.denominator,
        "value": figures.value,
        "excluded": figures.excluded,
        "incomplete": figures.incomplete,
        "as_at": as_at_day(value).isoformat(),
        "definition_version": value.definition_version,
    }


def as_at_day(value: Value) -> dt.date:
    """The last day that is counted."""
    return value.as_at.astimezone(LONDON).date()


def _published_count(number: Decimal | None, policy: SuppressionPolicy) -> str | None:
    return None if number is None else count(whole(number), policy).plain


def _number(number: Decimal | None) -> Cell:
    if number is None or number == number.to_integral_value():
        return None if number is None else int(number)
    return number.normalize()
