"""Means of a scale from 1 to 7 over sessions, on the same axis as the ratings that they are taken of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from markupsafe import Markup

from config import formats
from reporting.charts.frame import MARGIN, SMALL, WIDTH, Frame, check_id, document
from reporting.charts.lines_layout import spread
from reporting.charts.marks import HIGHEST, LOWEST, MIDDLE
from reporting.charts.sessions import NARROW, check_sessions
from reporting.charts.strips import Axis, axis
from reporting.charts.styles import marker_fill, marker_path, style_at
from reporting.charts.svg import GRID, MUTED, Drawing, num
from reporting.charts.table import ChartTable, TableRow
from reporting.charts.text import wrap
from reporting.charts.values import ChartError

NOT_ENOUGH = "not enough answers"
_TOP = 10
_STEP = 26
_BOTTOM = _TOP + _STEP * (HIGHEST - LOWEST)
_WORDS_WIDTH = 150


@dataclass(frozen=True, slots=True)
class MeanLine:
    """The mean of a group of areas at each session; None where an area of the group was left out."""

    name: str
    values: tuple[float | None, ...]

    @property
    def known(self) -> list[float]:
        return [value for value in self.values if value is not None]

    @property
    def in_words(self) -> str:
        """The first and the latest mean."""
        ends = [formats.number(value, 1) for value in (*self.known[:1], *self.known[1:][-1:])]
        return " to ".join(ends) or NOT_ENOUGH


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionMeans:
    """One or several means. Raises ChartError for values that do not fit the sessions or the scale."""

    id: str
    title: str
    days: tuple[date, ...]
    names: tuple[str, ...]
    lines: tuple[MeanLine, ...]
    starts: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        check_id(self.id)
        check_sessions(self.id, self.days, self.names)
        style_at(max(len(self.lines) - 1, 0), self.id)
        for line in self.lines:
            if len(line.values) != len(self.days):
                raise ChartError(
                    f"Chart {self.id}: {line.name!r} has {len(line.values)} values for {len(self.days)} sessions."
                )
            if any(not LOWEST <= value <= HIGHEST for value in line.known):
                raise ChartError(f"Chart {self.id}: a mean of {line.name!r} is not on the scale from 1 to 7.")

    def table(self) -> ChartTable:
        """The same numbers as text: a row for each session."""
        rows = tuple(
            TableRow(name, tuple(_cell(line.values[place]) for line in self.lines))
            for place, name in enumerate(self.names)
        )
        return ChartTable(self.title, ("Session", *(line.name for line in self.lines)), rows)

    def svg(self) -> Markup:
        """Named beside the ends of the lines."""
        drawing = Drawing()
        over = self._plot(drawing, WIDTH - MARGIN - _WORDS_WIDTH - 6, 0)
        self._draw_labels(drawing, over)
        return document(Frame(self.id, self.title, self._description()), drawing, _BOTTOM + 32)

    def narrow_svg(self, prefix: str = "") -> Markup:
        """Named above, for a narrow screen and for large print; ``prefix`` keeps its ids apart from others."""
        drawing = Drawing()
        top = 0.0
        for index, line in enumerate(self.lines):
            style = style_at(index, self.id)
            drawing.shape(marker_path(style.marker, 8, top + 10), marker_fill(style), style.colour)
            for row in wrap(f"{line.name}: {line.in_words}", NARROW - 24, most=2):
                drawing.text(20, top + 15, row)
                top += 20
        self._plot(drawing, NARROW - 2, top + 4)
        frame = Frame(f"{self.id}-{prefix}narrow", self.title, self._description())
        return document(frame, drawing, _BOTTOM + 36 + top, width=NARROW)

    def _plot(self, drawing: Drawing, right: float, top: float) -> Axis:
        over = axis(self.days, self.names, self.starts, MARGIN + 14, right)
        _draw_grid(drawing, over, top)
        over.draw_lines(drawing, top + _TOP, top + _BOTTOM)
        over.draw_names(drawing, top + _BOTTOM + 20, (over.left - 14, right))
        for index, line in enumerate(self.lines):
            self._draw_line(drawing, over, top, index, line)
        return over

    def _draw_line(self, drawing: Drawing, over: Axis, top: float, index: int, line: MeanLine) -> None:
        style = style_at(index, self.id)
        points = [None if value is None else _y(top, value) for value in line.values]
        dash = f' stroke-dasharray="{style.dash}"' if style.dash else ""
        data = "".join(_trace(over.at, points))
        drawing.path(data, style.colour, 2.5, f'{dash} stroke-linejoin="round"')
        markers = "".join(
            marker_path(style.marker, x, y) for x, y in zip(over.at, points, strict=True) if y is not None
        )
        drawing.shape(markers, marker_fill(style), style.colour)

    def _draw_labels(self, drawing: Drawing, over: Axis) -> None:
        shown = [(index, line) for index, line in enumerate(self.lines) if line.known]
        texts = [(*wrap(line.name, _WORDS_WIDTH - 16, most=2), line.in_words) for _, line in shown]
        wanted = [_y(0, line.known[-1]) for _, line in shown]
        middles = spread(wanted, [19 * len(text) for text in texts], 0, _BOTTOM + 16)
        for (index, _), text, middle in zip(shown, texts, middles, strict=True):
            style = style_at(index, self.id)
            drawing.shape(
                marker_path(style.marker, over.right + 14, middle), marker_fill(style), style.colour
            )
            drawing.lines(over.right + 26, middle, text)

    def _description(self) -> str:
        words = [f"{line.name}: {line.in_words}." for line in self.lines]
        return " ".join(
            ["Means from 1 to 7 over the sessions.", *words, "The same numbers are in the table."]
        )


def _draw_grid(drawing: Drawing, over: Axis, top: float) -> None:
    for rating in range(LOWEST, HIGHEST + 1):
        y = num(_y(top, rating))
        middle = rating == MIDDLE
        extra = ' stroke-dasharray="4 3"' if middle else ""
        drawing.path(f"M{num(over.left)} {y}H{num(over.right)}", MUTED if middle else GRID, 1, extra)
        drawing.text(
            over.left - 6, _y(top, rating) + 4, str(rating), size=SMALL, anchor="end", fill=MUTED, bold=middle
        )


def _y(top: float, value: float) -> float:
    return top + _BOTTOM - _STEP * (value - LOWEST)


def _trace(at: tuple[float, ...], points: list[float | None]) -> Iterator[str]:
    """Path data through the points, broken where one is missing."""
    for known, run in groupby(zip(at, points, strict=True), key=lambda pair: pair[1] is not None):
        if known:
            pairs = " ".join(f"{num(x)} {num(y)}" for x, y in run if y is not None)
            yield f"M{pairs}"


def _cell(value: float | None) -> str:
    return NOT_ENOUGH if value is None else formats.number(value, 1)
