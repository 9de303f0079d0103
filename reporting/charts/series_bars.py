"""Several series over the same groups: beside each other, or end to end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from reporting.charts.bars import label_room, label_width, row_height
from reporting.charts.frame import (
    DASH,
    MARGIN,
    WIDTH,
    Frame,
    check_id,
    document,
    draw_note,
    empty,
    legend,
    note,
)
from reporting.charts.scale import Scale, draw_scale, scale_for
from reporting.charts.styles import fill_of, style_at
from reporting.charts.svg import Drawing
from reporting.charts.table import ChartTable, TableRow
from reporting.charts.text import text_width, wrap
from reporting.charts.values import (
    ChartError,
    ChartValue,
    check_values,
    format_value,
    is_number,
    numbers,
)

_GROUPED_BAR = 18
_STACKED_BAR = 24
# What a stack of percentages ends at.
_ALL = 100.0
# Room left in a stack for a number withheld or missing: wide enough for its symbol, and plainly no bar.
_GAP = 16


@dataclass(frozen=True, slots=True)
class BarSeries:
    """One series: its name and a value for each group, in the order of the groups."""

    name: str
    values: tuple[ChartValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesBars:
    """Groups down the page, series across; `hrefs` lead to the records behind each group, in the table.
    `width` is less for a chart that stands beside something else.

    Raises ChartError if a series has more or fewer values than there are groups, or if there are more
    series than can be told apart.
    """

    id: str
    title: str
    label_header: str
    value_header: str
    groups: tuple[str, ...]
    series: tuple[BarSeries, ...]
    layout: Literal["grouped", "stacked"] = "grouped"
    unit: str = ""
    hrefs: tuple[str | None, ...] = ()
    width: int = WIDTH

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        check_id(self.id)
        style_at(max(len(self.series) - 1, 0), self.id)
        for one in self.series:
            check_values(one.values, chart=self.id)
            if len(one.values) != len(self.groups):
                raise ChartError(
                    f"Chart {self.id}: series {one.name!r} has {len(one.values)} values for"
                    f" {len(self.groups)} groups; give one value a group, None where there is none."
                )
        if self.hrefs and len(self.hrefs) != len(self.groups):
            raise ChartError(f"Chart {self.id}: give one link a group, None where there is none.")

    def table(self) -> ChartTable:
        """The same numbers as text, a column for each series."""
        hrefs = self.hrefs or (None,) * len(self.groups)
        rows = tuple(
            TableRow(
                group, tuple(format_value(one.values[index], self.unit) for one in self.series), hrefs[index]
            )
            for index, group in enumerate(self.groups)
        )
        return ChartTable(self.title, (self.label_header, *(one.name for one in self.series)), rows)

    def svg(self) -> Markup:
        """The drawing."""
        if all(value is None for value in self._values()):
            return empty(Frame(self.id, self.title, "No data for this period."))
        drawing = Drawing()
        names = [one.name for one in self.series]
        top = MARGIN + legend(drawing, self.id, names, MARGIN, within=self.width)
        labels = [wrap(group, label_room(self.width)) for group in self.groups]
        heights = [row_height(lines, self._mark_height()) for lines in labels]
        bottom = top + sum(heights)
        scale = self._scale(MARGIN + label_width(labels) + 10)
        draw_scale(drawing, scale, top, bottom, unit=self.unit, title=self.value_header)
        for index, (lines, height) in enumerate(zip(labels, heights, strict=True)):
            drawing.lines(scale.left - 10, top + height / 2, lines, anchor="end")
            self._draw_group(drawing, scale, index, top + height / 2)
            top += height
        height = bottom + 44 + draw_note(drawing, self._note(), bottom + 58)
        frame = Frame(self.id, self.title, self._description())
        return document(frame, drawing, height, len(self.series), width=self.width)

    def _values(self) -> list[ChartValue]:
        return [value for one in self.series for value in one.values]

    def _note(self) -> str:
        return note(self._values(), dash=self.layout == "stacked")

    def _of_group(self, index: int) -> list[ChartValue]:
        return [one.values[index] for one in self.series]

    def _mark_height(self) -> float:
        return _STACKED_BAR if self.layout == "stacked" else _GROUPED_BAR * len(self.series)

    def _scale(self, left: float) -> Scale:
        if self.layout == "grouped":
            room = max(text_width(format_value(value, self.unit)) for value in self._values()) + 8
            return scale_for(numbers(self._values()), left, self.width - MARGIN - max(room, 24))
        groups = [self._of_group(index) for index in range(len(self.groups))]
        gaps = max(sum(_GAP for value in group if not is_number(value)) for group in groups)
        # Shares that were rounded may add up to a little more than all there is.
        most = [_ALL] if self.unit == "%" else [sum(numbers(group)) for group in groups]
        return scale_for(most, left, self.width - MARGIN - 24 - gaps)

    def _draw_group(self, drawing: Drawing, scale: Scale, index: int, middle: float) -> None:
        if self.layout == "stacked":
            self._draw_stack(drawing, scale, self._of_group(index), middle)
        else:
            self._draw_beside(drawing, scale, self._of_group(index), middle)

    def _draw_beside(
        self, drawing: Drawing, scale: Scale, values: Sequence[ChartValue], middle: float
    ) -> None:
        top = middle - self._mark_height() / 2
        for place, value in enumerate(values):
            end = scale.at(value) if is_number(value) else scale.left
            self._segment(drawing, place, scale.left, end, top + 1, _GROUPED_BAR - 2)
            drawing.text(end + 6, top + _GROUPED_BAR / 2 + 5, format_value(value, self.unit))
            top += _GROUPED_BAR

    def _draw_stack(
        self, drawing: Drawing, scale: Scale, values: Sequence[ChartValue], middle: float
    ) -> None:
        start = scale.left
        for place, value in enumerate(values):
            if value is None or isinstance(value, str):
                drawing.text(start + _GAP / 2, middle + 6, value or DASH, anchor="middle", bold=True)
                start += _GAP
            else:
                end = start + scale.at(value) - scale.left
                self._segment(drawing, place, start, end, middle - _STACKED_BAR / 2, _STACKED_BAR)
                self._label_inside(drawing, start, end, middle, format_value(value, self.unit))
                start = end

    def _segment(
        self, drawing: Drawing, place: int, start: float, end: float, top: float, height: float
    ) -> None:
        if end > start:
            line = f' stroke="{style_at(place, self.id).colour}"'
            drawing.rect(start, top, end - start, height, fill_of(self.id, place), line)

    def _label_inside(self, drawing: Drawing, start: float, end: float, middle: float, words: str) -> None:
        width = text_width(words, 12) + 6
        if width + 4 > end - start:
            return
        # A white plate keeps the number readable on every pattern.
        drawing.rect((start + end - width) / 2, middle - 9, width, 18, "#ffffff", ' rx="2"')
        drawing.text((start + end) / 2, middle + 4.5, words, size=12, anchor="middle")

    def _description(self) -> str:
        kind = "Stacked" if self.layout == "stacked" else "Grouped"
        names = ", ".join(one.name for one in self.series)
        return f"{kind} bar chart of {len(self.groups)} groups by {names}. The same numbers are in the table."
