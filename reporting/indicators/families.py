"""Indicators that one pass over the same rows serves, and the statements that make their values of a month.

Every value is made for every area and group: the rows are counted once for each combination of areas with each
breakdown, and those few cells are then added up to the areas. Medians, and people who count once an area, are worked
out from the rows themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reporting.indicators import (
    admissions,
    health,
    outcomes,
    people,
    plans,
    referrals,
    second_contacts,
    support,
    waits,
)
from reporting.indicators.declaration import Indicator, Measure, Split, Unit
from reporting.indicators.groups import BREAKDOWNS, LEVELS, TO_LEVELS

AREA = ("level", "code", "breakdown", '"group"')
_TO_GROUPS = f"""
    cross join lateral (values ('', ''), {", ".join(f"('{name}', {name})" for name in BREAKDOWNS)})
        part(breakdown, "group")
"""
_GROUPING = f"grouping sets ((), {', '.join(f'({name})' for name in BREAKDOWNS)})"
_CHOSEN = " ".join(f"when grouping({name}) = 0 then {name!r}" for name in BREAKDOWNS)
_BREAKDOWN = f"case {_CHOSEN} else '' end as breakdown"
_GROUP = f"""coalesce({", ".join(BREAKDOWNS)}, '') as "group" """


@dataclass(frozen=True, slots=True)
class Family:
    """Indicators counted over the same rows. ``by_person``: the rows are one a person in an area already."""

    name: str
    rows: str
    indicators: Sequence[Indicator]
    by_person: bool = False

    def statements(self) -> Iterator[str]:
        """Each writes values of the month into the temporary table ``night_value``."""
        yield self._values()
        for indicator in self.indicators:
            for split in indicator.splits:
                yield self._split(indicator, split)

    @property
    def _measures(self) -> list[Measure]:
        asked = [(one.top, one.bottom, one.left_out, one.unknown) for one in self.indicators]
        return list(dict.fromkeys(measure for measures in asked for measure in measures if measure))

    def _column(self, measure: Measure | None, *, nothing: str = "null") -> str:
        return f"area.m{self._measures.index(measure)}" if measure else nothing

    def _values(self) -> str:
        names = [f"m{number}" for number in range(len(self._measures))]
        return f"""
            insert into night_value
            with line as ({self.rows}),
            {self._areas()},
            known as (
                select level, code, '' as breakdown, '' as "group", {", ".join("0" for _ in names)} from night_area
            ),
            area as (
                select {", ".join(AREA)}, {", ".join(f"sum({name}) as {name}" for name in names)}
                from (select * from counted union all select * from known) either
                group by {", ".join(AREA)}
            )
            {self._quantiles()}
            select {self._asked()}
        """

    def _areas(self) -> str:
        counts = ", ".join(f"{measure.sql} as m{number}" for number, measure in enumerate(self._measures))
        sums = ", ".join(f"sum(m{number}) as m{number}" for number in range(len(self._measures)))
        if self.by_person:
            alike = ", ".join(BREAKDOWNS)
            return f"""
                cell as (select level, code, {alike}, {counts} from line group by level, code, {alike}),
                counted as (
                    select level, code, {_BREAKDOWN}, {_GROUP}, {sums} from cell group by level, code, {_GROUPING}
                )"""
        columns = ", ".join(LEVELS.values())
        return f"""
            cell as (
                select {columns}, {_BREAKDOWN}, {_GROUP}, {counts} from line group by {columns}, {_GROUPING}
            ),
            counted as (select {", ".join(AREA)}, {sums} from cell {TO_LEVELS} group by {", ".join(AREA)})"""

    @property
    def _timed(self) -> dict[tuple[str, str], str]:
        """The rows and days that medians are asked of, with a name for each."""
        asked = [(one.bottom.where, one.days) for one in self.indicators if one.days and one.bottom]
        return {rows: f"q{number}" for number, rows in enumerate(dict.fromkeys(asked))}

    def _quantiles(self) -> str:
        # The days are put together by hashing first: a percentile by itself would have the copies of each row sorted.
        return "".join(
            f""",
            {name} as (
                select {", ".join(AREA)}, found."0.5", found."0.9"
                from (
                    select {", ".join(AREA)}, array_agg({days}) as every
                    from (select * from line where {where}) line {_TO_GROUPS} {TO_LEVELS}
                    group by {", ".join(AREA)}
                ) put_together
                cross join lateral (
                    select
                        percentile_cont(0.5) within group (order by days) as "0.5",
                        percentile_cont(0.9) within group (order by days) as "0.9"
                    from unnest(every) days
                ) found
            )"""
            for (where, days), name in self._timed.items()
        )

    def _asked(self) -> str:
        joins = "".join(f" left join {name} using ({', '.join(AREA)})" for name in self._timed.values())
        rows = ", ".join(self._asked_of(one) for one in self.indicators)
        return f"""
            v.indicator, v.version, v.period_kind, v.period_start::date, {", ".join(AREA)},
            v.numerator, v.denominator, v.value, v.excluded, v.incomplete
            from area {joins}
            cross join lateral (values {rows})
                v(indicator, version, period_kind, period_start, numerator, denominator, value, excluded, incomplete)
        """

    def _asked_of(self, one: Indicator) -> str:
        top, bottom = self._column(one.top), self._column(one.bottom)
        value = top
        if one.unit in (Unit.PERCENT, Unit.RATE):
            value = f"{top}::numeric / nullif({bottom}, 0)"
        if one.days and one.bottom:
            value = f'{self._timed[one.bottom.where, one.days]}."{one.quantile}"::numeric'
        left_out, unknown = (self._column(measure, nothing="0") for measure in (one.left_out, one.unknown))
        return f"({identity(one)}, {top}::numeric, {bottom}::numeric, {value}, {left_out}, {unknown})"

    def _split(self, one: Indicator, split: Split) -> str:
        assert one.top
        columns = ", ".join(LEVELS.values())
        top, bottom = split.taken(one.top), split.taken(one.bottom) if one.bottom else None
        counted = bottom.sql if bottom else "null::bigint"
        over = "split.bottom" if split.within else "total.bottom"
        ratio = (
            f"split.top::numeric / nullif({over}, 0)"
            if one.unit in (Unit.PERCENT, Unit.RATE)
            else "split.top"
        )
        shown = bottom if bottom and split.within else top
        return f"""
            insert into night_value
            with line as ({self.rows}),
            total as (
                select level, code, sum(bottom) as bottom
                from (select {columns}, {counted} as bottom from line group by {columns}) cell {TO_LEVELS}
                group by level, code
            ),
            split as (
                select level, code, cell."group", sum(cell.top) as top, sum(cell.bottom) as bottom
                from (
                    select {columns}, part."group", {top.sql} as top, {counted} as bottom
                    from line
                    cross join lateral (values {split.groups}) part("group", applies)
                    where part.applies and ({shown.where})
                    group by {columns}, part."group"
                ) cell {TO_LEVELS}
                group by level, code, cell."group"
            )
            select {identity(one, typed=True)}, level, code, '{split.breakdown}', split."group",
                split.top, {over}, {ratio}, 0, 0
            from split join total using (level, code)
        """


def identity(one: Indicator, *, typed: bool = False) -> str:
    """Id, version, kind and start of the period, as SQL."""
    start = {"month": "month", "rolling_quarter": "quarter", "rolling_year": "year"}[one.period]
    return f"'{one.id}', '{one.version}', '{one.period}', %({start}_start)s{'::date' if typed else ''}"


FAMILIES: tuple[Family, ...] = (
    Family("four-week wait", waits.ROWS, waits.INDICATORS),
    Family("second contacts", second_contacts.ROWS, second_contacts.INDICATORS),
    Family("people", people.ROWS, people.INDICATORS, by_person=True),
    Family("referrals", referrals.ROWS, referrals.INDICATORS),
    Family("admissions", admissions.ROWS, admissions.INDICATORS),
    Family("outcomes", outcomes.ROWS, outcomes.INDICATORS),
    Family("pairs", outcomes.PAIR_ROWS, outcomes.PAIR_INDICATORS),
    Family("plans", plans.ROWS, plans.INDICATORS, by_person=True),
    Family("reviews", plans.DUE_ROWS, plans.REVIEW_INDICATORS),
    Family("actions", plans.DUE_ROWS, plans.ACTION_INDICATORS),
    Family("register", health.ROWS, health.REGISTER_INDICATORS),
    Family("checks", health.ROWS, health.CHECK_INDICATORS),
    Family("employment", support.ROWS, support.INDICATORS),
    Family("support", support.PEOPLE_ROWS, support.PEOPLE_INDICATORS, by_person=True),
)
