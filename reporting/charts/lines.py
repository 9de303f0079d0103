"""One or several series over months."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from reporting.charts.frame import MARGIN, WIDTH, Frame, check_id, document, draw_note, empty, note
from reporting.charts.lines_layout import HEIGHT, Grid, grid_for, spread
from reporting.charts.styles import STYLES, TARGET, SeriesStyle, marker_fill, marker_path, style_at
from reporting.charts.svg import Drawing, num
from reporting.charts.table import ChartTable, TableRow
from reporting.charts.text import text_width, wrap
from reporting.charts.values import (
    ChartError,
    ChartValue,
    check_values,
    format_number,
    format_value,
    is_number,
    is_withheld,
    numbers,
)

_LABEL_WIDTH = 150


@dataclass(frozen=True, slots=True)
class LineSeries:
    """One series: its name and a value for each month."""

    name: str
    values: tuple[ChartValue, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A line the series are compared with."""

    label: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLine:
    """Values month by month. A missing value breaks the line; a withheld one breaks it and shows its symbol.

    `months` are first days, one after another. Counts start at nought; `zero_base=False` lets a line of days
    or percentages use the height better. ``height`` is that of the plot. Raises ChartError for values that do not
    fit the months.
    """

    id: str
    title: str
    value_header: str
    months: tuple[date, ...]
    series: tuple[LineSeries, ...]
    target: Target | None = None
    unit: str = ""
    zero_base: bool = True
    height: float = HEIGHT

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        check_id(self.id)
        style_at(max(len(self.series) - 1, 0), self.id)
        check_months(self.months, chart=self.id)
        for one in self.series:
            check_values(one.values, chart=self.id)
            if len(one.values) != len(self.months):
                raise ChartError(
                    f"Chart {self.id}: series {one.name!r} has {len(one.values)} values for"
                    f" {len(self.months)} months; give one value a month, None where there is none."
                )

    def table(self) -> ChartTable:
        """The same numbers as text: a row for each month, a column for each series and for the target."""
        target = (format_number(self.target.value, self.unit),) if self.target else ()
        rows = tuple(
            TableRow(
                f"{month:%B %Y}",
                (*(format_value(one.values[index], self.unit) for one in self.series), *target),
            )
            for index, month in enumerate(self.months)
        )
        names = [one.name for one in self.series] + ([self.target.label] if self.target else [])
        return ChartTable(self.title, ("Month", *names), rows)

    def svg(self) -> Markup:
        """The drawing."""
        if all(value is None for value in self._values()):
            return empty(Frame(self.id, self.title, "No data for this period."))
        drawing = Drawing()
        grid = self._grid()
        grid.draw(drawing, self.months, unit=self.unit, title=self.value_header)
        if self.target:
            level = num(grid.y(self.target.value))
            drawing.path(f"M{num(grid.left)} {level}H{num(grid.right)}", TARGET, 2, ' stroke-dasharray="8 5"')
        for index, one in enumerate(self.series):
            self._draw_series(drawing, grid, index, one)
        self._draw_labels(drawing, grid)
        height = grid.bottom + 50 + draw_note(drawing, note(self._values()), grid.bottom + 62)
        return document(Frame(self.id, self.title, self._description()), drawing, height)

    def _values(self) -> list[ChartValue]:
        return [value for one in self.series for value in one.values]

    def _grid(self) -> Grid:
        found = numbers(self._values()) + ([self.target.value] if self.target else [])
        labels = [line for words, _, _ in self._labels() for line in wrap(words, _LABEL_WIDTH)]
        right = WIDTH - MARGIN - 24 - max((text_width(line) for line in labels), default=0)
        return grid_for(found, len(self.months), right, self.height, unit=self.unit, zero_base=self.zero_base)

    def _labels(self) -> list[tuple[str, float, SeriesStyle | None]]:
        """Words, value and style of each direct label: a series at its last number, and the target."""
        found: list[tuple[str, float, SeriesStyle | None]] = []
        for index, one in enumerate(self.series):
            known = numbers(one.values)
            if known:
                last = format_number(known[-1], self.unit)
                # A line that stands alone is named by the chart's title.
                words = f"{one.name}: {last}" if len(self.series) > 1 or self.target else last
                found.append((words, known[-1], STYLES[index]))
        if self.target:
            words = f"{self.target.label}: {format_number(self.target.value, self.unit)}"
            found.append((words, self.target.value, None))
        return found

    def _draw_series(self, drawing: Drawing, grid: Grid, index: int, one: LineSeries) -> None:
        style = style_at(index, self.id)
        dash = f' stroke-dasharray="{style.dash}"' if style.dash else ""
        drawing.path(grid.trace(one.values), style.colour, 2.5, f'{dash} stroke-linejoin="round"')
        points = [
            (grid.x(place), grid.y(value)) for place, value in enumerate(one.values) if is_number(value)
        ]
        markers = "".join(marker_path(style.marker, x, y) for x, y in points)
        drawing.shape(markers, marker_fill(style), style.colour)
        for place, value in enumerate(one.values):
            if is_withheld(value):
                # Series that lack the same month stand one above the other.
                drawing.text(
                    grid.x(place), grid.bottom - 4 - 14 * index, value, anchor="middle", fill=style.colour
                )

    def _draw_labels(self, drawing: Drawing, grid: Grid) -> None:
        labels = [(wrap(words, _LABEL_WIDTH), value, style) for words, value, style in self._labels()]
        heights = [18 * len(lines) for lines, _, _ in labels]
        places = spread([grid.y(value) for _, value, _ in labels], heights, MARGIN, grid.bottom + 8)
        for (lines, _, style), middle in zip(labels, places, strict=True):
            x = grid.right + 12
            if style:
                drawing.shape(marker_path(style.marker, x, middle), marker_fill(style), style.colour)
            else:
                drawing.path(f"M{num(x - 6)} {num(middle)}h12", TARGET, 2, ' stroke-dasharray="5 2"')
            drawing.lines(x + 12, middle, lines)

    def _description(self) -> str:
        parts = [f"Line chart from {self.months[0]:%B %Y} to {self.months[-1]:%B %Y}."]
        for one in self.series:
            known = numbers(one.values)
            if known:
                ends = (
                    f"first {format_number(known[0], self.unit)}, last {format_number(known[-1], self.unit)}"
                )
                parts.append(f"{one.name}: {ends}, highest {format_number(max(known), self.unit)}.")
        return " ".join([*parts, "The same numbers are in the table."])


def check_months(months: tuple[date, ...], *, chart: str) -> None:
    """Raise ChartError unless the months are first days that follow each other."""
    expected = months[0] if months else None
    for month in months:
        if month.day != 1 or month != expected:
            raise ChartError(f"Chart {chart}: give the first day of every month, without leaving one out.")
        expected = date(month.year + month.month // 12, month.month % 12 + 1, 1)
