"""An assurance return of a made-up system, as full as a real one. No figure in it is anybody's."""

import csv
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import jinja2

from config import formats
from reporting.rules.periods import (
    Period,
    iter_months,
    month_of,
    parse_quarter,
    rolling_quarter,
    rolling_year,
)
from reporting.rules.return_document import (
    Access,
    Admissions,
    Breakdown,
    Characteristic,
    DataState,
    Equalities,
    Group,
    Measure,
    Reading,
    Referrals,
    ReturnDocument,
    Signature,
    Submission,
    Trend,
    TrendLine,
    Waits,
)
from reporting.rules.suppression import Published, count, linked, percent
from tests.reporting.made_up_topics import topics

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
STATIC = ROOT / "static"
# The same return as it was frozen when there were no parts on outcomes, plans, health, employment and therapies.
SIGNED_BEFORE = HERE / "return_of_format_1.json"
QUARTER = parse_quarter("2025-Q1")
MONTH = month_of(QUARTER.end)
ROLLING = rolling_quarter(QUARTER.end)
YEAR = rolling_year(QUARTER.end)
AS_AT = datetime(2025, 7, 2, 1, 14, tzinfo=UTC)
WAITS = tuple(csv.DictReader((HERE / "made_up_waits.csv").read_text().splitlines()))
GROUPS = tuple(csv.DictReader((HERE / "made_up_groups.csv").read_text().splitlines()))
OVER_THREE_MONTHS = ("mrs01", "mrs01a", "mrs01b", "mrs15", "mrs21", "mhs106", "mhs106b", "mhs107b")
COMPARED_WITH = {"mrs01b": "Local aim: 75%", "mhs107b": "Falling"}
CHARACTERISTICS = (
    "Age band",
    "Gender",
    "Ethnic group",
    "Neighbourhood deprivation, in fifths",
    "Core20",
)

TWO_CONTACTS = Measure(
    id="access.mhs108",
    code="MHS108",
    title="People with two or more contacts",
    counts="People aged 18 or over with at least two attended contacts within one referral in the 12 months"
    " to the end of the period.",
    source="MHSDS; national definition MHS108",
)
TRANSFORMED = Measure(
    id="access.two_contacts_transformed",
    code="CDP_T01",
    title="The same, in networks that run the new model",
    counts="As above, for people registered with a practice of a primary care network from the day it began"
    " the new model.",
    source="MHSDS and ODS; core data pack CDP_T01",
)
RECEIVED = Measure(
    id="access.referrals",
    code="",
    title="Referrals received",
    counts="Referrals to community mental health teams received in the period, from any source.",
    source="MHSDS, table MHS101",
)
REJECTED = Measure(
    id="access.rejected_count",
    code="",
    title="Rejected referrals",
    counts="Referrals with a rejection date in the period.",
    source="MHSDS, table MHS101",
)
REJECTED_SHARE = Measure(
    id="access.rejected",
    code="",
    title="Rejected as a share of received",
    counts="Referrals rejected in the period, divided by those received in the same period.",
    source="MHSDS, table MHS101",
)


