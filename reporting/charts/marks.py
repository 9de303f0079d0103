"""The marks of a rating from 1 to 7: told apart by shape and by filling, and numbered, so that print loses nothing.

Satisfied is a dark disc, the middle a white square, dissatisfied a pale shape that points down. A speech bubble says
that the area was talked through, a plus that more help was wanted there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from reporting.charts.frame import MARGIN, SMALL
from reporting.charts.svg import INK, MUTED, Drawing, num
from reporting.charts.text import text_width

LOWEST, MIDDLE, HIGHEST = 1, 4, 7
BLUE, PAPER, OCHRE = "#005eb8", "#ffffff", "#8a4b00"
_PALE = "#fdeccf"
# A digit of Arial is 0.556 wide and the widest of its stand-ins 0.636. On paper a text that is anchored in its middle
# is a form of its own, which takes long for hundreds of digits.
_HALF_DIGIT = 0.29


@dataclass(frozen=True, slots=True)
class Rated:
    """What one session says of one area: ``rating`` is None where it was left out, or where what was said (``said``)
    is not on the scale.
    """

    rating: int | None
    talked: bool = False
    more_help: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a rating is drawn."""

    x: float
    y: float
    rating: int


def draw_ratings(
    drawing: Drawing, marks: Sequence[Mark], *, radius: float, numbered: bool, bold: bool = False
) -> None:
    """The marks of ratings, their numbers inside where there is room; a white rim keeps each clear of the line behind.

    Layer by layer, so that what looks the same is one path.
    """
    by_look = sorted(marks, key=lambda mark: _colours(mark.rating))
    for mark in marks:
        drawing.shape(_outline(mark, radius), PAPER, PAPER, ' stroke-width="4"')
    for mark in by_look:
        fill, stroke = _colours(mark.rating)
        drawing.shape(_outline(mark, radius), fill, stroke, f' stroke-width="{2 if bold else 1.5}"')
    for ink in (PAPER, INK) if numbered else ():
        _draw_numbers(drawing, [mark for mark in marks if _ink(mark.rating) == ink], ink, bold=bold)


def _draw_numbers(drawing: Drawing, marks: Sequence[Mark], ink: str, *, bold: bool) -> None:
    size = 14 if bold else SMALL
    placed = [(mark.x - size * _HALF_DIGIT, mark.y + size * 0.35, mark.rating) for mark in marks]
    drawing.digits(placed, size=size, fill=ink, bold=bold)


def _ink(rating: int) -> str:
    return PAPER if rating > MIDDLE else INK


def _outline(mark: Mark, radius: float) -> str:
    x, y, rating, r = mark.x, mark.y, mark.rating, num(radius)
    if rating > MIDDLE:
        return f"M{num(x - radius)} {num(y)}a{r} {r} 0 1 0 {num(2 * radius)} 0a{r} {r} 0 1 0 {num(-2 * radius)} 0z"
    if rating == MIDDLE:
        side = 1.8 * radius
        return f"M{num(x - side / 2)} {num(y - side / 2)}h{num(side)}v{num(side)}h{num(-side)}z"
    return (
        f"M{num(x - radius)} {num(y - 0.9 * radius)}h{num(2 * radius)}v{num(1.1 * radius)}"
        f"l{num(-radius)} {num(radius)}l{num(-radius)} {num(-radius)}z"
    )


def _colours(rating: int) -> tuple[str, str]:
    if rating > MIDDLE:
        return BLUE, BLUE
    return (PAPER, MUTED) if rating == MIDDLE else (_PALE, OCHRE)


def draw_signs(drawing: Drawing, x: float, y: float, rated: Rated, *, scale: float = 1) -> None:
    """Under the mark: the bubble, the plus, or a bubble with a plus in it for both."""
    if rated.talked:
        drawing.shape(_bubble(x, y, scale), INK, INK)
    if rated.more_help:
        arm = (3 if rated.talked else 5) * scale
        middle = y - scale if rated.talked else y
        drawing.path(
            f"M{num(x - arm)} {num(middle)}h{num(2 * arm)}M{num(x)} {num(middle - arm)}v{num(2 * arm)}",
            PAPER if rated.talked else INK,
            2 * max(scale, 0.7),
        )


def _bubble(x: float, y: float, scale: float) -> str:
    """A speech bubble 14 wide and 12 high, its tail at the left."""
    parts = ((-6, -6), (12, 0), (0, 9), (-7, 0), (-3.4, 3.4), (0, -3.4), (-1.6, 0))
    (dx, dy), *steps = ((across * scale, down * scale) for across, down in parts)
    return (
        f"M{num(x + dx)} {num(y + dy)}"
        + "".join(f"l{num(across)} {num(down)}" for across, down in steps)
        + "z"
    )


_STEP = 24
Sign = Callable[[Drawing, float, float], None]


def draw_key(drawing: Drawing, width: float, top: float, *, new_referral: bool) -> float:
    """What the marks mean, in as many lines as it needs; the height that took."""
    x, y = float(MARGIN), top + 10
    for draw, words in _key(new_referral=new_referral):
        room = 28 + text_width(words, SMALL) + 8
        if x > MARGIN and x + room > width:
            x, y = float(MARGIN), y + _STEP
        draw(drawing, x + 10, y)
        drawing.text(x + 26, y + 4, words, size=SMALL)
        x += room
    return y - top + 14


def _key(*, new_referral: bool) -> Iterator[tuple[Sign, str]]:
    yield _rating_sign(7), "Satisfied (5 to 7)"
    yield _rating_sign(4), "In the middle (4)"
    yield _rating_sign(1), "Dissatisfied (1 to 3)"
    yield partial(draw_signs, rated=Rated(None, talked=True)), "Talked through"
    yield partial(draw_signs, rated=Rated(None, more_help=True)), "More help wanted"
    yield _draw_left_out, "Not rated"
    if new_referral:
        yield _draw_start, "New referral"


def _rating_sign(rating: int) -> Sign:
    def draw(drawing: Drawing, x: float, y: float) -> None:
        draw_ratings(drawing, [Mark(x, y, rating)], radius=8.5, numbered=True)

    return draw


def _draw_left_out(drawing: Drawing, x: float, y: float) -> None:
    draw_gap(drawing, x, y)


def _draw_start(drawing: Drawing, x: float, y: float) -> None:
    draw_break(drawing, [x], y - 9, y + 9)


def draw_gap(drawing: Drawing, x: float, y: float) -> None:
    """What stands where an area was left out."""
    drawing.path(f"M{num(x - 3)} {num(y)}h6", MUTED, 2)


def draw_break(drawing: Drawing, at: Sequence[float], top: float, bottom: float) -> None:
    """A dotted upright line: here a new referral began."""
    data = "".join(f"M{num(x)} {num(top)}V{num(bottom)}" for x in at)
    drawing.path(data, MUTED, 1.5, ' stroke-dasharray="2 3"')
