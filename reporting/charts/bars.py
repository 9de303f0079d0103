"""One bar for each group, lying down so that long names can be read."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reporting.charts.frame import BODY, MARGIN, WIDTH, Frame, check_id, document, draw_note, empty, note
from reporting.charts.scale import Scale, draw_scale, scale_for
from reporting.charts.styles import STYLES
from reporting.charts.svg import INK, MUTED, Drawing, line_height
from reporting.charts.table import ChartTable, TableRow
from reporting.charts.text import text_width, wrap
from reporting.charts.values import ChartValue, check_values, format_value, is_number, numbers

LABEL_WIDTH = 230
_BAR = 17
_TOP = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """A group and its number; `href` leads to the records behind it and shows in the table only."""

    label: str
    value: ChartValue
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HorizontalBars:
    """Numbers of several groups, in the order given.

    `label_header` names the groups and `value_header` what is counted ("Source of referral", "Referrals").
    `width` is less for a chart that stands beside something else. Raises ChartError for an unusable id or for
    values that cannot be drawn.
    """

    id: str
    title: str
    label_header: str
    value_header: str
    bars: tuple[Bar, ...]
    unit: str = ""
    width: int = WIDTH

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        check_id(self.id)
        check_values(self._values(), chart=self.id)

    def table(self) -> ChartTable:
        """The same numbers as text."""
        rows = tuple(
            TableRow(bar.label, (format_value(bar.value, self.unit),), bar.href) for bar in self.bars
        )
        return ChartTable(self.title, (self.label_header, self.value_header), rows)

    def svg(self) -> Markup:
        """The drawing."""
        if all(value is None for value in self._values()):
            return empty(Frame(self.id, self.title, "No data for this period."))
        labels = [wrap(bar.label, label_room(self.width)) for bar in self.bars]
        heights = [row_height(lines) for lines in labels]
        bottom = _TOP + sum(heights)
        drawing = Drawing()
        scale = self._scale(labels)
        draw_scale(drawing, scale, _TOP, bottom, unit=self.unit, title=self.value_header)
        middle = float(_TOP)
        for bar, lines, height in zip(self.bars, labels, heights, strict=True):
            drawing.lines(scale.left - 10, middle + height / 2, lines, anchor="end")
            self._draw_bar(drawing, scale, bar.value, middle + height / 2)
            middle += height
        height = bottom + 44 + draw_note(drawing, note(self._values()), bottom + 58)
        frame = Frame(self.id, self.title, self._description())
        return document(frame, drawing, height, width=self.width)

    def _values(self) -> list[ChartValue]:
        return [bar.value for bar in self.bars]

    def _scale(self, labels: Sequence[tuple[str, ...]]) -> Scale:
        value_width = max(text_width(format_value(value, self.unit)) for value in self._values())
        left = MARGIN + label_width(labels) + 10
        return scale_for(numbers(self._values()), left, self.width - MARGIN - max(value_width + 6, 24))

    def _draw_bar(self, drawing: Drawing, scale: Scale, value: ChartValue, middle: float) -> None:
        end = scale.left
        if is_number(value):
            end = scale.at(value)
            drawing.rect(scale.left, middle - _BAR / 2, end - scale.left, _BAR, STYLES[0].colour)
        words = format_value(value, self.unit)
        drawing.text(end + 6, middle + 5, words, bold=value is not None, fill=MUTED if value is None else INK)

    def _description(self) -> str:
        drawn = [bar for bar in self.bars if is_number(bar.value)]
        if not drawn:
            return f"Bar chart of {len(self.bars)} groups, every number withheld or missing."
        most = max(drawn, key=lambda bar: numbers([bar.value])[0])
        return (
            f"Bar chart of {len(self.bars)} groups. The highest is {most.label} with "
            f"{format_value(most.value, self.unit)}. The same numbers are in the table."
        )


def row_height(lines: Sequence[str], mark: float = _BAR) -> float:
    """Room for a row's words and for its mark, with air between rows."""
    return max(mark + 10, len(lines) * line_height(BODY) + 8)


def label_room(width: float) -> float:
    """How wide a group's name may be in a chart of this width."""
    return min(LABEL_WIDTH, width * 0.45)


def label_width(labels: Sequence[tuple[str, ...]]) -> float:
    """Width of the column of group names."""
    return min(max(text_width(line) for lines in labels for line in lines), LABEL_WIDTH)
