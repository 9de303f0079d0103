"""What every chart shares: the outer element, words for screen readers, legend, notes, the empty drawing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reporting.charts.styles import fill_of, pattern_definition, style_at
from reporting.charts.svg import MUTED, Drawing, escape, num
from reporting.charts.text import text_width
from reporting.charts.values import MISSING_TEXT, ChartError, ChartValue, is_withheld

# 640 pixels is the text width of a screen column and, at 96 to the inch, of an A4 page with 20 mm margins.
WIDTH = 640
MARGIN = 8
SMALL = 12
BODY = 14
DASH = "\N{EN DASH}"
NO_DATA = "No data for this period"
_ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


@dataclass(frozen=True, slots=True)
class Frame:
    """Identity of a chart: an id unique in its page, a title, and a sentence for those who cannot see it."""

    id: str
    title: str
    description: str


def check_id(chart: str) -> None:
    """Raise ChartError unless the id can be part of element ids: small letters, digits and hyphens."""
    if not chart[:1].islower() or not _ID_CHARACTERS.issuperset(chart):
        raise ChartError(
            f"Chart id {chart!r}: use small letters, digits and hyphens, starting with a letter."
        )


def document(
    frame: Frame, drawing: Drawing, height: float, series: int = 0, *, width: float = WIDTH
) -> Markup:
    """The finished svg element around what was drawn, with the patterns of its series."""
    patterns = "".join(pattern_definition(frame.id, index) for index in range(series))
    definitions = f"<defs>{patterns}</defs>" if patterns else ""
    # Every piece below is a number, a checked id or escaped text.
    return Markup(  # noqa: S704
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" '
        f'aria-labelledby="{frame.id}-title {frame.id}-desc" width="{num(width)}" height="{num(height)}" '
        f'viewBox="0 0 {num(width)} {num(height)}" font-family="Arial, sans-serif">'
        f'<title id="{frame.id}-title">{escape(frame.title)}</title>'
        f'<desc id="{frame.id}-desc">{escape(frame.description)}</desc>'
        f"{definitions}{''.join(drawing.parts)}</svg>"
    )


def empty(frame: Frame) -> Markup:
    """The drawing that stands where there is nothing to draw."""
    drawing = Drawing()
    drawing.rect(0.5, 0.5, WIDTH - 1, 99, "#f0f4f5", f' stroke="{MUTED}" stroke-dasharray="6 4"')
    drawing.text(WIDTH / 2, 55, NO_DATA, size=16, anchor="middle")
    return document(frame, drawing, 100)


def note(values: Iterable[ChartValue], *, dash: bool = False) -> str:
    """The line that explains symbols printed in place of numbers, or nothing.

    `dash` says that the chart draws a dash where a value is missing.
    """
    given = list(values)
    parts = []
    if symbols := sorted({value for value in given if is_withheld(value)}):
        parts.append(f"{' '.join(symbols)} number not shown, to protect people's privacy.")
    if dash and None in given:
        parts.append(f"{DASH} {MISSING_TEXT}.")
    return " ".join(parts)


def draw_note(drawing: Drawing, words: str, baseline: float) -> float:
    """Write the note under the chart; the height that took."""
    if not words:
        return 0
    drawing.text(MARGIN, baseline, words, size=SMALL)
    return 22


def legend(drawing: Drawing, chart: str, names: Sequence[str], top: float, *, within: float = WIDTH) -> float:
    """Draw a swatch and a name for each series, row by row; the height that took."""
    x, y = float(MARGIN), top
    for index, name in enumerate(names):
        width = 30 + text_width(name, BODY) + 20
        if x > MARGIN and x + width > within:
            x, y = float(MARGIN), y + 24
        drawing.rect(x, y, 22, 16, fill_of(chart, index), f' stroke="{style_at(index, chart).colour}"')
        drawing.text(x + 30, y + 13, name)
        x += width
    return y - top + 30
