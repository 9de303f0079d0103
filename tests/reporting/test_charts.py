"""Charts: what is drawn, what is said to those who cannot see it, and that both agree with the table."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from reporting.charts import Bar, Chart, ChartError, ChartValue, TableRow, Target
from reporting.charts.frame import NO_DATA
from reporting.charts.styles import STYLES, TARGET, style_at
from reporting.charts.svg import escape, num
from reporting.charts.values import format_value
from tests.reporting.drawings import BLUE, MONTHS, SVG, bars, drawn, line, paths, rects, series, shifts, words

EVERY_KIND: dict[str, Chart] = {
    "bars": bars(('GP <practice> & "co"', 120), ("Self", "*"), ("Not known", None), ("Police", 0)),
    "grouped": series("grouped", ("Short", (40, "*")), ("Long", (None, 1250))),
    "stacked": series("stacked", ("Short", (40, "*")), ("Long", (None, 1250))),
    "line": line(("Open", (3, None, 5, "*", 8, 9)), ("Second", (1, 2, 3, 4, 5, 6)), target=Target("Aim", 7)),
    "shifts": shifts(("Job <situation>", 3.5, 4.25), ("Safety", "*", 5), ("Family", None, None)),
    "nothing": bars(("A", None)),
}
each_kind = pytest.mark.parametrize("chart", EVERY_KIND.values(), ids=EVERY_KIND)


@each_kind
def test_the_first_children_name_and_describe_the_drawing(chart: Chart) -> None:
    root = drawn(chart)
    title, description = list(root)[:2]
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    assert title.text == chart.title
    assert len(description.text or "") > 20 or NO_DATA in (description.text or "")
    assert root.get("role") == "img"
    assert (root.get("aria-labelledby") or "").split() == [title.get("id"), description.get("id")]


@each_kind
def test_a_strict_content_security_policy_has_nothing_to_refuse(chart: Chart) -> None:
    for element in drawn(chart).iter():
        assert element.tag not in (f"{SVG}style", f"{SVG}script", f"{SVG}foreignObject")
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


@each_kind
def test_text_is_large_enough_and_in_the_pages_font(chart: Chart) -> None:
    root = drawn(chart)
    assert root.get("font-family") == "Arial, sans-serif"
    sizes = [int(element.get("font-size", "0")) for element in root.iter(f"{SVG}text")]
    assert sizes
    assert min(sizes) >= 12


@each_kind
def test_drawing_twice_gives_the_same_bytes(chart: Chart) -> None:
    assert chart.svg() == replace(chart).svg()


@each_kind
def test_ids_are_the_charts_own(chart: Chart) -> None:
    for element in drawn(chart).iter():
        assert element.get("id", f"{chart.id}-").startswith(f"{chart.id}-")


def test_the_drawing_is_safe_markup_for_a_template() -> None:
    svg = bars(("<script>alert(1)</script>", 5)).svg()
    assert svg.__html__() == svg
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_bars_start_at_nought_and_are_as_long_as_their_numbers() -> None:
    root = drawn(bars(("A", 100), ("B", 50), ("C", 0)))
    (first, long), (second, short), (third, none) = rects(root, BLUE)
    assert first == second == third
    assert long == pytest.approx(2 * short, abs=0.2)
    assert none == 0


def test_a_withheld_number_is_a_gap_with_its_symbol_and_an_explanation() -> None:
    root = drawn(bars(("A", 100), ("B", "*")))
    assert len(rects(root, BLUE)) == 1
    assert words(root).count("*") == 1
    assert "* number not shown, to protect people's privacy." in words(root)


def test_a_missing_number_is_not_drawn_as_nought() -> None:
    root = drawn(bars(("A", 100), ("B", None)))
    assert len(rects(root, BLUE)) == 1
    assert "no data" in words(root)


@pytest.mark.parametrize(
    "chart",
    [
        bars(),
        bars(("A", None), ("B", None)),
        series("stacked", ("S", ())),
        line(("L", ())),
        line(("L", (None, None))),
        shifts(("A", None, None)),
    ],
)
def test_nothing_to_draw_says_so(chart: Chart) -> None:
    root = drawn(chart)
    assert words(root) == [NO_DATA]
    assert not list(root.iter(f"{SVG}path"))


@pytest.mark.parametrize(
    "chart",
    [
        bars(("A", "*"), ("B", None)),
        series("stacked", ("S", ("*", None))),
        line(("L", ("*",))),
        shifts(("A", "*", "*"), ("B", None, None)),
        replace(shifts(("A", "*", "*")), width=440),
    ],
)
def test_a_chart_of_withheld_numbers_alone_is_still_a_chart(chart: Chart) -> None:
    assert "*" in words(drawn(chart))


def test_the_bar_table_has_the_numbers_of_the_drawing() -> None:
    chart = bars(("GP", 1234), ("Self", "*"), ("Not known", None), unit="%")
    table = chart.table()
    assert (table.caption, table.headers) == ("Referrals by source", ("Source", "Referrals"))
    assert table.rows == (
        TableRow("GP", ("1,234%",)),
        TableRow("Self", ("*",)),
        TableRow("Not known", ("no data",)),
    )
    assert {cell for row in table.rows for cell in row.cells} <= set(words(drawn(chart)))


def test_a_shift_is_a_ring_at_first_a_disc_now_and_a_line_between() -> None:
    root = drawn(shifts(("Job", 2, 5), ("Safety", 4, "*"), ("Family", None, None)))
    circles = [data for data in paths(root, BLUE) if "a" in data]
    lines = [data for data in paths(root, BLUE) if "a" not in data]
    start, end = (float(part) for part in re.findall(r"[MH]([\d.]+)", lines[0]))
    ticks = {element.text: float(element.get("x", "0")) for element in root.iter(f"{SVG}text")}
    assert (start, end) == (pytest.approx(ticks["2"], abs=0.2), pytest.approx(ticks["5"], abs=0.2))
    # A ring and a disc in the legend and for the first row, and a ring alone for the second.
    assert (len(lines), len(circles)) == (1, 5)
    assert {"2.0 to 5.0", "4.0 to *", "no data"} <= set(words(root))


def test_a_mean_off_the_scale_is_refused() -> None:
    with pytest.raises(ChartError, match="a mean of 'Job' is not on the scale from 1 to 7"):
        shifts(("Job", 0.5, 4))


def test_the_table_of_shifts_has_both_means_of_each_group() -> None:
    table = shifts(("Job", 3.5, 4.25), ("Safety", "*", None)).table()
    assert table.headers == ("Area", "First", "Latest")
    assert table.rows == (TableRow("Job", ("3.5", "4.3")), TableRow("Safety", ("*", "no data")))


def test_a_stack_of_shares_ends_at_all_there_is() -> None:
    root = drawn(replace(series("stacked", ("A", (51, 5)), ("B", (50, 5))), unit="%"))
    assert "100%" in words(root)
    assert "150%" not in words(root)


def test_a_narrow_chart_is_as_wide_as_it_is_told() -> None:
    for chart in (bars(("A", 1)), series("stacked", ("A", (1,))), shifts(("A", 1, 2))):
        assert drawn(replace(chart, width=440)).get("width") == "440"


def test_links_go_to_the_table_and_not_into_the_drawing() -> None:
    chart = replace(bars(), bars=(Bar("GP", 5, "/referrals/?source=A1"),))
    assert chart.table().rows[0].href == "/referrals/?source=A1"
    assert "href" not in chart.svg()
    stacked = replace(series("stacked", ("S", (1, 2))), hrefs=("/a", None))
    assert [row.href for row in stacked.table().rows] == ["/a", None]


def test_a_stack_leaves_a_gap_for_what_is_withheld_and_for_what_is_missing() -> None:
    root = drawn(series("stacked", ("A", (50, 50)), ("B", ("*", None)), ("C", (30, 30))))
    starts = [(left, left + width) for left, width in rects(root, BLUE)]
    ends = [left for left, _ in rects(root, "url(#missing-p2)")]
    for (_, end), following in zip(starts, ends, strict=True):
        assert following - end == pytest.approx(16, abs=0.2)
    assert words(root).count("*") == 1
    assert words(root).count("\N{EN DASH}") == 1
    assert any("no data" in one for one in words(root))


def test_segments_of_a_stack_follow_each_other_without_a_gap() -> None:
    root = drawn(series("stacked", ("A", (50,)), ("B", (30,))))
    ((left, width),) = rects(root, BLUE)
    ((following, narrower),) = rects(root, "url(#missing-p1)")
    assert following == pytest.approx(left + width, abs=0.1)
    assert narrower / width == pytest.approx(30 / 50, abs=0.01)


def test_series_differ_by_more_than_colour() -> None:
    patterns = {style.pattern for style in STYLES}
    markers = {style.marker for style in STYLES}
    dashes = {style.dash for style in STYLES}
    assert len(patterns) == len(markers) == len(dashes) == len(STYLES)


def test_two_charts_share_a_page_without_sharing_a_pattern() -> None:
    one = series("stacked", ("A", (5,)), ("B", (6,)))
    other = replace(one, id="other")
    found = [
        {str(part.get("id")) for part in drawn(chart).iter() if part.get("id")} for chart in (one, other)
    ]
    assert found[0] & found[1] == set()
    assert "url(#other-p1)" in other.svg()


def test_a_line_breaks_where_a_value_is_missing_or_withheld() -> None:
    root = drawn(line(("Open", (3, 4, None, 6, "*", 8))))
    trace, markers, *_ = paths(root, BLUE)
    assert trace.count("M") == 3
    assert trace.count("L") == 1
    assert markers.count("M") == 4
    assert words(root).count("*") == 1


def test_lines_are_named_where_they_end() -> None:
    root = drawn(line(("Open", (3, 4, 5)), ("Second", (1, 2, None))))
    assert "Open: 5" in words(root)
    assert "Second: 2" in words(root)


def test_a_line_that_stands_alone_needs_no_name_beside_it() -> None:
    assert "5" in words(drawn(line(("Open", (3, 4, 5)))))


def test_the_target_is_drawn_named_and_in_the_table() -> None:
    chart = line(("Open", (3, 4, 5)), target=Target("Aim", 4))
    root = drawn(chart)
    assert len(paths(root, TARGET)) == 2
    assert "Aim: 4" in words(root)
    assert chart.table().headers == ("Month", "Open", "Aim")
    assert chart.table().rows[0] == TableRow("January 2025", ("3", "4"))


def test_counts_start_at_nought_and_a_scale_that_does_not_says_so() -> None:
    chart = line(("Days", (101, 102, 103)))
    assert "0" in words(drawn(chart))
    shortened = words(drawn(replace(chart, zero_base=False)))
    assert "0" not in shortened
    assert any("does not start at 0" in one for one in shortened)


@pytest.mark.parametrize(
    ("make", "advice"),
    [
        (lambda: bars(("A", -1)), "nought or more"),
        (lambda: bars(("A", float("nan"))), "finite"),
        (lambda: bars(("A", float("inf"))), "finite"),
        (lambda: bars(("A", " ")), "give None"),
        (lambda: replace(bars(), id="Bad id"), "small letters"),
        (lambda: replace(bars(), id=""), "small letters"),
        (lambda: replace(series("stacked", ("A", (1, 2))), groups=("one",)), "one value a group"),
        (lambda: replace(series("stacked", ("A", (1, 2))), hrefs=("/a",)), "one link a group"),
        (lambda: series("grouped", *((f"S{index}", (1,)) for index in range(7))), "put the rest in a table"),
        (lambda: replace(line(("A", (1, 2))), months=MONTHS[:1]), "one value a month"),
        (lambda: replace(line(("A", (1, 2))), months=(MONTHS[0], MONTHS[2])), "without leaving one out"),
        (lambda: replace(line(("A", (1, 2))), months=(date(2025, 1, 31), MONTHS[1])), "first day"),
        (lambda: line(("A", (1, -2))), "nought or more"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_advice(make: Callable[[], Chart], advice: str) -> None:
    with pytest.raises(ChartError, match=advice):
        make()


def test_six_series_can_be_told_apart_and_a_seventh_cannot() -> None:
    assert style_at(5, "any") == STYLES[5]
    with pytest.raises(ChartError, match="at most 6"):
        style_at(6, "any")


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (1234, "", "1,234"),
        (12.34, "%", "12.3%"),
        (12.96, "", "13"),
        (0, "", "0"),
        ("*", "%", "*"),
        (None, "%", "no data"),
    ],
)
def test_how_values_are_written(value: ChartValue, unit: str, written: str) -> None:
    assert format_value(value, unit) == written


def test_coordinates_are_short() -> None:
    assert [num(value) for value in (3, 3.0, 2.04, 2.06, -0.01, -1.5)] == ["3", "3", "2", "2.1", "0", "-1.5"]


def test_characters_that_xml_forbids_are_replaced() -> None:
    assert escape("a\x00b<") == "a\ufffdb&lt;"
