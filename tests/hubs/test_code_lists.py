from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hubs.actions import code_lists
from hubs.models import AssessmentTool, Code
from hubs.rules import code_files, snomed, team_types
from hubs.selectors import codes, kept
from tests.shared import shared_rows

pytestmark = pytest.mark.django_db


def test_migrating_brings_the_lists() -> None:
    assert Code.objects.count() == len(list(code_files.codes()))
    assert AssessmentTool.objects.count() == 501


def test_loading_again_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_reference")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert all("0 added, 0 changed, 0 removed" in line for line in lines)


def test_what_differs_is_put_right() -> None:
    Code.objects.filter(code_list="attendance_status", code="5").update(label="Came")
    Code.objects.filter(code_list="attendance_status", code="6").delete()
    Code.objects.create(code_list="attendance_status", code="9", label="Not a code")
    AssessmentTool.objects.filter(code="1037651000000100").update(high=7)
    loaded = code_lists.load()
    assert [(table.added, table.changed, table.removed) for table in loaded] == [(1, 1, 1), (0, 1, 0)]
    assert codes.valid_codes("attendance_status") == {"2", "3", "4", "5", "6", "7"}
    assert codes.label("attendance_status", "5").startswith("Attended on time")


def test_lists_are_asked_for_once() -> None:
    codes.names()
    with CaptureQueriesContext(connection) as asked:
        codes.choices("attendance_status")
        codes.label("ethnic_category_2001", "A")
        codes.valid_codes("service_or_team_type")
    assert len(asked) == 0


def test_an_empty_table_is_not_remembered() -> None:
    Code.objects.all().delete()
    kept.forget_all()
    with pytest.raises(LookupError, match="load_reference"):
        codes.choices("attendance_status")
    code_lists.load()
    assert codes.choices("attendance_status")


@pytest.mark.parametrize(
    ("code_list", "code", "last_without", "first_with"),
    [
        ("consultation_mechanism", "11", dt.date(2021, 9, 30), dt.date(2021, 10, 1)),
        ("clinical_response_priority", "4", dt.date(2021, 9, 30), dt.date(2021, 10, 31)),
        ("service_or_team_type", "F07", dt.date(2024, 3, 31), dt.date(2024, 4, 1)),
        ("dialog_items_v6", "1833391000000107", dt.date(2024, 3, 31), dt.date(2024, 4, 1)),
        ("accommodation_type", "01", dt.date(2021, 9, 1), dt.date(2021, 10, 1)),
    ],
)
def test_a_code_is_valid_from_its_first_month(
    code_list: str, code: str, last_without: dt.date, first_with: dt.date
) -> None:
    assert code not in codes.valid_codes(code_list, last_without)
    assert code in codes.valid_codes(code_list, first_with)


@pytest.mark.parametrize(
    ("code_list", "code", "last_with"),
    [
        ("consultation_mechanism", "06", dt.date(2021, 9, 30)),
        ("service_or_team_type", "A03", dt.date(2021, 9, 30)),
        ("service_or_team_type", "F04", dt.date(2024, 3, 31)),
        ("dialog_items_pre_v6_superseded", "1037701000000108", dt.date(2024, 3, 31)),
    ],
)
def test_a_code_is_valid_to_the_end_of_its_last_month(code_list: str, code: str, last_with: dt.date) -> None:
    assert code in codes.valid_codes(code_list, last_with)
    assert code not in codes.valid_codes(code_list, last_with + dt.timedelta(days=1))
    assert codes.label(code_list, code)


def test_choices_stand_in_the_order_of_the_list_with_their_words() -> None:
    assert codes.choices("care_contact_subject") == [("01", "Patient"), ("02", "Patient proxy")]


def test_a_code_without_a_known_meaning_is_valid_but_no_choice() -> None:
    assert "M9" in codes.valid_codes("source_of_referral_mh")
    assert "M9" not in dict(codes.choices("source_of_referral_mh"))
    assert codes.label("source_of_referral_mh", "M9") == "Code M9"


def test_an_unknown_code_is_shown_as_such_and_an_empty_one_is_empty() -> None:
    assert codes.label("attendance_status", "Q") == "Q (not in the national list)"
    assert codes.label("attendance_status", "") == ""


def test_every_row_of_the_files_keeps_its_source() -> None:
    assert all(row.source for row in code_files.codes())


def test_assessments_have_real_codes_and_whole_ranges() -> None:
    tools = list(code_files.assessment_tools())
    assert all(snomed.is_identifier(tool.code) for tool in tools)
    assert all((tool.low is None) == (tool.high is None) for tool in tools)
    assert all(tool.low <= tool.high for tool in tools if tool.low is not None and tool.high is not None)


def test_current_view_is_no_baseline_outcome() -> None:
    others = {tool.tool for tool in code_files.assessment_tools() if not tool.is_baseline_outcome}
    assert others == {"Current View"}


def test_the_items_of_dialog_have_one_assessment_each_with_the_national_range() -> None:
    listed = {row.code for row in code_files.codes() if row.code_list.startswith("dialog_items")}
    tools = {tool.code: tool for tool in code_files.assessment_tools() if tool.tool == "DIALOG"}
    assert set(tools) == listed
    assert len(tools) == 13
    assert {(tool.low, tool.high) for tool in tools.values()} == {(Decimal(1), Decimal(8))}


def test_team_types_count_where_the_national_measures_count_them() -> None:
    assert team_types.adult_four_week() == {"A05", "A06", "A08", "A09", "A12", "A13", "A16", "C10", "C03"}
    extra = {"A14", "D05"}
    assert team_types.access(dt.date(2023, 3, 31)) == team_types.adult_four_week()
    assert team_types.access(dt.date(2023, 4, 1)) == team_types.adult_four_week() | extra


def test_team_types_and_their_list_agree_on_months() -> None:
    listed = {row.code: row for row in code_files.codes() if row.code_list == "service_or_team_type"}
    assert {kind.code: (kind.valid_from, kind.valid_to) for kind in team_types.scope().values()} == {
        code: (row.valid_from, row.valid_to) for code, row in listed.items()
    }


def test_no_code_of_the_reference_material_is_missing() -> None:
    merged = {
        "consultation_mechanism_pre_v5": "consultation_mechanism",
        "service_or_team_type_retired": "service_or_team_type",
    }
    ours = {(row.code_list, row.code) for row in code_files.codes()}
    for name in (*{row.code_list for row in code_files.codes()}, *merged):
        for row in shared_rows("reference", "codes", f"{name}.csv"):
            assert (merged.get(name, name), row["code"]) in ours
