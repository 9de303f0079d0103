"""An indicator in words, as screens and documents need them; made from its declaration."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from reporting.rules import periods
from reporting.rules.periods import Period, PeriodKind
from reporting.rules.return_document import Measure
from reporting.rules.suppression import Unit

_ENDING = {
    PeriodKind.MONTH: periods.month_of,
    PeriodKind.ROLLING_QUARTER: periods.rolling_quarter,
    PeriodKind.FINANCIAL_QUARTER: periods.financial_quarter,
    PeriodKind.ROLLING_YEAR: periods.rolling_year,
    PeriodKind.FINANCIAL_YEAR: periods.financial_year,
}
# What a month's figure is counted over when it is more than the month.
_WINDOWS = {PeriodKind.ROLLING_QUARTER: "three months", PeriodKind.ROLLING_YEAR: "twelve months"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """``kinds`` are the periods it is computed for, its own first; ``code`` is the national one, if there is one."""

    id: str
    code: str
    title: str
    question: str
    counts: str
    source: str
    unit: Unit
    version: str
    kinds: tuple[PeriodKind, ...]
    compared_with: str = ""

    @property
    def measure(self) -> Measure:
        """As a return prints it."""
        return Measure(id=self.id, code=self.code, title=self.title, counts=self.counts, source=self.source)

    @property
    def window(self) -> str:
        """ "three months", "twelve months", or nothing for a figure of one month."""
        return _WINDOWS.get(self.kinds[0], "")

    def period(self, month: dt.date) -> Period:
        """Its own period that ends with a month."""
        return _ENDING[self.kinds[0]](month)

    def period_of_quarter(self, quarter: Period) -> Period:
        """The whole quarter where it is computed for quarters, else its own period that ends with the quarter."""
        if PeriodKind.FINANCIAL_QUARTER in self.kinds:
            return quarter
        return self.period(quarter.end)
