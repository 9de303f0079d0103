"""Stored values printed: exact, and as they may leave the tenant."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from hubs.models import AuditEvent, Tenant
from reporting.models import IndicatorValue
from reporting.rules.exported import COLUMNS, as_published
from reporting.rules.stored_values import Value
from reporting.rules.suppression import SuppressionPolicy
from tests.reporting.clock_world import Story, reference_data
from tests.reporting.night_world import compute

HEADER = (
    "indicator,period_start,period_end,level,level_code,breakdown,group,numerator,denominator,value,excluded,"
    "incomplete,as_at,definition_version"
)
Row = dict[str, Any]


@pytest.fixture
def computed(in_a_tenant: Tenant) -> Tenant:
    """Eleven people who wait, three of them for over a year; seven have had help, six within four weeks."""
    reference_data()
    for number in range(11):
        Story().referred("2024-05-01" if number < 3 else "2025-06-16")
    for number in range(7):
        story = Story()
        story.helped(story.referred("2025-05-01"), "2025-05-20" if number else "2025-06-20")
    compute()
    return in_a_tenant


def exported(tenant: Tenant, *options: str, period: str = "2025-06") -> str:
    out = io.StringIO()
    call_command("export_indicators", "--tenant", tenant.slug, "--period", period, *options, stdout=out)
    return out.getvalue()


def rows(text: str) -> dict[tuple[str, ...], Row]:
    """By indicator, level, code, breakdown and group."""
    found = csv.DictReader(io.StringIO(text))
    return {
        (row["indicator"], row["level"], row["level_code"], row["breakdown"], row["group"]): row
        for row in found
    }


def whole(text: str, indicator: str) -> Row:
    return rows(text)[indicator, "tenant", "", "", ""]


def test_header_and_every_value_once_in_one_order(computed: Tenant) -> None:
    text = exported(computed)
    lines = text.splitlines()
    assert lines[0] == HEADER == ",".join(COLUMNS)
    assert (
        len(lines) - 1
        == len(rows(text))
        == IndicatorValue.objects.filter(period_end=date(2025, 6, 30)).count()
    )
    assert lines[1:] == sorted(lines[1:], key=lambda line: line.split(",")[0])
    assert exported(computed) == text


CARE = (
    *("outcome.paired", "outcome.reliable_change", "outcome.reqol_recovery", "outcome.dialog_domain_means"),
    *("plan.coproduced", "plan.review_on_time", "plan.crisis_plan", "plan.actions_done"),
    *("phc.complete", "phc.each", "ips.access", "ips.started_work", "ips.share_supported"),
    *("therapy.pd", "therapy.aed", "therapy.smi"),
)
# Shares of the people that MHS108 counts.
THIRD_VERSION = {"ips.share_supported", "therapy.smi"}


@pytest.mark.parametrize("options", [(), ("--published",)])
def test_figures_of_care_are_there_for_every_area_and_group_of_people(
    computed: Tenant, options: tuple[str, ...]
) -> None:
    text = exported(computed, *options)
    for indicator in CARE:
        version = rows(text)[indicator, "provider", "RXA", "", ""]["definition_version"]
        assert version == ("3" if indicator in THIRD_VERSION else "1")
    assert whole(text, "plan.coproduced")["denominator"] == ("5" if options else "7")
    by_age = rows(text)["plan.coproduced", "tenant", "", "age_band", "26-64"]
    assert Decimal(by_age["value"]) == 1


def test_exact_values(computed: Tenant) -> None:
    text = exported(computed, "--format", "csv")
    assert whole(text, "wait.mrs02") == {
        "indicator": "wait.mrs02", "period_start": "2025-06-01", "period_end": "2025-06-30", "level": "tenant",
        "level_code": "", "breakdown": "", "group": "", "numerator": "11", "denominator": "", "value": "11",
        "excluded": "0", "incomplete": "0", "as_at": "2025-06-30", "definition_version": "5",
    }  # fmt: skip
    within = whole(text, "wait.mrs01b")
    assert (within["numerator"], within["denominator"], within["period_start"]) == ("6", "7", "2025-04-01")
    assert Decimal(within["value"]) == round(Decimal(6) / 7, 8)
    assert whole(text, "wait.mrs02f")["value"] == "0.27272727"
    median = whole(text, "wait.mrs03a")
    assert (median["numerator"], median["denominator"], median["value"]) == ("", "18", "60")
    assert whole(text, "access.mhs107a")["value"] == ""
    assert whole(text, "access.mhs108")["period_start"] == "2024-07-01"


def test_published_values_are_suppressed_and_rounded(computed: Tenant) -> None:
    text = exported(computed, "--published")
    shown = {name: whole(text, name) for name in ("wait.mrs02", "wait.mrs02e", "wait.mrs02f", "wait.mrs01b")}
    assert shown["wait.mrs02"]["value"] == shown["wait.mrs02"]["numerator"] == "10"
    assert shown["wait.mrs02e"]["value"] == "*"
    # The share hangs on MRS02e, which is withheld; nationally by a slip on MRS02a.
    assert (shown["wait.mrs02f"]["numerator"], shown["wait.mrs02f"]["value"]) == ("*", "*")
    assert (shown["wait.mrs01b"]["numerator"], shown["wait.mrs01b"]["denominator"]) == ("5", "5")
    assert shown["wait.mrs01b"]["value"] == "0.86"
    assert shown["wait.mrs02"]["excluded"] == "*"
    assert whole(text, "wait.mrs03a")["value"] == "60"
    assert whole(text, "access.mhs106")["value"] == "*"


def test_nothing_published_is_a_small_number(computed: Tenant) -> None:
    for row in rows(exported(computed, "--published")).values():
        for name in ("numerator", "denominator", "excluded", "incomplete"):
            assert row[name] in ("", "*") or (int(row[name]) >= 5 and int(row[name]) % 5 == 0), row


def test_tenant_may_hide_more(computed: Tenant) -> None:
    computed.suppress_below, computed.round_to = 12, 10
    computed.save()
    text = exported(computed, "--published")
    assert whole(text, "wait.mrs02")["value"] == "*"
    assert whole(text, "wait.mrs06")["value"] == "20"


def test_json_says_the_same(computed: Tenant) -> None:
    found = json.loads(exported(computed, "--format", "json"))
    assert len(found) == len(rows(exported(computed)))
    (waiting,) = [
        row
        for row in found
        if row["indicator"] == "wait.mrs02" and row["level"] == "tenant" and not row["group"]
    ]
    assert (waiting["numerator"], waiting["denominator"], waiting["as_at"]) == (11, None, "2025-06-30")
    assert list(waiting) == list(COLUMNS)


def test_month_to_date_says_so_in_as_at(computed: Tenant) -> None:
    compute(date(2025, 7, 10))
    assert whole(exported(computed, period="2025-07"), "wait.mrs02")["as_at"] == "2025-07-10"


def test_rates_below_ten_keep_a_decimal() -> None:
    value = Value(
        indicator="access.contacts_per_month", period_kind="month", period_start=date(2025, 6, 1),
        period_end=date(2025, 6, 30), level="tenant", level_code="", breakdown="", group="", numerator=Decimal(27),
        denominator=Decimal(18), value=Decimal("1.45"), excluded=0, incomplete=0, definition_version="1",
        as_at=datetime(2025, 6, 30, tzinfo=UTC), run_id=None,
    )  # fmt: skip
    assert as_published(value, "rate", SuppressionPolicy()).value == "1.5"
    assert as_published(value, "rate", SuppressionPolicy(threshold=20)).value == "*"


def test_export_is_traced(computed: Tenant) -> None:
    exported(computed, "--published")
    event = AuditEvent.objects.get(action="indicators.exported")
    assert (event.object_reference, event.detail["published"]) == ("2025-06", True)


@pytest.mark.parametrize(
    ("period", "says"),
    [
        ("2025-07", "There are no values of 2025-07 for fylde. Computed so far: 2025-06 to 2025-06."),
        ("2025-13", "'2025-13' is not a month"),
        ("June", "'June' is not a month"),
    ],
)
def test_unknown_month_is_one_clear_line(computed: Tenant, period: str, says: str) -> None:
    with pytest.raises(CommandError) as stopped:
        exported(computed, period=period)
    assert str(stopped.value).startswith(says)
    assert "\n" not in str(stopped.value)


def test_unknown_tenant_and_nothing_computed(in_a_tenant: Tenant) -> None:
    with pytest.raises(CommandError, match=r"no tenant .nowhere.\. There are: fylde"):
        call_command("export_indicators", tenant="nowhere", period="2025-06")
    with pytest.raises(
        CommandError, match=r"No month has been computed\..* nightly --tenant fylde --as-at 2025-06-30"
    ):
        exported(in_a_tenant)


@pytest.mark.parametrize(
    "options", [{"as_at": "soon"}, {"as_at": "2999-01-01"}, {"months": "0"}, {"months": "many"}]
)
def test_nightly_refuses_what_it_cannot_read(in_a_tenant: Tenant, options: dict[str, str]) -> None:
    arguments = [f"--{name.replace('_', '-')}={text}" for name, text in options.items()]
    with pytest.raises(CommandError, match="is no"):
        call_command("nightly", "--tenant", in_a_tenant.slug, *arguments)
