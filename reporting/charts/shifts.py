"""Where each group stood on a scale from 1 to 7 at first, and where it stands now."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from config import formats
from reporting.charts.bars import label_room, label_width, row_height
from reporting.charts.frame import (
    MARGIN,
    SMALL,
    WIDTH,
    Frame,
    check_id,
    document,
    draw_note,
    empty,
    note,
)
from reporting.charts.marks import BLUE, HIGHEST, LOWEST, MIDDLE, PAPER
from reporting.charts.svg import GRID, INK, MUTED, Drawing, num
from reporting.charts.table import ChartTable, TableRow
from reporting.charts.text import text_width, wrap
from reporting.charts.values import MISSING_TEXT, ChartError, ChartValue, check_values, is_number

_TOP = 34
# The ring of the first stays in sight around the disc of the latest when both are the same.
_RING, _DISC = 7.0, 4.5


@dataclass(frozen=True, slots=True)
class Shift:
    """A group with its first and its latest mean; `href` leads to the records behind it, in the table only."""

    label: str
    first: ChartValue
    latest: ChartValue
    href: str | None = None

    @property
    def values(self) -> tuple[ChartValue, ChartValue]:
        return (self.first, self.latest)

    @property
    def in_words(self) -> str:
        """ "4.1 to 4.8", with the symbol in place of a mean that is withheld; once where there is neither."""
        if not any(map(is_number, self.values)) and self.first == self.latest:
            return _written(self.latest)
        return " to ".join(_written(value) for value in self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shifts:
    """Groups down the page, each with a ring where it was and a disc where it is.

    `label_header` names the groups, `value_header` what the scale says at its ends. A chart of less than the full
    `width` stands beside its table, and says itself only what is withheld or missing. Raises ChartError for an unusable
    id, and for a mean that is not on the scale.
    """

    id: str
    title: str
    label_header: str
    value_header: str
    shifts: tuple[Shift, ...]
    names: tuple[str, str] = ("First", "Latest")
    width: int = WIDTH

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        check_id(self.id)
        check_values(self._values(), chart=self.id)
        for shift in self.shifts:
            if any(not LOWEST <= value <= HIGHEST for value in shift.values if is_number(value)):
                raise ChartError(
                    f"Chart {self.id}: a mean of {shift.label!r} is not on the scale from 1 to 7."
                )

    def table(self) -> ChartTable:
        """The same numbers as text."""
        rows = tuple(
            TableRow(shift.label, tuple(_written(value) for value in shift.values), shift.href)
            for shift in self.shifts
        )
        return ChartTable(self.title, (self.label_header, *self.names), rows)

    def svg(self) -> Markup:
        """The drawing."""
        if all(value is None for value in self._values()):
            return empty(Frame(self.id, self.title, "No data for this period."))
        labels = [wrap(shift.label, label_room(self.width)) for shift in self.shifts]
        heights = [row_height(lines) for lines in labels]
        left = MARGIN + label_width(labels) + 10
        scale = _Scale(left + 12, self.width - MARGIN - 22 - self._words_width())
        bottom = _TOP + sum(heights)
        drawing = Drawing()
        self._draw_legend(drawing, scale.left)
        self._draw_grid(drawing, scale, bottom)
        middle = float(_TOP)
        for shift, lines, height in zip(self.shifts, labels, heights, strict=True):
            drawing.lines(left - 2, middle + height / 2, lines, anchor="end")
            _draw_shift(drawing, scale, shift, middle + height / 2)
            if self._is_wide:
                _draw_words(drawing, scale.right + 18, middle + height / 2, shift)
            elif not any(map(is_number, shift.values)):
                _draw_words(drawing, scale.left, middle + height / 2, shift)
            middle += height
        height = bottom + 44 + draw_note(drawing, note(self._values()), bottom + 58)
        return document(Frame(self.id, self.title, self._description()), drawing, height, width=self.width)

    def _values(self) -> list[ChartValue]:
        return [value for shift in self.shifts for value in shift.values]

    @property
    def _is_wide(self) -> bool:
        return self.width == WIDTH

    def _words_width(self) -> float:
        return max(text_width(shift.in_words) for shift in self.shifts) if self._is_wide else 0

    def _draw_legend(self, drawing: Drawing, left: float) -> None:
        first, latest = self.names
        _draw_ring(drawing, left, 13)
        drawing.text(left + 14, 18, first)
        x = left + 14 + text_width(first) + 30
        _draw_disc(drawing, x, 13)
        drawing.text(x + 12, 18, latest)

    def _draw_grid(self, drawing: Drawing, scale: _Scale, bottom: float) -> None:
        for rating in range(LOWEST, HIGHEST + 1):
            x, is_middle = num(scale.at(rating)), rating == MIDDLE
            dashes = ' stroke-dasharray="4 3"' if is_middle else ""
            drawing.path(f"M{x} {_TOP}V{num(bottom)}", MUTED if is_middle else GRID, 1, dashes)
            drawing.text(
                scale.at(rating),
                bottom + 17,
                str(rating),
                size=SMALL,
                anchor="middle",
                fill=MUTED,
                bold=is_middle,
            )
        drawing.text(
            (scale.left + scale.right) / 2,
            bottom + 35,
            self.value_header,
            size=SMALL,
            anchor="middle",
            fill=MUTED,
        )

    def _description(self) -> str:
        first, latest = self.names
        rows = " ".join(f"{shift.label}: {shift.in_words}." for shift in self.shifts)
        return f"Means from 1 to 7, {first} to {latest}. {rows} The same numbers are in the table."


@dataclass(frozen=True, slots=True)
class _Scale:
    left: float
    right: float

    def at(self, value: float) -> float:
        return self.left + (self.right - self.left) * (value - LOWEST) / (HIGHEST - LOWEST)


def _draw_shift(drawing: Drawing, scale: _Scale, shift: Shift, y: float) -> None:
    first, latest = (scale.at(value) if is_number(value) else None for value in shift.values)
    if first is not None and latest is not None:
        drawing.path(f"M{num(first)} {num(y)}H{num(latest)}", BLUE, 3)
    if first is not None:
        _draw_ring(drawing, first, y)
    if latest is not None:
        _draw_disc(drawing, latest, y)


def _draw_words(drawing: Drawing, x: float, y: float, shift: Shift) -> None:
    missing = shift.first is None and shift.latest is None
    drawing.text(x, y + 5, shift.in_words, bold=not missing, fill=MUTED if missing else INK)


def _draw_ring(drawing: Drawing, x: float, y: float) -> None:
    drawing.shape(_circle(x, y, _RING), PAPER, BLUE, ' stroke-width="2"')


def _draw_disc(drawing: Drawing, x: float, y: float) -> None:
    drawing.shape(_circle(x, y, _DISC), BLUE, BLUE)


def _circle(x: float, y: float, radius: float) -> str:
    r = num(radius)
    return (
        f"M{num(x - radius)} {num(y)}a{r} {r} 0 1 0 {num(2 * radius)} 0a{r} {r} 0 1 0 {num(-2 * radius)} 0z"
    )


def _written(value: ChartValue) -> str:
    if value is None:
        return MISSING_TEXT
    return value if isinstance(value, str) else formats.number(value, 1)
