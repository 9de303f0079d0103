"""A small writer of SVG: escaped text, short numbers, presentation attributes only.

No style attribute and no style element is ever written, because the content security policy refuses both.
The same input always gives the same bytes.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

INK = "#212b32"
MUTED = "#4c6272"
GRID = "#d8dde0"

# Characters that no XML document may hold, escaped or not.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@lru_cache(maxsize=2048)
def escape(text: str) -> str:
    """Text made safe for element content and for a quoted attribute."""
    text = _FORBIDDEN.sub("\ufffd", text).replace("&", "&amp;")
    return text.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;").replace("'", "&#39;")


def num(value: float) -> str:
    """A coordinate to a tenth of a pixel, without a trailing or a negative nought."""
    text = f"{value:.1f}"
    if text.endswith(".0"):
        return "0" if text == "-0.0" else text[:-2]
    return text


class Drawing:
    """Marks added one after another, in drawing order.

    Paths that look the same and follow each other are one: on paper each path that is not there is time saved.
    """

    def __init__(self) -> None:
        """Start with nothing drawn."""
        self.parts: list[str] = []
        self._look = ""

    def rect(self, x: float, y: float, width: float, height: float, fill: str, extra: str = "") -> None:
        """Draw a filled rectangle; `extra` is further attributes, already escaped."""
        self.parts.append(
            f'<rect x="{num(x)}" y="{num(y)}" width="{num(width)}" height="{num(height)}"'
            f' fill="{fill}"{extra}/>'
        )

    def path(self, data: str, stroke: str, width: float = 1, extra: str = "") -> None:
        """Draw an unfilled line along path data."""
        self._add(data, f'fill="none" stroke="{stroke}" stroke-width="{num(width)}"{extra}')

    def shape(self, data: str, fill: str, stroke: str, extra: str = "") -> None:
        """Draw a closed, filled shape, such as a marker."""
        self._add(data, f'fill="{fill}" stroke="{stroke}"{extra}')

    def _add(self, data: str, look: str) -> None:
        end = f'" {look}/>'
        if look == self._look and self.parts[-1].endswith(end):
            self.parts[-1] = self.parts[-1].removesuffix(end) + data + end
        else:
            self.parts.append(f'<path d="{data}{end}')
        self._look = look

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: int = 14,
        anchor: str = "start",
        fill: str = INK,
        bold: bool = False,
    ) -> None:
        """Write one line of text whose baseline is at `y`."""
        weight = ' font-weight="bold"' if bold else ""
        place = f' text-anchor="{anchor}"' if anchor != "start" else ""
        self.parts.append(
            f'<text x="{num(x)}" y="{num(y)}" font-size="{size}" fill="{fill}"{place}{weight}>'
            f"{escape(words)}</text>"
        )

    def digits(
        self, placed: Sequence[tuple[float, float, int]], *, size: int, fill: str, bold: bool = False
    ) -> None:
        """Write digits that look the same as one text, each with its own left end and baseline."""
        if not placed:
            return
        weight = ' font-weight="bold"' if bold else ""
        across = " ".join(num(x) for x, _, _ in placed)
        down = " ".join(num(y) for _, y, _ in placed)
        words = "".join(str(digit) for _, _, digit in placed)
        self.parts.append(
            f'<text x="{across}" y="{down}" font-size="{size}" fill="{fill}"{weight}>{words}</text>'
        )

    def lines(
        self, x: float, middle: float, lines: Iterable[str], *, size: int = 14, anchor: str = "start"
    ) -> None:
        """Write several lines centred upright on `middle`."""
        rows = list(lines)
        first = middle - (len(rows) - 1) * line_height(size) / 2 + size * 0.35
        for index, row in enumerate(rows):
            self.text(x, first + index * line_height(size), row, size=size, anchor=anchor)


def line_height(size: int) -> float:
    """Distance between two baselines of running text."""
    return size * 1.25
