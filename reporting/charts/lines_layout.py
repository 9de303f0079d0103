"""Where the points, ticks and labels of a line chart go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reporting.charts.frame import MARGIN, SMALL
from reporting.charts.svg import GRID, MUTED, Drawing, num
from reporting.charts.text import text_width
from reporting.charts.ticks import nice_ticks
from reporting.charts.values import ChartValue, format_number, is_number

_TOP = 34
HEIGHT = 190
# The name of a month with its year needs this much room.
_MONTH_ROOM = 40


@dataclass(frozen=True, slots=True)
class Grid:
    """The plotting area: its edges, how many months lie across it, and the ticks up its side."""

    left: float
    right: float
    bottom: float
    months: int
    ticks: tuple[float, ...]

    def x(self, place: int) -> float:
        """Where the month at this place stands; a single month stands in the middle."""
        if self.months == 1:
            return (self.left + self.right) / 2
        inner = self.right - self.left - 24
        return self.left + 12 + inner * place / (self.months - 1)

    def y(self, value: float) -> float:
        """Where a value stands."""
        share = (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])
        return self.bottom - (self.bottom - _TOP) * share

    def trace(self, values: Sequence[ChartValue]) -> str:
        """Path data through the numbers, broken where a value is missing or withheld."""
        steps, pen = [], "M"
        for place, value in enumerate(values):
            if not is_number(value):
                pen = "M"
                continue
            steps.append(f"{pen}{num(self.x(place))} {num(self.y(value))}")
            pen = "L"
        return "".join(steps)

    def draw(self, drawing: Drawing, months: Sequence[date], *, unit: str, title: str) -> None:
        """Grid lines, ticks on both axes and the name of what is measured."""
        rows = "".join(f"M{num(self.left)} {num(self.y(tick))}H{num(self.right)}" for tick in self.ticks[1:])
        drawing.path(rows, GRID)
        drawing.path(f"M{num(self.left)} {num(self.bottom)}H{num(self.right)}", MUTED, 1.5)
        caution = " (the scale does not start at 0)" if self.ticks[0] else ""
        drawing.text(MARGIN, 16, title + caution, size=SMALL, fill=MUTED)
        for tick in self.ticks:
            words = format_number(tick, unit)
            drawing.text(self.left - 8, self.y(tick) + 4, words, size=SMALL, anchor="end", fill=MUTED)
        self._draw_months(drawing, months)

    def _draw_months(self, drawing: Drawing, months: Sequence[date]) -> None:
        every = month_step(len(months), self.right - self.left)
        year = 0
        # Counted from the end, so that the latest month always has its name.
        for place in range((len(months) - 1) % every, len(months), every):
            month, x = months[place], self.x(place)
            drawing.path(f"M{num(x)} {num(self.bottom)}v5", MUTED)
            drawing.text(x, self.bottom + 19, f"{month:%b}", size=SMALL, anchor="middle", fill=MUTED)
            if month.year != year:
                drawing.text(x, self.bottom + 35, str(month.year), size=SMALL, anchor="middle", fill=MUTED)
                year = month.year


def grid_for(
    values: Sequence[float], months: int, right: float, height: float, *, unit: str, zero_base: bool
) -> Grid:
    """A grid that holds all values, with room on its left for the widest tick."""
    low = 0 if zero_base else min(values, default=0)
    whole = all(value == int(value) for value in values)
    ticks = nice_ticks(low, max(values, default=0), whole=whole)
    left = MARGIN + max(text_width(format_number(tick, unit), SMALL) for tick in ticks) + 10
    return Grid(left, right, _TOP + height, months, ticks)


def month_step(months: int, width: float) -> int:
    """Name every month, or every second, third, sixth or twelfth, so that names do not touch."""
    room = width / max(months, 1)
    return next((step for step in (1, 2, 3, 6) if room * step >= _MONTH_ROOM), 12)


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Places as near as may be to the wanted ones where labels of these heights do not overlap."""
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    places = list(wanted)
    floor = low
    for index in order:
        places[index] = max(wanted[index], floor + heights[index] / 2)
        floor = places[index] + heights[index] / 2
    ceiling = high
    for index in reversed(order):
        places[index] = min(places[index], ceiling - heights[index] / 2)
        ceiling = places[index] - heights[index] / 2
    return places
