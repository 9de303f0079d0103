"""What the assurance return says: suppressed figures, their sources, the state of the data, who signed."""

import io
import json
import re
from dataclasses import replace

import pytest
from pikepdf import Pdf

from config.pdf import pdf_faults
from hubs.rules.frozen import thaw
from reporting.rules.periods import month_of
from reporting.rules.return_document import (
    Access,
    Admissions,
    Breakdown,
    Characteristic,
    Equalities,
    Group,
    Reading,
    Referrals,
    ReturnDocument,
    Trend,
    Waits,
)
from reporting.rules.return_figures import main_figures, sections
from reporting.rules.return_layout import MOST_BARS, breakdown_figure, trend_figure
from reporting.rules.return_render import return_html, return_pdf
from reporting.rules.suppression import count
from tests.reporting.made_up_return import SIGNED_BEFORE, STATIC, environment, made_up_return
from tests.reporting.made_up_topics import Topics


def html(document: ReturnDocument) -> str:
    return return_html(environment(), document)


def test_figures_leave_the_tenant_suppressed_and_rounded() -> None:
    text = re.sub(r"<[^>]+>", " ", html(made_up_return()))
    assert "2,085" in text
    assert not re.search(r"\b(2,?086|1,?233|412|214|433)\b", text)
    assert "Counts below 5, nought included, are shown as *" in text


def test_every_number_of_a_chart_stands_in_its_table() -> None:
    charts = 0
    for part in sections(made_up_return()):
        for figure in part.figures:
            if figure.chart:
                charts += 1
                printed = {cell for table in figure.tables for row in table.rows for cell in row.cells}
                assert printed == {cell for row in figure.chart.table().rows for cell in row.cells}
    assert charts == 20


def test_every_figure_says_what_it_counts_and_where_it_comes_from() -> None:
    *parts, data = sections(made_up_return())
    assert data.id == "data"
    for part in parts:
        for figure in part.figures:
            assert figure.source
            assert figure.counts or all(row.note for table in figure.tables for row in table.rows)


def test_the_document_needs_no_inline_style_or_script() -> None:
    assert not re.search(r"<style|<script|\sstyle=|\son[a-z]+=", html(made_up_return()))


def test_ids_in_the_document_are_unique() -> None:
    ids = re.findall(r'\sid="([^"]+)"', html(made_up_return()))
    assert len(ids) == len(set(ids)) > 30


def test_what_refers_to_an_id_finds_it() -> None:
    text = html(made_up_return())
    ids = set(re.findall(r'\sid="([^"]+)"', text))
    named = re.findall(r'(?:aria-labelledby|href|data-part)="#?([^"]+)"', text)
    assert {one for names in named for one in names.split() if "/" not in one} <= ids


def test_a_draft_says_on_every_page_that_it_is_one() -> None:
    text = html(made_up_return(signed=False))
    assert "Draft, not signed off" in text
    assert "version 1, draft" in text
    assert "Not signed" in text
    assert "draft" not in html(made_up_return()).lower()


def test_a_signed_return_names_who_signed_and_when() -> None:
    text = html(made_up_return())
    for words in ("Amara Okafor", "Director of mental health commissioning", "14 July 2025 at 11:05am"):
        assert words in text


def test_a_later_version_says_what_changed() -> None:
    assert "read again after a correction" in html(made_up_return(version=2))


def test_missing_record_sets_are_named() -> None:
    text = " ".join(html(made_up_return()).split())
    assert "8 of 9 expected monthly record sets have been read." in text
    assert "Harbour Minds (VCSE), June 2025" in text
    assert "Not received" in text


def test_a_quarter_without_a_figure_is_not_a_small_number() -> None:
    document = made_up_return()
    reading = replace(document.access.readings[0], previous=None)
    readings = (reading, *document.access.readings[1:])
    text = html(replace(document, access=replace(document.access, readings=readings)))
    assert "<td>Not available</td>" in text
    assert "Quarter before: not available" in text


def test_names_are_text_and_never_markup() -> None:
    text = html(replace(made_up_return(), tenant_name="<b>Fen</b> & Vale"))
    assert "<b>Fen" not in text
    assert "&lt;b&gt;Fen&lt;/b&gt; &amp; Vale" in text


def test_a_return_covers_a_financial_quarter() -> None:
    with pytest.raises(ValueError, match="covers a financial quarter, not June 2025"):
        replace(made_up_return(), quarter=month_of(made_up_return().quarter.end))


@pytest.mark.parametrize("changes", [{"version": 0}, {"version": 2, "change_note": " "}])
def test_a_correction_says_what_it_corrects(changes: dict[str, int | str]) -> None:
    with pytest.raises(ValueError, match="a note of what changed"):
        replace(made_up_return(), **changes)  # type: ignore[arg-type]


def test_a_return_without_a_main_figure_is_refused() -> None:
    document = made_up_return()
    waits = replace(document.waits, finished=document.waits.finished[:2])
    with pytest.raises(ValueError, match=r"without wait\.mrs01b"):
        html(replace(document, waits=waits))


def test_an_equalities_row_has_one_figure_for_each_measure() -> None:
    equalities = made_up_return().equalities
    with pytest.raises(ValueError, match="one period for each measure"):
        replace(equalities, periods=equalities.periods[:1])
    with pytest.raises(ValueError, match="give 4 figures, not 5"):
        replace(equalities, measures=equalities.measures[:4], periods=equalities.periods[:4])


