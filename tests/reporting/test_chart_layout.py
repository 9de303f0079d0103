"""Where things go on a chart: whatever the data, everything stands inside, apart, and on round numbers."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.charts import Chart, ChartValue
from reporting.charts.frame import WIDTH
from reporting.charts.lines_layout import month_step, spread
from reporting.charts.text import text_width, wrap
from reporting.charts.ticks import nice_ticks
from reporting.charts.values import format_value
from tests.reporting.drawings import SVG, bars, drawn, extent, line, series

values = st.one_of(
    st.none(),
    st.just("*"),
    st.integers(min_value=0, max_value=2_000_000),
    st.floats(min_value=0, max_value=500_000, allow_nan=False),
)
labels = st.text(max_size=60)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 0, (0, 1)),
        (0, 1, (0, 1)),
        (0, 7, (0, 2, 4, 6, 8)),
        (0, 100, (0, 20, 40, 60, 80, 100)),
        (0, 1235, (0, 500, 1000, 1500)),
        (28, 41, (25, 30, 35, 40, 45)),
    ],
)
def test_ticks_are_round(low: float, high: float, ticks: Sequence[float]) -> None:
    assert nice_ticks(low, high) == tuple(ticks)


def test_ticks_of_fractions() -> None:
    assert nice_ticks(0, 0.3, whole=False) == (0, 0.1, 0.2, 0.3)


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_ticks_hold_the_values_in_even_steps(one: int, other: int) -> None:
    low, high = sorted((one, other))
    ticks = nice_ticks(low, high)
    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert 2 <= len(ticks) <= 7
    assert len({after - before for before, after in pairwise(ticks)}) == 1


@pytest.mark.parametrize(("months", "step"), [(1, 1), (12, 1), (24, 2), (36, 3), (60, 6), (240, 12)])
def test_month_names_are_left_out_before_they_touch(months: int, step: int) -> None:
    assert month_step(months, 500) == step


@given(st.lists(st.floats(0, 200), min_size=1, max_size=6))
def test_labels_at_line_ends_do_not_overlap(wanted: list[float]) -> None:
    places = sorted(spread(wanted, [18.0] * len(wanted), 0, 250))
    assert all(after - before >= 17.99 for before, after in pairwise(places))
    assert places[0] >= 8.99
    assert places[-1] <= 241.01


@given(labels, st.integers(60, 230))
def test_wrapped_words_fit_their_width(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert len(lines) <= 3
    assert all(text_width(one) <= width for one in lines)


@given(st.lists(st.tuples(labels, values), max_size=8))
def test_any_bars_are_sound_and_stay_inside_the_drawing(pairs: list[tuple[str, ChartValue]]) -> None:
    chart = bars(*pairs)
    _check_sound(chart, [value for _, value in pairs])


@given(st.lists(values, min_size=1, max_size=30), st.booleans())
def test_any_line_is_sound_and_stays_inside_the_drawing(numbers: list[ChartValue], zero_base: bool) -> None:
    _check_sound(line(("Line", tuple(numbers)), zero_base=zero_base), numbers)


@given(st.lists(st.tuples(values, values), min_size=1, max_size=5), st.sampled_from(["grouped", "stacked"]))
def test_any_series_are_sound_and_stay_inside_the_drawing(
    rows: list[tuple[ChartValue, ChartValue]], layout: Literal["grouped", "stacked"]
) -> None:
    first, second = zip(*rows, strict=True)
    _check_sound(series(layout, ("One", first), ("Two", second)), [*first, *second])


def _check_sound(chart: Chart, numbers: Sequence[ChartValue]) -> None:
    root = drawn(chart)
    height = float(root.get("height", "0"))
    for element in root.iter(f"{SVG}text"):
        left, right = extent(element)
        assert left >= -0.5
        assert right <= WIDTH + 0.5
        assert 0 <= float(element.get("y", "-1")) <= height
    for element in root.iter(f"{SVG}rect"):
        assert float(element.get("x", "0")) + float(element.get("width", "0")) <= WIDTH + 0.5
    cells = [cell for row in chart.table().rows for cell in row.cells]
    assert sorted(cells) == sorted(format_value(value) for value in numbers)
    assert not re.search(r"nan|inf", " ".join(path.get("d", "") for path in root.iter(f"{SVG}path")))
