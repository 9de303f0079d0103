"""An indicator in words, as screens and documents need them; made from its declaration."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache

from reporting.rules import periods
from reporting.rules.periods import Period, PeriodKind
from reporting.rules.return_document import Measure
from reporting.rules.suppression import Unit

# What charts of DIALOG means say, wherever they stand.
SATISFACTION = "1 least, 7 most satisfied"
ALL_AREAS = "Eight areas of life together"
_ENDING = {
    PeriodKind.MONTH: periods.month_of,
    PeriodKind.ROLLING_QUARTER: periods.rolling_quarter,
    PeriodKind.ROLLING_YEAR: periods.rolling_year,
}
# What a month's figure is counted over when it is more than the month.
_WINDOWS = {PeriodKind.ROLLING_QUARTER: "three months", PeriodKind.ROLLING_YEAR: "twelve months"}


@lru_cache(maxsize=256)
def _ending(kind: PeriodKind, month: dt.date) -> Period:
    # A dashboard asks for the same few some three hundred times.
    return _ENDING[kind](month)


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """``code`` is the national one, if there is one; ``groups`` the groups of its own breakdown, in order,
    that are shown even with nothing in them.

    ``among`` is what it shares with other figures: whom they are counted among, and words that they use.
    ``left_out`` are the rows that its rule leaves out, ``incomplete`` those that lack what it asks for.
    """

    id: str
    code: str
    title: str
    question: str
    counts: str
    source: str
    unit: Unit
    kind: PeriodKind
    among: str = ""
    compared_with: str = ""
    left_out: str = ""
    incomplete: str = ""
    groups: tuple[str, ...] = ()

    @property
    def measure(self) -> Measure:
        """As a return prints it."""
        return Measure(
            id=self.id,
            code=self.code,
            title=self.title,
            counts=self.counts,
            source=self.source,
            among=self.among,
        )

    @property
    def said(self) -> str:
        """All that it counts, for a figure that stands alone."""
        return f"{self.counts} {self.among}".strip()

    @property
    def window(self) -> str:
        """ "three months", "twelve months", or nothing for a figure of one month."""
        return _WINDOWS.get(self.kind, "")

    def period(self, month: dt.date) -> Period:
        """Its period that ends with the month of a day."""
        return _ending(self.kind, month)

    def said_of_quarters(self) -> Described:
        """The same counted over the three months of a quarter, where each month counts different events."""
        return replace(
            self,
            question=self.question.replace("this month", "this quarter"),
            counts=self.counts.replace("in the month", "in the quarter"),
            kind=PeriodKind.FINANCIAL_QUARTER,
        )