def test_a_comparison_has_one_figure_for_each_measure() -> None:
    outcomes = made_up_return().outcomes
    assert outcomes
    with pytest.raises(ValueError, match="Tool, DIALOG: give 2 figures, not 3"):
        replace(outcomes.change_by_tool, measures=outcomes.change_by_tool.measures[:2])


def test_what_several_measures_share_is_said_once_above_them() -> None:
    text = html(made_up_return())
    assert text.count("Two scores are expected of referrals of adults") == 1
    assert text.count("What this counts is said above, under “Outcomes at a glance”.") == 4


def test_a_mean_is_told_to_one_decimal_and_withheld_with_either_of_its_parts() -> None:
    outcomes = made_up_return().outcomes
    assert outcomes
    rows = {
        name: [value.text if value else "" for value in values] for name, values in outcomes.dialog_means.rows
    }
    assert rows["Eight areas of life together"] == ["4.1", "4.8"]
    assert rows["Practical help"] == ["*", "*"]
    (means,) = [
        figure
        for part in sections(made_up_return())
        for figure in part.figures
        if figure.id == "outcome-means"
    ]
    assert ("Practical help", ("*", "*")) in [(row.header, row.cells) for row in means.tables[0].rows]


def test_a_return_signed_before_there_were_more_parts_is_read_as_it_was() -> None:
    old = thaw(ReturnDocument, json.loads(SIGNED_BEFORE.read_text()))
    assert [part.id for part in sections(old)] == [
        *("access", "referrals", "waits", "equalities", "admissions", "data"),
    ]
    assert len(main_figures(old)) == 4
    assert old.access == made_up_return().access
    assert "DIALOG" not in html(old)
    assert pdf_faults(return_pdf(environment(), old, static=STATIC)) == []


def test_more_groups_than_a_page_can_show_as_bars_are_a_table_alone() -> None:
    breakdown = made_up_return().access.by_pcn
    many = replace(
        breakdown, groups=tuple(Group(f"Network {place}", count(50)) for place in range(MOST_BARS + 1))
    )
    figure = breakdown_figure("many", "Many", many)
    assert figure.chart is None
    assert figure.tables[0].headers == ("Primary care network", "People with two or more contacts")
    assert len(figure.tables[0].rows) == MOST_BARS + 1
    assert breakdown_figure("fewer", "Fewer", replace(many, groups=many.groups[1:])).chart


def test_two_years_of_months_go_down_the_page() -> None:
    trend = made_up_return().waits.trend
    lines = tuple(replace(line, values=line.values + line.values) for line in trend.lines)
    months = tuple(month.replace(year=month.year - 1) for month in trend.months) + trend.months
    (table,) = trend_figure("long", "Long", "Spells", Trend(months=months, lines=lines)).tables
    assert [row.header for row in table.rows][:2] == ["July 2023", "August 2023"]


def test_a_tenant_with_nothing_to_report_still_has_a_sound_return() -> None:
    data = return_pdf(environment(), _nothing_to_report(made_up_return()), static=STATIC)
    assert pdf_faults(data) == []
    with Pdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) >= 3


def _nothing_to_report(document: ReturnDocument) -> ReturnDocument:
    access, referrals, waits = document.access, document.referrals, document.waits
    return replace(
        document,
        access=Access(
            readings=_hidden(access.readings),
            by_pcn=_none(access.by_pcn),
            by_place=_none(access.by_place),
            trend=Trend(months=(), lines=()),
        ),
        referrals=Referrals(
            readings=_hidden(referrals.readings),
            by_source=_none(referrals.by_source),
            rejected_by_reason=_none(referrals.rejected_by_reason),
            trend=_unknown(referrals.trend),
        ),
        waits=Waits(
            finished=_hidden(waits.finished),
            open=_hidden(waits.open),
            second_contact=_hidden(waits.second_contact),
            spells=(),
            open_by_length=_none(waits.open_by_length),
            missing_component=_none(waits.missing_component),
            trend=_unknown(waits.trend),
        ),
        equalities=Equalities(measures=(), periods=(), characteristics=(Characteristic("Age band", ()),)),
        admissions=Admissions(readings=()),
        **_no_topics(document),
        data_state=replace(document.data_state, submissions=(), notes=()),
    )


def _no_topics(document: ReturnDocument) -> Topics:
    """Nobody was measured, planned with, checked or supported; therapies were not computed at all."""
    outcomes, plans, health = document.outcomes, document.plans, document.health
    assert outcomes
    assert plans
    assert health
    assert document.employment
    return {
        "outcomes": replace(
            outcomes,
            readings=_hidden(outcomes.readings),
            paired_by_tool=_none(outcomes.paired_by_tool),
            change_by_tool=replace(outcomes.change_by_tool, rows=()),
            change_by_area=replace(outcomes.change_by_area, rows=(("Job situation", (None, None, None)),)),
            dialog_means=replace(outcomes.dialog_means, rows=(("Job situation", (None, None)),)),
            trend=_unknown(outcomes.trend),
        ),
        "plans": replace(plans, readings=(), actions_by_doer=_none(plans.actions_by_doer)),
        "health": replace(health, by_check=replace(health.by_check, rows=())),
        "employment": replace(document.employment, trend=_unknown(document.employment.trend)),
        "therapies": None,
    }


def _hidden(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    return tuple(replace(reading, value=count(0), previous=None) for reading in readings)


def _none(breakdown: Breakdown) -> Breakdown:
    return replace(breakdown, groups=())


def _unknown(trend: Trend) -> Trend:
    lines = tuple(replace(line, values=(None,) * len(trend.months)) for line in trend.lines)
    return replace(trend, lines=lines)
