"""Quarters made of their months, for figures whose months count different events."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from reporting.rules.periods import Period, month_of
from reporting.rules.stored_values import Value, Values

Place = tuple[str, str, str, str]


def with_quarters(
    values: Values, indicators: Iterable[str], *quarters: Period, within: Collection[str] = ()
) -> Values:
    """The values, and beside them those of the quarters all of whose months are there.

    A group is a share of the whole, but in the breakdowns ``within`` a share of the group itself.
    """
    wanted = list(indicators)
    more = [
        value for quarter in quarters for one in wanted for value in _of_quarter(values, one, quarter, within)
    ]
    return Values([*values, *more])


def _of_quarter(values: Values, indicator: str, quarter: Period, within: Collection[str]) -> Iterator[Value]:
    ends = [month_of(month).end for month in quarter.months]
    together: dict[Place, list[Value]] = {}
    for value in values:
        if value.indicator == indicator and value.period_end in ends:
            place = (value.level, value.level_code, value.breakdown, value.group)
            together.setdefault(place, []).append(value)
    for (level, code, breakdown, _), held in together.items():
        whole = together.get((level, code, "", ""), [])
        # A month in which nobody was in a group has no value of that group; it has one of the whole.
        if {value.period_end for value in whole} == set(ends):
            yield _added(held, held if breakdown in within else whole, quarter)


def _added(held: list[Value], over: list[Value], quarter: Period) -> Value:
    top = sum((value.numerator or Decimal(0) for value in held), Decimal(0))
    bottoms = [value.denominator for value in over if value.denominator is not None]
    bottom = sum(bottoms, Decimal(0)) if bottoms else None
    return replace(
        held[0],
        period_kind=quarter.kind.value,
        period_start=quarter.start,
        period_end=quarter.end,
        numerator=top,
        denominator=bottom,
        value=top if bottom is None else top / bottom if bottom else None,
        excluded=sum(value.excluded for value in held),
        incomplete=sum(value.incomplete for value in held),
        as_at=max(value.as_at for value in held),
        run_id=max(held, key=lambda value: value.as_at).run_id,
    )
