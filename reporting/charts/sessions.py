"""All sessions of a person at a glance: a strip for each area over one shared axis, and the change in words beside it.

Wide drawings show every area in one picture; for a narrow screen, for large print and for easy reading each area has a
drawing of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from markupsafe import Markup

from reporting.charts.frame import MARGIN, SMALL, WIDTH, Frame, check_id, document, empty
from reporting.charts.marks import BLUE, HIGHEST, LOWEST, OCHRE, PAPER, Rated, draw_key
from reporting.charts.strips import HEIGHT, Axis, axis, draw_strip
from reporting.charts.svg import GRID, INK, Drawing, num
from reporting.charts.table import ChartTable, TableRow
from reporting.charts.text import wrap
from reporting.charts.values import ChartError

NARROW = 264
NOT_RATED = "not rated"
_LABEL_WIDTH = 122
_WORDS_WIDTH = 148
_ROW = HEIGHT + 3
_HEADING = 26
_AXIS = 24


class Direction(Enum):
    """Which way the change of an area counts, for the arrow beside its words."""

    UP = "up"
    DOWN = "down"
    LEVEL = "level"
    UNMEASURED = "unmeasured"


@dataclass(frozen=True, slots=True)
class Area:
    """What was rated: a mark a session, the change in words, and the places of the two ratings it compares."""

    label: str
    rated: tuple[Rated, ...]
    change: str = ""
    detail: str = ""
    direction: Direction = Direction.UNMEASURED
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaGroup:
    """Areas that stand together under a heading."""

    heading: str
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStrips:
    """Ratings from 1 to 7 of several areas over sessions, the oldest first.

    ``names`` tell the sessions in the table and on the axis, each once; ``starts`` are the places of sessions with
    which a new referral began. Where no table of the numbers stands beside the drawing (``is_tabled``), it tells them
    itself. Raises ChartError for an area that has not a mark for each session, for names that are
    not told apart, and for a rating off the scale.
    """

    id: str
    title: str
    change_header: str
    days: tuple[date, ...]
    names: tuple[str, ...]
    groups: tuple[AreaGroup, ...]
    starts: tuple[int, ...] = ()
    is_tabled: bool = True

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        check_id(self.id)
        check_sessions(self.id, self.days, self.names)
        for area in self.areas():
            if len(area.rated) != len(self.days):
                raise ChartError(
                    f"Chart {self.id}: {area.label!r} has {len(area.rated)} marks for {len(self.days)} sessions."
                )
            for one in area.rated:
                if one.rating is not None and not LOWEST <= one.rating <= HIGHEST:
                    raise ChartError(f"Chart {self.id}: {one.rating} is not on the scale from 1 to 7.")

    def areas(self) -> Iterator[Area]:
        """Every area, group after group."""
        for group in self.groups:
            yield from group.areas

    def table(self) -> ChartTable:
        """The same numbers as text: a row for each area, a column for each session, and the change."""
        rows = tuple(
            TableRow(area.label, (*(_cell(one) for one in area.rated), area.change)) for area in self.areas()
        )
        return ChartTable(self.title, ("Area", *self.names, self.change_header), rows)

    def svg(self) -> Markup:
        """Every area in one drawing."""
        if not self.days:
            return empty(Frame(self.id, self.title, "No sessions yet."))
        drawing = Drawing()
        over = self._axis(MARGIN + _LABEL_WIDTH, WIDTH - MARGIN - _WORDS_WIDTH - 6)
        top = draw_key(drawing, WIDTH, 0, new_referral=self._has_starts) + 4
        over.draw_names(drawing, top + 14, (over.left - 60, over.right))
        lines = wrap(self.change_header, _WORDS_WIDTH, SMALL, 2)
        drawing.lines(over.right + 10, top + 8, lines, size=SMALL)
        bottom = self._draw_groups(drawing, over, top + _AXIS)
        over.draw_names(drawing, bottom + 14, (over.left - 60, over.right))
        return document(Frame(self.id, self.title, self._description()), drawing, bottom + _AXIS)

    def area_svgs(self, prefix: str = "") -> list[Markup]:
        """A narrow drawing for each area, which a page can enlarge; ``prefix`` keeps its ids apart from others."""
        return [
            self._area_svg(f"{self.id}-{prefix}a{place}", area) for place, area in enumerate(self.areas())
        ]

    def key_svg(self) -> Markup:
        """What the marks mean, for the narrow drawings."""
        drawing = Drawing()
        height = draw_key(drawing, NARROW, 0, new_referral=self._has_starts)
        words = (
            "A dark disc is satisfied, 5 to 7. A white square is in the middle, 4. A pale shape that points down is"
            " dissatisfied, 1 to 3. A speech bubble: talked through in this session. A plus: more help wanted"
        )
        return document(Frame(f"{self.id}-key", "What the marks mean", words), drawing, height, width=NARROW)

    @property
    def _has_starts(self) -> bool:
        return any(self.starts)

    def _axis(self, left: float, right: float) -> Axis:
        return axis(self.days, self.names, self.starts, left, right)

    def _draw_groups(self, drawing: Drawing, over: Axis, top: float) -> float:
        for group in self.groups:
            drawing.rect(0, top + 2, WIDTH, _HEADING - 6, "#e8edee")
            drawing.text(MARGIN, top + 16, group.heading, size=SMALL, bold=True)
            top += _HEADING
            over.draw_lines(drawing, top, top + _ROW * len(group.areas))
            for area in group.areas:
                _draw_row(drawing, over, top, area)
                top += _ROW
        return top

    def _area_svg(self, chart: str, area: Area) -> Markup:
        drawing = Drawing()
        over = self._axis(0, NARROW)
        over.draw_lines(drawing, 2, 4 + HEIGHT)
        draw_strip(drawing, over, 4, area.rated, area.ends)
        over.draw_names(drawing, HEIGHT + 18, (0, NARROW))
        frame = Frame(chart, area.label, " ".join([self._in_words(area), *self._where]))
        return document(frame, drawing, HEIGHT + 24, width=NARROW)

    def _in_words(self, area: Area) -> str:
        rated = ", ".join(_cell(one) for one in area.rated)
        talked = [name for name, one in zip(self.names, area.rated, strict=True) if one.talked]
        wanted = [name for name, one in zip(self.names, area.rated, strict=True) if one.more_help]
        return " ".join(
            [
                f"Rated, the oldest first: {rated}.",
                *([f"Talked through on {', '.join(talked)}."] if talked else []),
                *([f"More help wanted on {', '.join(wanted)}."] if wanted else []),
            ]
        )

    def _description(self) -> str:
        sessions = "One session" if len(self.days) == 1 else f"{len(self.days)} sessions"
        since = self.names[0] if len(self.days) == 1 else f"{self.names[0]} to {self.names[-1]}"
        areas = [" ".join(self._told(area)) for area in self.areas()]
        return " ".join([f"{sessions}, {since}.", *filter(None, areas), *self._where])

    def _told(self, area: Area) -> Iterator[str]:
        if area.change:
            yield f"{area.label}: {area.change}."
        elif not self.is_tabled:
            yield f"{area.label}."
        if not self.is_tabled:
            yield self._in_words(area)

    @property
    def _where(self) -> list[str]:
        return ["The same numbers are in the table."] if self.is_tabled else []


def check_sessions(chart: str, days: tuple[date, ...], names: tuple[str, ...]) -> None:
    """Raise ChartError unless the days follow each other and have a name each, no two the same."""
    if list(days) != sorted(days):
        raise ChartError(f"Chart {chart}: give the sessions in order, the oldest first.")
    if len(names) != len(days) or len(set(names)) != len(names):
        raise ChartError(f"Chart {chart}: give each session a name of its own.")


def _cell(one: Rated) -> str:
    return (one.said or NOT_RATED) if one.rating is None else str(one.rating)


def _draw_row(drawing: Drawing, over: Axis, top: float, area: Area) -> None:
    drawing.path(f"M0 {num(top + _ROW)}H{WIDTH}", GRID)
    middle = top + _ROW / 2
    drawing.lines(MARGIN, middle, wrap(area.label, _LABEL_WIDTH - 12))
    draw_strip(drawing, over, top + 2, area.rated, area.ends)
    _draw_change(drawing, over.right + 10, middle, area)


def _draw_change(drawing: Drawing, x: float, middle: float, area: Area) -> None:
    """An arrow and the change in words, with the two numbers below."""
    _draw_arrow(drawing, x + 6, middle - 9, area.direction)
    inset = 0 if area.direction is Direction.UNMEASURED else 20
    room = _WORDS_WIDTH - 4
    for line, words in enumerate(wrap(area.change, room - inset, most=1)):
        drawing.text(x + inset, middle - 4 + 18 * line, words, bold=bool(inset))
    detail = wrap(area.detail, room, SMALL, 2)
    drawing.lines(x, middle + 7 + 7.5 * len(detail), detail, size=SMALL)


def _draw_arrow(drawing: Drawing, x: float, y: float, direction: Direction) -> None:
    """Up is filled and down is hollow, so that neither is told by its colour."""
    if direction is Direction.UP:
        drawing.shape(f"M{num(x)} {num(y - 7)}l7 12h-14z", BLUE, BLUE)
    elif direction is Direction.DOWN:
        drawing.shape(f"M{num(x)} {num(y + 6)}l-6.5 -11h13z", PAPER, OCHRE, ' stroke-width="2"')
    elif direction is Direction.LEVEL:
        drawing.path(f"M{num(x - 6)} {num(y - 3)}h12m-12 5h12", INK, 2)
