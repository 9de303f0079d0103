"""Charts to test with, and what can be read off their drawings."""

from datetime import date
from typing import Literal
from xml.etree import ElementTree as ET

from reporting.charts import (
    Bar,
    BarSeries,
    Chart,
    ChartValue,
    HorizontalBars,
    LineSeries,
    SeriesBars,
    Shift,
    Shifts,
    Target,
    TimeLine,
)
from reporting.charts.styles import STYLES
from reporting.charts.text import text_width
from reporting.rules.periods import add_months

SVG = "{http://www.w3.org/2000/svg}"
BLUE = STYLES[0].colour
MONTHS = tuple(add_months(date(2025, 1, 1), index) for index in range(6))


def bars(*pairs: tuple[str, ChartValue], unit: str = "") -> HorizontalBars:
    return HorizontalBars(
        id="sources",
        title="Referrals by source",
        label_header="Source",
        value_header="Referrals",
        bars=tuple(Bar(label, value) for label, value in pairs),
        unit=unit,
    )


def series(layout: Literal["grouped", "stacked"], *rows: tuple[str, tuple[ChartValue, ...]]) -> SeriesBars:
    return SeriesBars(
        id="missing",
        title="Open waits by missing part",
        label_header="Part",
        value_header="Open waits",
        groups=tuple(f"Part {index}" for index in range(len(rows[0][1]))),
        series=tuple(BarSeries(name, numbers) for name, numbers in rows),
        layout=layout,
    )


def shifts(*rows: tuple[str, ChartValue, ChartValue]) -> Shifts:
    return Shifts(
        id="means",
        title="DIALOG means",
        label_header="Area",
        value_header="1 least, 7 most satisfied",
        shifts=tuple(Shift(*row) for row in rows),
    )


def line(
    *rows: tuple[str, tuple[ChartValue, ...]], target: Target | None = None, zero_base: bool = True
) -> TimeLine:
    return TimeLine(
        id="trend",
        title="Open waits",
        value_header="People",
        months=tuple(add_months(MONTHS[0], index) for index in range(len(rows[0][1]))),
        series=tuple(LineSeries(name, numbers) for name, numbers in rows),
        target=target,
        zero_base=zero_base,
    )


def drawn(chart: Chart) -> ET.Element:
    return ET.fromstring(chart.svg())  # noqa: S314 - our own output


def extent(element: ET.Element) -> tuple[float, float]:
    """From where to where a text reaches at most; of one whose letters have places of their own, the outermost."""
    words, size = element.text or "", int(element.get("font-size", "0"))
    at = [float(x) for x in element.get("x", "0").split()]
    if len(at) > 1:
        return min(at), max(x + text_width(letter, size) for x, letter in zip(at, words, strict=True))
    width = text_width(words, size)
    before = {"middle": width / 2, "end": width}.get(element.get("text-anchor", "start"), 0)
    return at[0] - before, at[0] - before + width


def words(root: ET.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def rects(root: ET.Element, fill: str) -> list[tuple[float, float]]:
    """Left edge and width of the areas with this fill, apart from legend swatches."""
    found = [element for element in root.iter(f"{SVG}rect") if element.get("fill") == fill]
    return [
        (float(one.get("x", "0")), float(one.get("width", "0"))) for one in found if one.get("width") != "22"
    ]


def paths(root: ET.Element, stroke: str) -> list[str]:
    return [one.get("d", "") for one in root.iter(f"{SVG}path") if one.get("stroke") == stroke]
