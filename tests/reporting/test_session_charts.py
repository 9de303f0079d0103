"""All sessions at a glance: whatever the data, everything stands inside and apart, and nothing is told by colour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from reporting.charts import (
    Area,
    AreaGroup,
    ChartError,
    Direction,
    MeanLine,
    Rated,
    SessionMeans,
    SessionStrips,
)
from reporting.charts.frame import WIDTH
from reporting.charts.marks import HIGHEST, LOWEST
from reporting.charts.sessions import NARROW
from reporting.charts.spacing import ROOMY, least_gap, named, places
from reporting.rules import progress_pictures
from tests.careplans.made_up_progress import progress
from tests.reporting.drawings import SVG, extent

FIRST = date(2024, 1, 1)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
gaps = st.lists(st.integers(0, 400), min_size=1, max_size=60)
ratings = st.builds(Rated, st.none() | st.integers(LOWEST, HIGHEST), st.booleans(), st.booleans())


def days_after(steps: Sequence[int]) -> tuple[date, ...]:
    days = [FIRST]
    for step in steps:
        days.append(days[-1] + timedelta(days=step))
    return tuple(days)


def strips(*rated: Rated, days: tuple[date, ...] = (), direction: Direction = Direction.UP) -> SessionStrips:
    days = days or days_after([28] * (len(rated) - 1))
    return SessionStrips(
        id="areas",
        title="Each area",
        change_header="Change by the national rule",
        days=days,
        names=tuple(f"{day:%d %b %Y} {place}" for place, day in enumerate(days)),
        groups=(
            AreaGroup("Quality of life", (Area("Job", rated, "Up 2: better", "From 3 to 5", direction),)),
        ),
    )


def read(svg: Markup) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own output


def drawings(chart: SessionStrips) -> list[ET.Element]:
    return [read(svg) for svg in (chart.svg(), chart.key_svg(), *chart.area_svgs())]


def sound(root: ET.Element) -> None:
    """Every text and every mark stands inside the drawing."""
    width, height = (float(root.get(name, "0")) for name in ("width", "height"))
    for text in root.iter(f"{SVG}text"):
        left, right = extent(text)
        assert left >= -0.5, text.text
        assert right <= width + 0.5, text.text
        assert all(0 <= float(y) <= height for y in text.get("y", "-1").split())
    for path in root.iter(f"{SVG}path"):
        for x, y in re.findall(rf"M({NUMBER.pattern}) ({NUMBER.pattern})", path.get("d", "")):
            assert -0.5 <= float(x) <= width + 0.5
            assert -0.5 <= float(y) <= height + 0.5


def shape(path: ET.Element) -> str:
    """An outline without its place."""
    return re.sub(rf"^M{NUMBER.pattern} {NUMBER.pattern}", "", path.get("d", ""))


def marks(root: ET.Element) -> list[str]:
    """The outlines of the ratings."""
    return [
        shape(path)
        for path in root.iter(f"{SVG}path")
        if path.get("stroke-width") in {"1.5", "2"} and path.get("d", "").endswith("z")
    ]


def numbers(root: ET.Element) -> list[str]:
    """Those in the marks, each once for each place that it has."""
    texts = [text for text in root.iter(f"{SVG}text") if re.fullmatch(r"[1-7]+", text.text or "")]
    assert all(len(text.get("x", "").split()) == len(text.text or "") for text in texts)
    return [digit for text in texts for digit in text.text or ""]


@given(gaps)
def test_sessions_stand_in_order_apart_and_inside(steps: list[int]) -> None:
    at = places(days_after(steps), 130, 480)
    assert at[0] == pytest.approx(130)
    assert at[-1] == pytest.approx(480)
    assert all(after > before for before, after in pairwise(at))
    assert least_gap(at) >= min(ROOMY, 350 / len(steps)) - 1e-6


def test_a_long_pause_is_seen_and_one_day_stays_two_places() -> None:
    day, month, year = (
        after - before for before, after in pairwise(places(days_after([0, 30, 365]), 0, 300))
    )
    assert day == pytest.approx(ROOMY)
    assert day < month < year / 3


@pytest.mark.parametrize(("count", "at"), [(0, []), (1, [50.0])])
def test_one_session_stands_in_the_middle(count: int, at: list[float]) -> None:
    assert places([FIRST] * count, 0, 100) == at


@given(gaps)
def test_names_of_days_do_not_touch_and_the_latest_has_its_own(steps: list[int]) -> None:
    days = days_after(steps)
    at = places(days, 10, 330)
    names = [f"{day:%-d %b %Y}" for day in days]
    found = named(at, names, 0, 340)
    assert len(days) - 1 in found
    assert 0 in found
    assert all(after - before > 60 for before, after in pairwise(found.values()))


@settings(max_examples=40, deadline=None)
@given(st.lists(ratings, min_size=1, max_size=45), st.data())
def test_any_ratings_are_sound_and_stay_inside(rated: list[Rated], data: st.DataObject) -> None:
    steps = data.draw(st.lists(st.integers(0, 300), min_size=len(rated) - 1, max_size=len(rated) - 1))
    chart = strips(*rated, days=days_after(steps), direction=data.draw(st.sampled_from(Direction)))
    for root in drawings(chart):
        sound(root)
    (row,) = chart.table().rows
    assert row.cells == (
        *("not rated" if one.rating is None else str(one.rating) for one in rated),
        "Up 2: better",
    )


@pytest.mark.parametrize("count", [0, 1, 2, 12, 40])
def test_the_pictures_of_a_person_are_sound(count: int) -> None:
    held = progress(count, own=True, new_referral_at=count // 2)
    areas, means = progress_pictures.areas(held), progress_pictures.means(held)
    for root in [*drawings(areas), read(means.svg()), read(means.narrow_svg())]:
        sound(root)
    assert [len(row.cells) for row in areas.table().rows] == [count + 1] * (12 if count else 11)
    assert len(means.table().rows) == count


def test_satisfied_neutral_and_dissatisfied_differ_in_shape() -> None:
    outlines = {rating: marks(read(strips(Rated(rating)).area_svgs()[0]))[0] for rating in (1, 3, 4, 5, 7)}
    assert outlines[1] == outlines[3]
    assert outlines[5] == outlines[7]
    assert len({outlines[1], outlines[4], outlines[5]}) == 3


def test_the_areas_that_went_up_down_or_stayed_differ_in_shape() -> None:
    shapes: set[str] = set()
    for direction in (Direction.UP, Direction.DOWN, Direction.LEVEL):
        root = read(strips(Rated(4), direction=direction).svg())
        shapes |= {shape(path) for path in root.iter(f"{SVG}path") if _starts_at(path) > WIDTH - 160}
    assert len(shapes) == 3


def _starts_at(path: ET.Element) -> float:
    found = NUMBER.search(path.get("d", ""))
    return float(found.group()) if found else 0


@pytest.mark.parametrize("count", [1, 2, 12])
def test_every_rating_has_its_number_in_its_mark(count: int) -> None:
    given_ratings = [1 + place % 7 for place in range(count)]
    for root in drawings(strips(*map(Rated, given_ratings)))[0::2]:
        digits = numbers(root)
        assert all(digits.count(str(rating)) >= given_ratings.count(rating) for rating in given_ratings)


def test_where_there_is_no_room_the_first_and_the_latest_have_their_numbers() -> None:
    root = read(strips(Rated(2), *[Rated(4)] * 38, Rated(6)).area_svgs()[0])
    assert sorted(numbers(root)) == ["2", "6"]


def test_the_line_is_broken_where_an_area_was_not_rated() -> None:
    def lines(*rated: Rated) -> int:
        paths = read(strips(*rated).area_svgs()[0]).iter(f"{SVG}path")
        return sum(
            len(re.findall(rf"M{NUMBER.pattern} {NUMBER.pattern}L", path.get("d", ""))) for path in paths
        )

    assert lines(Rated(3), Rated(4), Rated(5)) == 2
    assert lines(Rated(3), Rated(None), Rated(5)) == 0


def test_what_was_talked_through_and_where_help_was_wanted_is_drawn_and_told() -> None:
    plain = strips(Rated(3), Rated(4)).area_svgs()[0]
    talked = strips(Rated(3, talked=True), Rated(4)).area_svgs()[0]
    helped = strips(Rated(3, more_help=True), Rated(4)).area_svgs()[0]
    both = strips(Rated(3, talked=True, more_help=True), Rated(4)).area_svgs()[0]
    assert len({plain, talked, helped, both}) == 4
    assert "Talked through on 01 Jan 2024 0." in both
    assert "More help wanted on 01 Jan 2024 0." in both
    assert "Talked through" not in plain


def test_a_drawing_needs_no_style_and_is_the_same_bytes_every_time() -> None:
    chart = progress_pictures.areas(progress(12))
    assert chart.svg() == progress_pictures.areas(progress(12)).svg()
    assert "style" not in chart.svg()
    ids = re.findall(r'id="([^"]+)"', "".join([chart.svg(), chart.key_svg(), *chart.area_svgs()]))
    assert len(ids) == len(set(ids))


def test_a_new_referral_is_marked_and_in_the_key() -> None:
    chart = strips(Rated(3), Rated(4), Rated(5))
    assert "New referral" not in chart.svg()
    assert "New referral" in replace(chart, starts=(0, 2)).svg()


def test_what_is_off_the_scale_is_told_in_the_table_and_not_drawn() -> None:
    chart = strips(Rated(None, said="9, not on the scale"), Rated(4))
    assert chart.table().rows[0].cells[0] == "9, not on the scale"
    assert len(marks(read(chart.area_svgs()[0]))) == 1


def test_a_name_is_never_read_as_markup() -> None:
    chart = strips(Rated(3))
    group = AreaGroup("<b>", (replace(next(chart.areas()), label="<i>Job</i>"),))
    read(replace(chart, groups=(group,)).svg())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"days": (FIRST,)}, "name of its own"),
        ({"names": ("a", "a")}, "name of its own"),
        ({"days": (FIRST, FIRST - timedelta(days=1))}, "oldest first"),
        ({"groups": (AreaGroup("", (Area("Job", (Rated(3),)),)),)}, "1 marks for 2 sessions"),
        ({"groups": (AreaGroup("", (Area("Job", (Rated(8), Rated(1))),)),)}, "not on the scale"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_what_to_change(change: dict[str, object], words: str) -> None:
    with pytest.raises(ChartError, match=words):
        replace(strips(Rated(3), Rated(4)), **change)  # type: ignore[arg-type]


def means(*values: float | None) -> SessionMeans:
    days = days_after([28] * (len(values) - 1))
    return SessionMeans(
        id="means",
        title="Overall",
        days=days,
        names=tuple(f"{day:%d %b %Y}" for day in days),
        lines=(MeanLine("Quality of life", values),),
    )


@pytest.mark.parametrize(
    ("values", "words", "runs"),
    [
        ((3.5, 4.25), "3.5 to 4.3", 1),
        ((3.5, None, 5.0, 5.5), "3.5 to 5.5", 2),
        ((None, 4.0), "4.0", 1),
        ((None, None), "not enough answers", 0),
    ],
)
def test_a_mean_that_is_missing_breaks_its_line(
    values: tuple[float | None, ...], words: str, runs: int
) -> None:
    chart = means(*values)
    for root in (read(chart.svg()), read(chart.narrow_svg())):
        sound(root)
        (line,) = [path for path in root.iter(f"{SVG}path") if path.get("stroke-width") == "2.5"]
        assert (line.get("d") or "").count("M") == runs
    assert chart.lines[0].in_words == words
    assert [row.cells[0] == "not enough answers" for row in chart.table().rows] == [
        one is None for one in values
    ]


def test_a_mean_off_the_scale_is_refused() -> None:
    with pytest.raises(ChartError, match="not on the scale"):
        means(0.5)
    with pytest.raises(ChartError, match="1 values for 2 sessions"):
        replace(means(2.0, 3.0), lines=(MeanLine("Treatment", (2.0,)),))


def test_narrow_drawings_fit_a_screen_of_320_pixels() -> None:
    assert float(read(means(2.0, 3.0).narrow_svg()).get("width", "0")) == NARROW < 320
