"""One area over all sessions, drawn in a strip: the line of its ratings, their marks, and what was done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from reporting.charts.frame import SMALL
from reporting.charts.marks import (
    HIGHEST,
    LOWEST,
    MIDDLE,
    Mark,
    Rated,
    draw_break,
    draw_gap,
    draw_ratings,
    draw_signs,
)
from reporting.charts.spacing import least_gap, named, places
from reporting.charts.svg import GRID, MUTED, Drawing, num

# Heights within a strip: a mark at the top, six steps, a mark at the foot, and the lane of the signs.
_MARK = 10
_STEP = 5
_PLOT = 2 * _MARK + _STEP * (HIGHEST - LOWEST)
_LANE = 16
HEIGHT = _PLOT + _LANE
_NUMBERED = 18.5
# The middle of the scale: seen, and behind the line of the ratings.
_FAINT = "#768692"


@dataclass(frozen=True, slots=True)
class Axis:
    """The sessions from left to right, and what each mark has room for. ``starts`` are the places at which somebody was
    referred anew.
    """

    left: float
    right: float
    days: tuple[date, ...]
    names: tuple[str, ...]
    starts: tuple[int, ...]
    at: tuple[float, ...]

    @property
    def is_numbered(self) -> bool:
        """Whether there is room for a number in every mark; else the first and the latest of an area have theirs."""
        return least_gap(self.at) >= _NUMBERED

    @property
    def radius(self) -> float:
        return 8.5 if self.is_numbered else max(1.8, min(6.0, least_gap(self.at) * 0.42))

    @property
    def sign_scale(self) -> float:
        return 1 if self.is_numbered else max(0.35, min(1.0, least_gap(self.at) / 14))

    def draw_names(self, drawing: Drawing, baseline: float, edges: tuple[float, float]) -> None:
        """The days that there is room for, each with a tick at its session."""
        for place, middle in named(self.at, self.names, *edges).items():
            drawing.text(middle, baseline, self.names[place], size=SMALL, anchor="middle", fill=MUTED)

    def draw_lines(self, drawing: Drawing, top: float, bottom: float) -> None:
        """A thin upright line at each session, and a broken one before each new referral."""
        drawing.path("".join(f"M{num(x)} {num(top)}V{num(bottom)}" for x in self.at), GRID)
        before = [(self.at[place - 1] + self.at[place]) / 2 for place in self.starts if place]
        if before:
            draw_break(drawing, before, top, bottom)


def axis(
    days: tuple[date, ...], names: tuple[str, ...], starts: tuple[int, ...], left: float, right: float
) -> Axis:
    """The sessions between two edges of the drawing; the outermost marks lie inside."""
    at = tuple(places(days, left + _MARK + 1, right - _MARK - 1))
    return Axis(left, right, days, names, starts, at)


def draw_strip(drawing: Drawing, over: Axis, top: float, rated: Sequence[Rated], ends: Sequence[int]) -> None:
    """The strip below ``top``. ``ends`` are the places of the two ratings that are compared, drawn larger."""
    middle = level(top, MIDDLE)
    drawing.path(
        f"M{num(over.left)} {num(middle)}H{num(over.right)}",
        MUTED,
        1,
        ' stroke-dasharray="4 3"',
    )
    for (one, x), (other, next_x) in pairwise(zip(rated, over.at, strict=True)):
        if one.rating is not None and other.rating is not None:
            data = f"M{num(x)} {num(level(top, one.rating))}L{num(next_x)} {num(level(top, other.rating))}"
            drawing.path(data, MUTED, 2)
    given = [
        (place, Mark(over.at[place], level(top, one.rating), one.rating))
        for place, one in enumerate(rated)
        if one.rating is not None
    ]
    large = set(ends) or {place for place, _ in (*given[:1], *given[-1:])}
    small_marks = [mark for place, mark in given if place not in large]
    large_marks = [mark for place, mark in given if place in large]
    draw_ratings(drawing, small_marks, radius=over.radius, numbered=over.is_numbered)
    # The large ones last, so that they lie on top.
    draw_ratings(drawing, large_marks, radius=_MARK, numbered=True, bold=True)
    _draw_lane(drawing, over, top, rated)


def _draw_lane(drawing: Drawing, over: Axis, top: float, rated: Sequence[Rated]) -> None:
    """What was left out, and under the marks what was done about the area."""
    sessions = list(zip(rated, over.at, strict=True))
    for one, x in sessions:
        if one.rating is None:
            draw_gap(drawing, x, level(top, MIDDLE))
    # What looks the same follows each other.
    for one, x in sorted(sessions, key=lambda session: session[0].talked):
        draw_signs(drawing, x, top + _PLOT + _LANE / 2 + 1, one, scale=over.sign_scale)


def level(top: float, rating: int) -> float:
    """Where a rating stands in the strip below ``top``."""
    return top + _MARK + _STEP * (HIGHEST - rating)
