"""The horizontal number axis that bar charts share."""

from dataclasses import dataclass

from reporting.charts.frame import SMALL
from reporting.charts.svg import GRID, MUTED, Drawing, num
from reporting.charts.ticks import nice_ticks
from reporting.charts.values import format_number


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a number lies between two edges of the drawing, from nought to the last tick."""

    left: float
    right: float
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        """Distance from the left edge of the drawing."""
        return self.left + (self.right - self.left) * value / self.ticks[-1]


def scale_for(values: list[float], left: float, right: float) -> Scale:
    """A scale from nought that holds all values; with no value at all it has no numbers to show."""
    whole = all(value == int(value) for value in values)
    return Scale(left, right, nice_ticks(0, max(values, default=0), whole=whole))


def draw_scale(drawing: Drawing, scale: Scale, top: float, bottom: float, *, unit: str, title: str) -> None:
    """Grid lines, the line at nought, tick numbers and the name of what is measured."""
    grid = "".join(f"M{num(scale.at(tick))} {num(top)}V{num(bottom)}" for tick in scale.ticks[1:])
    drawing.path(grid, GRID)
    drawing.path(f"M{num(scale.left)} {num(top)}V{num(bottom)}", MUTED, 1.5)
    for tick in scale.ticks:
        drawing.text(
            scale.at(tick), bottom + 17, format_number(tick, unit), size=SMALL, anchor="middle", fill=MUTED
        )
    drawing.text((scale.left + scale.right) / 2, bottom + 35, title, size=SMALL, anchor="middle", fill=MUTED)
