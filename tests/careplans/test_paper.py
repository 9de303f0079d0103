"""Plan and progress on paper: accessible in three layouts, the crisis part first, a past review said."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pikepdf
import pytest
from pypdf import PdfReader

from careplans.rules.document import PlanDocument
from careplans.rules.paper import Layout, PlanPaper, as_sentences, plan_pdf
from careplans.rules.progress import Progress
from config.pdf import pdf_faults
from config.pdf.tags import structure
from reporting.benchmarks import six_pages
from reporting.charts import ChartTable, TableRow
from reporting.charts.frame import SMALL
from reporting.charts.sessions import NARROW
from reporting.rules import progress_pictures
from reporting.rules.progress_paper import ProgressPaper, parted, progress_pdf
from tests.careplans.made_up_progress import progress
from tests.page_reader import page_environment
from tests.referrals.test_letters import sizes, text_of
from tests.reporting.made_up_return import STATIC

TODAY = six_pages.WRITTEN_AT.date()
EVERY_LAYOUT = pytest.mark.parametrize("layout", list(Layout))
# RNIB's clear print guidance.
LARGE_PRINT = 16


def plan(
    layout: Layout = Layout.STANDARD, *, document: PlanDocument | None = None, today: dt.date = TODAY
) -> bytes:
    held = document or six_pages.document()
    paper = PlanPaper(held, layout, "Fylde Coast", today, areas=progress_pictures.of_plan(held))
    return plan_pdf(page_environment(), paper, static=STATIC)


def on_paper(held: Progress, layout: Layout = Layout.STANDARD) -> bytes:
    paper = ProgressPaper("Ann Okafor", "P4H8N2RX7C5", held, layout, "Fylde Coast", six_pages.WRITTEN_AT)
    return progress_pdf(page_environment(), paper, static=STATIC)


@cache
def plan_in(layout: Layout) -> bytes:
    return plan(layout)


@cache
def progress_in(layout: Layout) -> bytes:
    return on_paper(progress(12, own=True, new_referral_at=4), layout)


def one_line(data: bytes) -> str:
    return " ".join(text_of(data).split())


@EVERY_LAYOUT
def test_paper_has_no_accessibility_faults(layout: Layout) -> None:
    assert pdf_faults(plan_in(layout)) == []
    assert pdf_faults(progress_in(layout)) == []


@EVERY_LAYOUT
def test_the_crisis_part_is_the_first_heading_and_on_the_first_page(layout: Layout) -> None:
    with pikepdf.open(io.BytesIO(plan_in(layout))) as pdf, pdf.open_outline() as outline:
        titles = [str(item.title) for item in outline.root[0].children]
    assert titles[0] == "In a crisis"
    first = PdfReader(io.BytesIO(plan_in(layout))).pages[0].extract_text()
    assert "999" in first
    assert "01632\N{NO-BREAK SPACE}960\N{NO-BREAK SPACE}100" in first or "01632 960 100" in first


@EVERY_LAYOUT
def test_a_plan_says_all_that_is_in_it(layout: Layout) -> None:
    said = one_line(plan_in(layout)).replace("\N{NO-BREAK SPACE}", " ")
    held = six_pages.document()
    wanted = [
        *(text.title for text in held.texts),
        *(goal.words for goal in held.goals),
        *(action.what for action in held.actions),
        *(one.name for one in held.participants),
        "By 20 March 2027. I chose this day.",
        "Patient, on 20 November 2026.",
        "Built to the headings of the Personalised Care and Support Plan",
    ]
    assert [words for words in wanted if words not in said] == []
    assert "conform" not in said


def test_a_plan_of_the_bench_is_six_pages_long() -> None:
    assert len(PdfReader(io.BytesIO(plan_in(Layout.STANDARD))).pages) == 6


@pytest.mark.parametrize("layout", [Layout.STANDARD, Layout.EASY])
def test_a_review_that_is_past_is_said_at_the_top(layout: Layout) -> None:
    late = plan(layout, today=dt.date(2027, 3, 21))
    first = " ".join(PdfReader(io.BytesIO(late)).pages[0].extract_text().split())
    assert "This plan is due to be looked at again." in first
    assert "The day for that was 20 March 2027. It has passed." in first


def test_a_review_of_today_is_not_past() -> None:
    assert "due to be looked at again" not in one_line(plan(today=dt.date(2027, 3, 20)))


@pytest.mark.parametrize("layout", [Layout.LARGE, Layout.EASY])
def test_large_print_and_easy_read_are_at_least_sixteen_point_throughout(layout: Layout) -> None:
    assert min(sizes(plan(layout, document=replace(six_pages.document(), progress=())))) >= LARGE_PRINT
    assert min(sizes(on_paper(Progress(), layout))) >= LARGE_PRINT


def test_what_is_written_in_the_drawings_of_large_print_is_sixteen_point_too() -> None:
    """They are drawn as wide as the text, 170 mm; a pixel is three quarters of a point."""
    enlarged = 170 / 25.4 * 96 / NARROW
    assert SMALL * enlarged * 0.75 >= LARGE_PRINT
    assert "width: 170mm" in (STATIC / "app" / "plan-paper.css").read_text()


def test_easy_read_has_a_drawing_with_words_beside_each_heading_of_a_part() -> None:
    with pikepdf.open(io.BytesIO(plan_in(Layout.EASY))) as pdf:
        tags = [(tag, str(element.get("/Alt", ""))) for tag, element, _ in structure(pdf)]
    pictures = [alt for tag, alt in tags if tag == "Figure"]
    drawings = [alt for alt in pictures if alt.startswith("Drawing: ")]
    # Each of the eleven areas has its picture in place of a drawing, and there is one of what its marks mean.
    assert len(pictures) == len(drawings) + 12
    # All but the one that lists the numbers to ring.
    assert len(drawings) == sum(tag == "H3" for tag, _ in tags) - 1 - 11


def test_every_picture_of_progress_is_told_in_words() -> None:
    with pikepdf.open(io.BytesIO(progress_in(Layout.STANDARD))) as pdf:
        areas, means = [str(one.get("/Alt", "")) for tag, one, _ in structure(pdf) if tag == "Figure"]
    assert areas.startswith("Each area over all sessions. 12 sessions, 3 Feb 2024 to 9 Dec 2025.")
    assert "Mental health: Up 1: better." in areas
    assert "Quality of life: 3.3 to 4.1." in means


@EVERY_LAYOUT
def test_a_plan_shows_the_change_over_all_sessions(layout: Layout) -> None:
    with pikepdf.open(io.BytesIO(plan_in(layout))) as pdf:
        told = [str(one.get("/Alt", "")) for tag, one, _ in structure(pdf) if tag == "Figure"]
    if layout is Layout.STANDARD:
        assert told[-1].startswith("Each area over all sessions. 12 sessions, 14 Mar 2025 to 20 Nov 2026.")
        where = "Where I live: Up 4: better. Rated, the oldest first: 2, 6, 5, 4, 3, 2, 6, 5, 4, 3, 2, 6."
        assert where in told[-1]
    else:
        (where,) = [alt for alt in told if alt.startswith("Where I live")]
        assert "Rated, the oldest first: 2, 6, 5, 4, 3, 2, 6, 5, 4, 3, 2, 6." in where
    assert "Up 4: better" in one_line(plan_in(layout))
    # There is no such table in a plan.
    assert not any("in the table" in alt for alt in told)


def test_a_plan_with_one_session_or_of_before_the_picture_has_the_ratings_in_a_table() -> None:
    held = six_pages.document()
    for progress_of in (held.progress[-1:], ()):
        said = one_line(plan(document=replace(held, progress=progress_of)))
        assert "Each area over all sessions" not in said
        assert "How satisfied I am with each area, from 1 to 7" in said
    assert "How satisfied I am with each area, from 1 to 7" not in one_line(plan_in(Layout.STANDARD))


@pytest.mark.parametrize(
    ("count", "layout"),
    [
        (0, Layout.STANDARD),
        (1, Layout.STANDARD),
        (2, Layout.EASY),
        (40, Layout.STANDARD),
        (40, Layout.LARGE),
    ],
)
def test_any_number_of_sessions_makes_sound_paper(count: int, layout: Layout) -> None:
    document = on_paper(progress(count), layout)
    assert pdf_faults(document) == []
    if not count:
        assert "No session yet" in text_of(document)


@pytest.mark.parametrize("layout", [Layout.STANDARD, Layout.EASY])
def test_a_plan_with_nothing_in_it_yet_is_sound_and_says_whom_to_ring(layout: Layout) -> None:
    held = six_pages.document()
    bare = replace(
        held,
        texts=(),
        goals=(),
        actions=(),
        participants=(),
        agreements=(),
        sessions=(),
        progress=(),
        review_on=None,
        number=None,
    )
    document = plan(layout, document=bare)
    assert pdf_faults(document) == []
    said = one_line(document)
    assert "Nothing of my own is written here yet." in said
    assert "Nobody has agreed this plan yet." in said
    assert "as it stands on 20 November 2026" in said


def test_what_somebody_wrote_is_never_read_as_html() -> None:
    held = six_pages.document()
    worst = '<img src="https://example.org/x"> & {{ document }}'
    texts = tuple(replace(text, text=worst) for text in held.texts)
    document = plan(
        Layout.EASY, document=replace(held, texts=texts, goals=(replace(held.goals[0], words=worst),))
    )
    assert one_line(document).count("{{ document }}") == len(texts) + 1


def test_the_same_paper_is_the_same_bytes() -> None:
    assert plan() == plan_in(Layout.STANDARD)
    assert on_paper(progress(3)) == on_paper(progress(3))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("I like tea. I like cake.", ["I like tea.", "I like cake."]),
        (
            "Ring Dr. Osei. She knows me!\n\n- Leah comes on Sunday",
            ["Ring Dr. Osei.", "She knows me!", "Leah comes on Sunday"],
        ),
        ("At 9.30 every day, e.g. the bus", ["At 9.30 every day, e.g. the bus"]),
        ("<b>No</b>", ["&lt;b&gt;No&lt;/b&gt;"]),
        ("", []),
    ],
)
def test_easy_read_puts_each_sentence_on_a_line_of_its_own(text: str, lines: Sequence[str]) -> None:
    assert re.findall(r"<p>(.*?)</p>", as_sentences(text)) == lines


def test_a_wide_table_is_parted_evenly_and_loses_nothing() -> None:
    table = ChartTable(
        "Areas", ("Area", *(f"Day {n}" for n in range(9))), (TableRow("Job", tuple(map(str, range(9)))),)
    )
    parts = parted(table, 4)
    assert [len(part.headers) - 1 for part in parts] == [3, 3, 3]
    assert [cell for part in parts for cell in part.rows[0].cells] == list(table.rows[0].cells)
    assert parted(table, 20) == [table]
    assert parts[0].caption == "Areas, part 1 of 3"
