"""What goes into a return: stored values by disclosure control, and the state of the data they came from."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hubs.models import PcnPractice, Tenant
from reporting.models import IndicatorValue
from reporting.rules.periods import parse_quarter
from reporting.rules.return_document import Reading, ReturnDocument
from reporting.rules.return_figures import main_figures, sections
from reporting.rules.suppression import count, percent
from reporting.selectors import return_content
from reporting.selectors.return_content import NoFigures
from tests.factories import figures, ground, record_sets
from tests.factories.figures import JUNE

Q1 = parse_quarter("2025-Q1")
MONTHS = (date(2025, 4, 30), date(2025, 5, 31), JUNE)


@pytest.fixture
def year(in_a_tenant: Tenant) -> Tenant:
    figures.year()
    return in_a_tenant


def readings(document: ReturnDocument) -> dict[str, Reading]:
    found = (*document.access.readings, *document.referrals.readings, *document.waits.finished)
    found += (*document.waits.open, *document.waits.second_contact, *document.waits.spells)
    topics = (document.outcomes, document.plans, document.health, document.employment, document.therapies)
    found += tuple(one for topic in topics if topic for one in topic.readings)
    return {one.measure.id: one for one in (*found, *document.admissions.readings)}


def stored(indicator: str, end: date = JUNE, group: str = "") -> IndicatorValue:
    return IndicatorValue.objects.get(indicator=indicator, period_end=end, level="tenant", group=group)


def test_a_point_in_time_is_the_value_of_the_quarters_last_month(year: Tenant) -> None:
    found = readings(return_content.build(Q1).document)["wait.mrs02"]
    exact, before = stored("wait.mrs02").value, stored("wait.mrs02", date(2025, 3, 31)).value
    assert exact is not None
    assert before is not None
    assert found.value == count(int(exact))
    assert found.previous == count(int(before))
    assert found.period.label == "June 2025"


def test_it_says_by_which_versions_its_measures_are_defined(year: Tenant) -> None:
    """The figures of one measure stand by one version: those of all of them may be several."""
    assert return_content.build(Q1).document.data_state.definition_version == (
        "Versions 1, 2, 3, 4 and 5 of the measures named here"
    )


def test_a_rolling_figure_covers_the_quarter_or_the_year(year: Tenant) -> None:
    found = readings(return_content.build(Q1).document)
    assert found["wait.mrs01b"].period.label == "April to June 2025"
    assert found["access.mhs108"].period.label == "July 2024 to June 2025"


def test_referrals_of_a_quarter_are_those_of_its_months(year: Tenant) -> None:
    document = return_content.build(Q1).document
    months = [stored("access.referrals", end).numerator for end in MONTHS]
    assert readings(document)["access.referrals"].value == count(int(sum(one or 0 for one in months)))
    groups = [stored("access.referrals", end, "B1").numerator for end in MONTHS]
    by_source = {group.name: group.value for group in document.referrals.by_source.groups}
    assert by_source["Self"] == count(int(sum(one or 0 for one in groups)))


def test_the_share_of_rejected_is_worked_out_from_the_quarter_not_from_its_months(
    in_a_tenant: Tenant,
) -> None:
    figures.year()
    IndicatorValue.objects.filter(indicator="access.rejected").delete()
    for end, (rejected, received) in zip(MONTHS, ((10, 100), (20, 50), (30, 150)), strict=True):
        figures.value("access.rejected", rejected, of=received, end=end)
    found = readings(return_content.build(Q1).document)
    assert found["access.rejected"].value == percent(60, 300)
    assert found["access.rejected_count"].value == count(60)
    assert found["access.rejected"].previous is None


def test_small_numbers_and_what_hangs_on_them_are_withheld(in_a_tenant: Tenant) -> None:
    figures.year()
    for indicator, counted, of in (("wait.mrs02e", 4, None), ("wait.mrs01b", 3, 40), ("wait.mrs03a", 31, 4)):
        IndicatorValue.objects.filter(indicator=indicator, period_end=JUNE).delete()
        figures.value(indicator, counted, of=of)
    found = readings(return_content.build(Q1).document)
    assert [found[one].value.text for one in ("wait.mrs02e", "wait.mrs01b", "wait.mrs03a")] == ["*", "*", "*"]
    assert found["wait.mrs02"].value.text != "*"


def test_no_exact_number_is_in_the_document(year: Tenant) -> None:
    IndicatorValue.objects.filter(indicator="wait.mrs02", period_end=JUNE, breakdown="").update(
        numerator=1237, value=1237
    )
    found = readings(return_content.build(Q1).document)
    assert found["wait.mrs02"].value.text == "1,235"


def test_places_and_networks_go_by_their_names(year: Tenant) -> None:
    place = ground.place(code="coast", name="Coast")
    ground.pcn(ods_code="U10001", name="Canal Side PCN", place=place)
    figures.month(level="place", code="coast", scale=60)
    figures.month(level="pcn", code="U10001", scale=60)
    figures.month(level="pcn", code="U19999", scale=60)
    PcnPractice.objects.create(
        practice_code="P81001",
        pcn_code="U19999",
        pcn_name="Across the border PCN",
        starts_on=date(2020, 7, 1),
    )
    access = return_content.build(Q1).document.access
    assert [group.name for group in access.by_place.groups] == ["Coast"]
    assert [group.name for group in access.by_pcn.groups] == ["Canal Side PCN", "Across the border PCN"]


def test_groups_of_people_stand_in_their_order(year: Tenant) -> None:
    (age, *_) = return_content.build(Q1).document.equalities.characteristics
    assert [name for name, _ in age.rows] == ["18-25", "26-64", "65+"]


def test_the_trend_is_a_year_of_months(year: Tenant) -> None:
    trend = return_content.build(Q1).document.waits.trend
    assert (trend.months[0], trend.months[-1]) == (date(2024, 7, 1), date(2025, 6, 1))
    assert all(value is not None for line in trend.lines for value in line.values)


def test_every_section_can_be_laid_out(year: Tenant) -> None:
    document = return_content.build(Q1).document
    assert [section.id for section in sections(document)] == [
        *("access", "referrals", "waits", "equalities", "admissions"),
        *("outcomes", "plans", "health", "employment", "therapies", "data"),
    ]
    assert [one.measure.id for one in main_figures(document)] == [
        *("access.mhs108", "wait.mrs01b", "wait.mrs02", "access.rejected_count"),
        *("outcome.paired", "plan.coproduced", "phc.complete", "ips.share_supported"),
    ]


# Outcomes, plans, physical health, employment and therapies


def replaced(indicator: str, counted: int, of: int | None, **given: Any) -> None:
    """The value of June, in place of the one that is there."""
    held = IndicatorValue.objects.filter(
        indicator=indicator, period_end=given.get("end", JUNE), level="tenant"
    )
    held.filter(breakdown=given.get("breakdown", ""), group=given.get("group", "")).delete()
    figures.value(indicator, counted, of=of, **given)


def test_outcomes_are_told_for_the_quarters_last_month_by_the_national_rule(year: Tenant) -> None:
    replaced("outcome.paired", 32, 71)
    replaced("outcome.reqol_recovery", 4, 40)
    replaced("outcome.dialog_domain_means", 93, 21)
    found = readings(return_content.build(Q1).document)
    assert found["outcome.paired"].value.text == "45%"
    assert found["outcome.paired"].period.label == "June 2025"
    assert found["outcome.reqol_recovery"].value.text == "*"
    assert found["outcome.dialog_domain_means"].value.text == "4.4"
    assert found["outcome.dialog_domain_means.first"].value.unit == "rate"


def test_change_is_split_by_tool_and_by_area_of_life(year: Tenant) -> None:
    for change, counted in (("", 20), (".unchanged", 17), (".deteriorated", 3)):
        name = f"outcome.reliable_change{change}"
        replaced(name, counted, 40, breakdown="tool", group="DIALOG")
        replaced(name, counted, 40, breakdown="domain", group="job")
    outcomes = return_content.build(Q1).document.outcomes
    assert outcomes
    by_tool = {
        name: [one.text if one else "" for one in values] for name, values in outcomes.change_by_tool.rows
    }
    assert list(by_tool) == ["DIALOG", "ReQoL-10", "Goal-Based Outcomes"]
    assert by_tool["DIALOG"] == ["50%", "43%", "*"]
    by_area = dict(outcomes.change_by_area.rows)
    assert [one.text if one else "" for one in by_area["Job situation"]] == ["50%", "43%", "*"]
    assert len(by_area) == 8


def test_dialog_means_stand_together_and_by_each_of_the_eleven_areas(year: Tenant) -> None:
    replaced("outcome.dialog_domain_means.first", 15, 4, breakdown="domain", group="medication")
    outcomes = return_content.build(Q1).document.outcomes
    assert outcomes
    assert [measure.title for measure in outcomes.dialog_means.measures] == [
        *("DIALOG means, first ratings", "DIALOG means, latest ratings"),
    ]
    rows = dict(outcomes.dialog_means.rows)
    assert next(iter(rows)) == "Eight areas of life together"
    assert len(rows) == 12
    first, latest = rows["Medication"]
    assert first is not None
    assert latest is not None
    assert (first.text, latest.unit) == ("*", "rate")


def test_reviews_and_actions_of_a_quarter_are_those_of_its_months(year: Tenant) -> None:
    numbers = ((10, 20), (30, 40), (9, 40))
    for end, (done, due) in zip(MONTHS, numbers, strict=True):
        replaced("plan.review_on_time", done, due, end=end)
        replaced("plan.actions_done", done, due, end=end)
        replaced("plan.actions_done", done - 4, due // 2, end=end, breakdown="doer", group="partner")
    document = return_content.build(Q1).document
    found = readings(document)["plan.review_on_time"]
    assert (found.value.text, found.period.label) == ("49%", "April to June 2025")
    assert found.measure.counts.endswith("reviews of plans whose day lies in the quarter.")
    assert document.plans
    by_doer = {group.name: group.value.text for group in document.plans.actions_by_doer.groups}
    # Of what partners were to do, not of all that was to be done.
    assert by_doer["A partner organisation"] == percent(6 + 26 + 5, 10 + 20 + 20).text == "74%"


def test_each_check_says_what_was_done_declined_and_not_suitable(year: Tenant) -> None:
    for state, counted in (("", 30), (".declined", 6), (".unsuitable", 2)):
        replaced(f"phc.each{state}", counted, 50, breakdown="check", group="glucose")
    health = return_content.build(Q1).document.health
    assert health
    values = dict(health.by_check.rows)["Blood glucose or HbA1c"]
    assert [one.text if one else "" for one in values] == ["60%", "12%", "*"]


def test_figures_are_compared_with_what_others_reached_only_where_that_is_known(year: Tenant) -> None:
    found = readings(return_content.build(Q1).document)
    assert found["therapy.pd"].compared_with == "67% (what early implementer sites returned)"
    assert found["phc.complete"].compared_with.startswith("60% (NHS Long Term Plan; from 2024/25")
    for without in ("outcome.reliable_change", "plan.crisis_plan", "ips.access", "therapy.smi", "phc.each"):
        assert found[without].compared_with == "", without


def test_a_part_that_the_night_has_nothing_of_is_left_out_and_that_is_told(year: Tenant) -> None:
    IndicatorValue.objects.filter(indicator__startswith="therapy.").delete()
    made = return_content.build(Q1)
    assert made.document.therapies is None
    assert "therapies" not in [section.id for section in sections(made.document)]
    told = "There are no figures on psychological therapies for this quarter: that part is left out."
    assert told in made.doubts
    assert told in made.document.data_state.notes


# Without figures


def test_without_figures_it_says_what_to_run(in_a_tenant: Tenant) -> None:
    with pytest.raises(NoFigures, match=r"no figures for April to June 2025 yet\. Run nightly first"):
        return_content.build(Q1)


def test_a_figure_that_is_missing_is_named(year: Tenant) -> None:
    IndicatorValue.objects.filter(indicator="wait.mrs01b").delete()
    with pytest.raises(NoFigures, match="missing: Share of waits that ended within four weeks"):
        return_content.build(Q1)


def test_a_quarter_with_a_month_missing_has_no_referrals(year: Tenant) -> None:
    IndicatorValue.objects.filter(indicator="access.referrals", period_end=MONTHS[1]).delete()
    with pytest.raises(NoFigures, match="missing: Referrals received"):
        return_content.build(Q1)


# The state of the data


def test_a_provider_is_expected_from_its_first_record_set_on(year: Tenant) -> None:
    old, new = ground.organisation(name="Old Trust"), ground.organisation(name="New Trust")
    for month in (date(2025, 1, 1), date(2025, 4, 1), date(2025, 6, 1)):
        record_sets.taken(month, provider=old)
    record_sets.taken(date(2025, 6, 1), provider=new)
    record_sets.taken(date(2025, 5, 1), provider=old, state="replaced")
    made = return_content.build(Q1)
    state = made.document.data_state
    assert [(one.provider, one.month.month, one.read_at is None) for one in state.submissions] == [
        ("New Trust", 6, False),
        ("Old Trust", 4, False),
        ("Old Trust", 5, True),
        ("Old Trust", 6, False),
    ]
    assert (state.submissions[1].rows_read, state.submissions[1].rows_taken) == (1200, 1190)
    assert (state.submissions[1].rows_warned, state.submissions[1].rows_refused) == (10, 10)
    assert "Old Trust has not sent May 2025" in " ".join(made.doubts)


def test_the_run_that_made_the_figures_is_named(year: Tenant) -> None:
    state = return_content.build(Q1).document.data_state
    assert state.run_reference.startswith("run ")


@pytest.mark.parametrize(
    ("run", "said"),
    [
        ({"state": "failed"}, "failed"),
        ({"finished_at": datetime(2025, 7, 1, tzinfo=UTC)}, "more than a day and a half ago"),
    ],
)
def test_a_failed_or_old_night_is_told_to_the_signer(run: dict[str, Any], said: str, year: Tenant) -> None:
    later = datetime.now(UTC) + timedelta(seconds=5)
    figures.run(started_at=run.get("finished_at", later), **{"finished_at": later, **run})
    if run.get("state") != "failed":
        figures.NightlyRun.objects.exclude(finished_at=run["finished_at"]).update(state="left")
    made = return_content.build(Q1)
    assert said in " ".join(made.doubts)
    assert said not in " ".join(made.document.data_state.notes)


def test_figures_that_end_before_the_quarter_does_are_told(year: Tenant) -> None:
    IndicatorValue.objects.filter(period_end=JUNE).update(as_at=datetime(2025, 6, 20, 22, 59, tzinfo=UTC))
    assert "The figures go up to 20 June 2025 only" in " ".join(return_content.build(Q1).doubts)


def test_what_could_not_be_counted_is_told_suppressed(year: Tenant) -> None:
    IndicatorValue.objects.filter(indicator="wait.mrs02").update(incomplete=12)
    doubts = return_content.build(Q1).doubts
    assert "date of birth is not known: 10. They are left out of the figures." in " ".join(doubts)


def test_good_data_raise_no_doubt(year: Tenant) -> None:
    assert return_content.build(Q1).doubts == ()


# The fingerprint, and what is kept


def test_the_fingerprint_changes_with_a_figure_shown_and_not_with_a_run(year: Tenant) -> None:
    before = return_content.build(Q1).fingerprint
    figures.ComputedMonth.objects.update(run=figures.run())
    IndicatorValue.objects.update(as_at=datetime(2025, 6, 30, 22, 59, 58, tzinfo=UTC))
    assert return_content.build(Q1).fingerprint == before
    IndicatorValue.objects.filter(indicator="wait.mrs02", breakdown="").update(numerator=9000, value=9000)
    assert return_content.build(Q1).fingerprint != before


def test_exact_values_and_definitions_are_kept_with_it(year: Tenant) -> None:
    made = return_content.build(Q1)
    exact = [
        one for one in made.values if one["indicator"] == "wait.mrs02" and one["period_end"] == "2025-06-30"
    ]
    assert [one["value"] for one in exact if not one["breakdown"]] == [str(stored("wait.mrs02").value)]
    assert made.definitions["wait.mrs02"]["counts"] == "Open spells whose clock has not stopped."


def test_it_asks_as_often_for_much_as_for_little(year: Tenant) -> None:
    return_content.build(Q1)
    with CaptureQueriesContext(connection) as little:
        return_content.build(Q1)
    for number in range(20):
        place = ground.place(code=f"place-{number}-x")
        figures.month(level="place", code=place.code, groups=False)
        record_sets.taken(date(2025, 6, 1))
    with CaptureQueriesContext(connection) as much:
        return_content.build(Q1)
    assert len(much) == len(little) <= 8
