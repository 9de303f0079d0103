"""How series are told apart: never by colour alone.

Each of the six styles is a colour together with a pattern for areas, a dash for lines and a shape for
points, so that a black and white print and a colour-blind reader lose nothing.
"""

from dataclasses import dataclass

from reporting.charts.svg import num
from reporting.charts.values import ChartError

TARGET = "#de1b1b"


@dataclass(frozen=True, slots=True)
class SeriesStyle:
    """One way to mark a series. `pattern` is path data in an 8 by 8 tile, drawn on `paper`."""

    colour: str
    paper: str
    pattern: str
    dash: str
    marker: str


STYLES = (
    SeriesStyle("#005eb8", "#005eb8", "", "", "circle"),
    SeriesStyle("#003087", "#dbe7f5", "M-2 2L2 -2M0 8L8 0M6 10L10 6", "7 4", "square"),
    SeriesStyle("#00574f", "#ffffff", "M0 2H8M0 6H8", "2 3", "triangle"),
    SeriesStyle("#7c2855", "#f3dfe9", "M2 0V8M6 0V8", "10 3 2 3", "diamond"),
    SeriesStyle("#3f3f3f", "#ffffff", "M2 2h1.6v1.6h-1.6zM6 6h1.6v1.6h-1.6z", "4 4", "cross"),
    SeriesStyle("#8a4b00", "#fdeccf", "M0 0L8 8M0 8L8 0", "12 4", "ring"),
)


def style_at(index: int, chart: str) -> SeriesStyle:
    """The style of the series at this place; raises ChartError past the sixth."""
    if index >= len(STYLES):
        raise ChartError(
            f"Chart {chart}: at most {len(STYLES)} series can be told apart; put the rest in a table."
        )
    return STYLES[index]


def pattern_definition(chart: str, index: int) -> str:
    """The pattern element of a style, named after the chart so that two charts share a page."""
    style = style_at(index, chart)
    if not style.pattern:
        return ""
    return (
        f'<pattern id="{chart}-p{index}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{style.paper}"/>'
        f'<path d="{style.pattern}" fill="none" stroke="{style.colour}" stroke-width="1.5"/></pattern>'
    )


def fill_of(chart: str, index: int) -> str:
    """The fill attribute's value for an area of this series."""
    style = style_at(index, chart)
    return f"url(#{chart}-p{index})" if style.pattern else style.colour


# Path data of each marker, relative to the point it marks.
_MARKERS = {
    "circle": "m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z",
    "square": "m-4.5 -4.5h9v9h-9z",
    "triangle": "m0 -5.4l5.4 9.6h-10.8z",
    "diamond": "m0 -6l6 6l-6 6l-6 -6z",
    "cross": "m-4.5 -4.5l9 9m-9 0l9 -9",
    "ring": "m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z",
}


def marker_path(shape: str, x: float, y: float) -> str:
    """Path data of a marker centred on a point."""
    return f"M{num(x)} {num(y)}{_MARKERS[shape]}"


def marker_fill(style: SeriesStyle) -> str:
    """What fills the style's marker: its colour, or paper for the hollow one."""
    return "#ffffff" if style.marker == "ring" else style.colour