def environment() -> jinja2.Environment:
    """The templates with the filters that they use, as the project sets them up."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(date=formats.date, datetime=formats.datetime, month=formats.month)
    return found


def made_up_return(*, signed: bool = True, version: int = 1) -> ReturnDocument:
    """The return of Fenmoor and Vale for April to June 2025."""
    signature = Signature(
        name="Amara Okafor",
        role="Director of mental health commissioning",
        signed_at=datetime(2025, 7, 14, 10, 5, tzinfo=UTC),
    )
    return ReturnDocument(
        tenant_name="Fenmoor and Vale Integrated Care System",
        tenant_code="QX9",
        quarter=QUARTER,
        version=version,
        change_note="June figures for Vale Partnership read again after a correction" if version > 1 else "",
        as_at=AS_AT,
        access=_access(),
        referrals=_referrals(),
        waits=_waits(),
        equalities=_equalities(),
        admissions=Admissions(readings=_readings("mhs106", "mhs106b", "mhs107b")),
        data_state=_data_state(),
        **topics(),
        signature=signature if signed else None,
    )


def _access() -> Access:
    line = (1590, 1622, 1671, 1702, 1755, 1760, 1748, 1803, 1861, 1902, 1985, 2086)
    return Access(
        readings=(
            Reading(
                measure=TWO_CONTACTS,
                period=YEAR,
                value=count(2086),
                previous=count(1861),
                compared_with="Trajectory: 2,150",
            ),
            Reading(measure=TRANSFORMED, period=YEAR, value=count(1342), previous=count(1120)),
        ),
        by_pcn=_breakdown(TWO_CONTACTS, YEAR, "Primary care network"),
        by_place=_breakdown(TWO_CONTACTS, YEAR, "Place"),
        trend=_trend((TWO_CONTACTS, line)),
    )


def _breakdown(measure: Measure, period: Period, by: str) -> Breakdown:
    groups = tuple(Group(row["name"], count(int(row["people"]))) for row in GROUPS if row["set"] == by)
    return Breakdown(measure=measure, period=period, by=by, groups=groups)


def _trend(*lines: tuple[Measure, tuple[int | None, ...]]) -> Trend:
    return Trend(
        months=tuple(iter_months(YEAR.start, YEAR.end)),
        lines=tuple(
            TrendLine(
                measure=measure, values=tuple(None if value is None else count(value) for value in values)
            )
            for measure, values in lines
        ),
    )


def _referrals() -> Referrals:
    share, before = percent(46, 1407), percent(71, 1322)
    return Referrals(
        readings=(
            Reading(measure=RECEIVED, period=QUARTER, value=count(1407), previous=count(1322)),
            Reading(
                measure=REJECTED,
                period=QUARTER,
                value=count(46),
                previous=count(71),
                compared_with="Aim: none",
            ),
            Reading(
                measure=REJECTED_SHARE, period=QUARTER, value=share, previous=before, compared_with="Aim: 0%"
            ),
        ),
        by_source=_breakdown(RECEIVED, QUARTER, "Source of referral"),
        rejected_by_reason=_breakdown(REJECTED, QUARTER, "Reason"),
        trend=_trend((RECEIVED, (402, 388, 431, 455, 447, 371, 433, 440, 449, 458, 470, 479))),
    )


def _readings(*ids: str) -> tuple[Reading, ...]:
    return tuple(_reading(row) for row in WAITS if row["id"] in ids)


def _reading(row: Mapping[str, str]) -> Reading:
    key = row["id"]
    national = (
        "national community waits" if key.startswith("mrs") else "national definitions MHS106 and MHS107"
    )
    return Reading(
        measure=Measure(
            id=f"wait.{key}" if key.startswith("mrs") else f"admissions.{key}",
            code=key[:5].upper() + key[5:],
            title=row["title"],
            counts=row["counts"],
            source=f"MHSDS; {national}, September 2025 definition",
        ),
        period=ROLLING if key in OVER_THREE_MONTHS else MONTH,
        value=_published(row["unit"], row["now"], row["now_of"]),
        previous=_published(row["unit"], row["then"], row["then_of"]),
        compared_with=COMPARED_WITH.get(key, ""),
    )


def _published(unit: str, value: str, of: str) -> Published:
    if unit == "percent":
        return percent(int(value), int(of))
    return linked(Decimal(value), int(of)) if unit == "days" else count(int(value))


def _waits() -> Waits:
    waiting, second = (reading.measure for reading in _readings("mrs02", "mrs03"))
    return Waits(
        finished=_readings("mrs01", "mrs01a", "mrs01b"),
        open=_readings("mrs02", "mrs02a", "mrs02b", "mrs02c", "mrs02d", "mrs02e", "mrs02f"),
        second_contact=_readings("mrs03", "mrs03a", "mrs03b", "mrs07a", "mrs07c", "mrs07e", "mrs15"),
        spells=_readings("mrs20", "mrs21", "mrs22"),
        open_by_length=_breakdown(waiting, MONTH, "Time waited"),
        missing_component=_breakdown(waiting, MONTH, "Part still missing"),
        trend=_trend(
            (waiting, (1410, 1404, 1398, 1380, None, 1361, 1333, 1329, 1302, 1290, 1261, 1233)),
            (second, (960, 958, 949, 933, None, 940, 921, 917, 904, 899, 880, 871)),
        ),
    )


def _equalities() -> Equalities:
    measures = tuple(reading.measure for reading in _readings("mrs01", "mrs01b", "mrs02", "mrs03a"))
    return Equalities(
        measures=(TWO_CONTACTS, *measures),
        periods=(YEAR, ROLLING, ROLLING, MONTH, MONTH),
        characteristics=tuple(
            Characteristic(name, tuple((row["name"], _figures(row)) for row in GROUPS if row["set"] == name))
            for name in CHARACTERISTICS
        ),
    )


def _figures(row: Mapping[str, str]) -> tuple[Published, ...]:
    people, stops, days = int(row["people"]), int(row["stops"]), int(row["days"])
    waiting = people * 3 // 5
    median = linked(days / 2, waiting * 7 // 10)
    return (count(people), count(stops), percent(stops * 52 // 100, stops), count(waiting), median)


def _data_state() -> DataState:
    providers = {
        "Fenmoor Community and Mental Health NHS Trust": 48211,
        "Vale Partnership NHS Trust": 30177,
        "Harbour Minds (VCSE)": 2040,
    }
    return DataState(
        submissions=tuple(
            _submission(name, rows, place) for name, rows in providers.items() for place in range(3)
        ),
        run_reference="Night run 418",
        run_finished_at=AS_AT,
        definition_version="National community waits, access and admissions: September 2025",
        notes=("Harbour Minds has not sent June 2025, so its contacts in June are not counted.",),
    )


def _submission(provider: str, rows: int, place: int) -> Submission:
    month = QUARTER.months[place]
    late = provider.startswith("Harbour") and place == 2
    return Submission(
        provider=provider,
        month=month,
        read_at=None if late else datetime(2025, month.month + 1, 1, 9, 30, tzinfo=UTC),
        rows_read=rows + 311 * place,
        rows_taken=rows + 310 * place - 16,
        rows_warned=40 + place,
        rows_refused=16 + place,
    )
