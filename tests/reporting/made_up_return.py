"""An assurance return of a made-up system, as full as a real one. No figure in it is anybody's."""

from datetime import UTC, date, datetime

from reporting.rules.periods import iter_months, month_of, parse_quarter, rolling_quarter, rolling_year
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

QUARTER = parse_quarter("2025-Q1")
MONTH = month_of(QUARTER.end)
ROLLING = rolling_quarter(QUARTER.end)
YEAR = rolling_year(QUARTER.end)
MONTHS = tuple(iter_months(YEAR.start, YEAR.end))
NATIONAL_WAITS = "MHSDS; national community waits, September 2025 definition"
AS_AT = datetime(2025, 7, 2, 1, 14, tzinfo=UTC)

TWO_CONTACTS = Measure(
    id="access.two_contacts",
    code="MHS108",
    title="People with two or more contacts",
    counts="People aged 18 or over with at least two attended contacts within one referral in the 12 months to the end of the"
    " period.",
    source="MHSDS; national definition MHS108",
)
TRANSFORMED = Measure(
    id="access.two_contacts_transformed",
    code="CDP_T01",
    title="The same, in networks that run the new model",
    counts="As above, for people registered with a practice of a primary care network from the day it began the new model.",
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
    id="access.rejected",
    code="",
    title="Rejected referrals",
    counts="Referrals with a rejection date in the period.",
    source="MHSDS, table MHS101",
)
REJECTED_SHARE = Measure(
    id="access.rejected_share",
    code="",
    title="Rejected as a share of received",
    counts="Referrals rejected in the period, divided by those received in the same period.",
    source="MHSDS, table MHS101",
)

# id, code, title, what it counts, unit, value now, its linked count now, value then, its linked count then
WAIT_ROWS = (
    ("mrs01", "Full clock stops", "Referral spells whose full clock stop falls in the three months.", "count", 412, 412, 377, 377),
    ("mrs01a", "Full clock stops within four weeks", "Of those, spells that took 28 days or fewer from clock start to full clock stop.", "count", 214, 214, 181, 181),
    ("mrs01b", "Share within four weeks", "Full clock stops within four weeks, divided by all full clock stops.", "percent", (214, 412), 0, (181, 377), 0),
    ("mrs02", "Open waits", "Spells open at the end of the month that have no full clock stop.", "count", 1233, 1233, 1302, 1302),
    ("mrs02a", "Open waits over 104 weeks", "Of those, spells that began more than 728 days before the end of the month.", "count", 3, 3, 7, 7),
    ("mrs02b", "Share over 104 weeks", "Open waits over 104 weeks, divided by all open waits.", "percent", (3, 1233), 0, (7, 1302), 0),
    ("mrs02c", "Open waits over 78 weeks", "Spells that began more than 546 days before the end of the month.", "count", 18, 18, 26, 26),
    ("mrs02d", "Share over 78 weeks", "Open waits over 78 weeks, divided by all open waits.", "percent", (18, 1233), 0, (26, 1302), 0),
    ("mrs02e", "Open waits over 52 weeks", "Spells that began more than 364 days before the end of the month.", "count", 77, 77, 98, 98),
    ("mrs02f", "Share over 52 weeks", "Open waits over 52 weeks, divided by all open waits.", "percent", (77, 1233), 0, (98, 1302), 0),
    ("mrs03", "Waiting for a second contact", "Open spells with fewer than two contacts at the end of the month.", "count", 871, 871, 904, 904),
    ("mrs03a", "Median wait for a second contact", "Days from clock start to the end of the month, for those still waiting: half have waited longer.", "days", 63.5, 871, 66, 904),
    ("mrs03b", "90th percentile wait for a second contact", "Nine in ten of those still waiting have waited this long or less.", "days", 231.2, 871, 244.9, 904),
    ("mrs07a", "Waiting over 104 weeks for a second contact", "Spells still waiting for a second contact more than 728 days after they began.", "count", 2, 2, 4, 4),
    ("mrs07c", "Waiting over 78 weeks for a second contact", "The same, more than 546 days after they began.", "count", 11, 11, 15, 15),
    ("mrs07e", "Waiting over 52 weeks for a second contact", "The same, more than 364 days after they began.", "count", 48, 48, 61, 61),
    ("mrs15", "Second contacts", "Spells whose second contact took place in the three months.", "count", 655, 655, 602, 602),
    ("mrs20", "Open with a full clock stop", "Spells open at the end of the month that already have their full clock stop.", "count", 1987, 1987, 1902, 1902),
    ("mrs21", "Open with two or more contacts", "Spells open at the end of the month with at least two contacts.", "count", 2349, 2349, 2300, 2300),
    ("mrs22", "Full clock stops against two contacts", "Open spells with a full clock stop, divided by open spells with two or more contacts. It can exceed 100%.", "percent", (1987, 2349), 0, (1902, 2300), 0),
)  # fmt: skip
ROLLING_IDS = ("mrs01", "mrs01a", "mrs01b", "mrs15", "mrs21")


def made_up_return(*, signed: bool = True, version: int = 1) -> ReturnDocument:
    """The return of Fenmoor and Vale for April to June 2025."""
    signature = Signature(
        name="Amara Okafor", role="Director of mental health commissioning", signed_at=datetime(2025, 7, 14, 10, 5, tzinfo=UTC)
    )
    return ReturnDocument(
        tenant_name="Fenmoor and Vale Integrated Care System",
        tenant_code="QX9",
        quarter=QUARTER,
        version=version,
        change_note="June figures for Vale Partnership read again after a corrected record set" if version > 1 else "",
        as_at=AS_AT,
        access=_access(),
        referrals=_referrals(),
        waits=_waits(),
        equalities=_equalities(),
        admissions=_admissions(),
        data_state=_data_state(),
        signature=signature if signed else None,
    )


def _groups(*pairs: tuple[str, int]) -> tuple[Group, ...]:
    return tuple(Group(name, count(value)) for name, value in pairs)


def _access() -> Access:
    pcns = _groups(
        ("Fenmoor Central PCN", 433), ("Fenmoor North and Villages PCN", 251), ("Harbour PCN", 388), ("Marsh and Levels PCN", 97),
        ("Vale East PCN", 312), ("Vale West and University PCN", 540), ("Upland PCN", 4), ("No network recorded", 61),
    )  # fmt: skip
    line = (1590, 1622, 1671, 1702, 1755, 1760, 1748, 1803, 1861, 1902, 1985, 2086)
    return Access(
        readings=(
            Reading(measure=TWO_CONTACTS, period=YEAR, value=count(2086), previous=count(1861), compared_with="Trajectory: 2,150"),
            Reading(measure=TRANSFORMED, period=YEAR, value=count(1342), previous=count(1120)),
        ),
        by_pcn=Breakdown(measure=TWO_CONTACTS, period=YEAR, by="Primary care network", groups=pcns),
        by_place=Breakdown(
            measure=TWO_CONTACTS, period=YEAR, by="Place", groups=_groups(("Fenmoor", 1169), ("Vale", 856), ("Not known", 61))
        ),
        trend=_trend((TWO_CONTACTS, line)),
    )


def _trend(*lines: tuple[Measure, tuple[int | None, ...]]) -> Trend:
    return Trend(
        months=MONTHS,
        lines=tuple(
            TrendLine(measure=measure, values=tuple(None if value is None else count(value) for value in values))
            for measure, values in lines
        ),
    )


def _referrals() -> Referrals:
    sources = _groups(
        ("GP practice", 634), ("Self-referral", 288), ("Voluntary, community or social enterprise organisation", 141),
        ("Hospital, including emergency department", 122), ("Another mental health team of the same system", 117),
        ("Local authority social care", 58), ("Carer or relative", 33), ("Police, probation or court", 12), ("Not known", 2),
    )  # fmt: skip
    reasons = _groups(("Duplicate request", 11), ("Another service is needed", 24), ("Incomplete", 8), ("Reason not recorded", 3))
    return Referrals(
        readings=(
            Reading(measure=RECEIVED, period=QUARTER, value=count(1407), previous=count(1322)),
            Reading(measure=REJECTED, period=QUARTER, value=count(46), previous=count(71), compared_with="Aim: none"),
            Reading(measure=REJECTED_SHARE, period=QUARTER, value=percent(46, 1407), previous=percent(71, 1322), compared_with="Aim: 0%"),
        ),
        by_source=Breakdown(measure=RECEIVED, period=QUARTER, by="Source of referral", groups=sources),
        rejected_by_reason=Breakdown(measure=REJECTED, period=QUARTER, by="Reason", groups=reasons),
        trend=_trend((RECEIVED, (402, 388, 431, 455, 447, 371, 433, 440, 449, 458, 470, 479))),
    )


def _readings(*ids: str) -> tuple[Reading, ...]:
    return tuple(_reading(row) for row in WAIT_ROWS if row[0] in ids)


def _reading(row: tuple[object, ...]) -> Reading:
    key, title, counts, unit, now, now_link, then, then_link = row
    measure = Measure(id=f"wait.{key}", code=str(key).upper()[:5] + str(key)[5:], title=str(title), counts=str(counts), source=NATIONAL_WAITS)
    return Reading(
        measure=measure,
        period=ROLLING if key in ROLLING_IDS else MONTH,
        value=_published(unit, now, now_link),
        previous=_published(unit, then, then_link),
        compared_with="Local aim: 75%" if key == "mrs01b" else "",
    )


def _published(unit: object, value: object, link: object) -> Published:
    if isinstance(value, tuple):
        return percent(*value)
    if unit == "days":
        assert isinstance(value, int | float)
        assert isinstance(link, int)
        return linked(value, link)
    assert isinstance(value, int)
    return count(value)


def _waits() -> Waits:
    by_id = {reading.measure.id.removeprefix("wait."): reading.measure for reading in _readings(*(row[0] for row in WAIT_ROWS))}
    lengths = _groups(
        ("Up to 4 weeks", 336), ("Over 4, up to 12 weeks", 402), ("Over 12, up to 18 weeks", 171), ("Over 18, up to 52 weeks", 247),
        ("Over 52, up to 78 weeks", 59), ("Over 78, up to 104 weeks", 15), ("Over 104 weeks", 3),
    )  # fmt: skip
    parts = _groups(("Contact", 301), ("First outcome measure", 922), ("Assessment", 640), ("Care plan or intervention", 788))
    return Waits(
        finished=_readings("mrs01", "mrs01a", "mrs01b"),
        open=_readings("mrs02", "mrs02a", "mrs02b", "mrs02c", "mrs02d", "mrs02e", "mrs02f"),
        second_contact=_readings("mrs03", "mrs03a", "mrs03b", "mrs07a", "mrs07c", "mrs07e", "mrs15"),
        spells=_readings("mrs20", "mrs21", "mrs22"),
        open_by_length=Breakdown(measure=by_id["mrs02"], period=MONTH, by="Time waited", groups=lengths),
        missing_component=Breakdown(measure=by_id["mrs02"], period=MONTH, by="Part still missing", groups=parts),
        trend=_trend(
            (by_id["mrs02"], (1410, 1404, 1398, 1380, None, 1361, 1333, 1329, 1302, 1290, 1261, 1233)),
            (by_id["mrs03"], (960, 958, 949, 933, None, 940, 921, 917, 904, 899, 880, 871)),
        ),
    )


def _equalities() -> Equalities:
    rows: dict[str, dict[str, tuple[int, int, int]]] = {
        "Age band": {"18 to 25": (371, 74, 143), "26 to 64": (1408, 281, 270), "65 and over": (307, 57, 198)},
        "Gender": {
            "Female": (1184, 233, 120), "Male": (862, 171, 144), "Non-binary": (22, 5, 160), "Other": (4, 1, 99), "Not known": (14, 2, 75),
        },
        "Ethnic group": {
            "White": (1611, 322, 150), "Mixed or multiple": (71, 14, 140), "Asian or Asian British": (148, 27, 160),
            "Black, Black British, Caribbean or African": (129, 23, 170), "Other ethnic group": (38, 8, 133), "Not stated": (61, 13, 90),
            "Not known": (28, 5, 88),
        },
        "Neighbourhood deprivation, in fifths": {
            "1, most deprived": (611, 113, 175), "2": (498, 97, 160), "3": (402, 82, 150), "4": (331, 69, 140), "5, least deprived": (214, 46, 120),
            "Not known": (30, 5, 99),
        },
        "Core20": {"Core20": (611, 113, 175), "Rest of England": (1445, 294, 148), "Not known": (30, 5, 99)},
    }  # fmt: skip
    waits = {reading.measure.id: reading.measure for reading in _readings("mrs01", "mrs01b", "mrs02", "mrs03a")}
    return Equalities(
        measures=(TWO_CONTACTS, waits["wait.mrs01"], waits["wait.mrs01b"], waits["wait.mrs02"], waits["wait.mrs03a"]),
        periods=(YEAR, ROLLING, ROLLING, MONTH, MONTH),
        characteristics=tuple(
            Characteristic(name, tuple((group, _figures(*numbers)) for group, numbers in groups.items())) for name, groups in rows.items()
        ),
    )


def _figures(people: int, stops: int, days: int) -> tuple[Published, ...]:
    waiting = people * 3 // 5
    return (count(people), count(stops), percent(stops * 52 // 100, stops), count(waiting), linked(days / 2, waiting * 7 // 10))


def _admissions() -> Admissions:
    source = "MHSDS; national definitions MHS106 and MHS107"
    rows = (
        ("mhs106", "MHS106", "Admissions", "Admissions to adult acute, older adult acute and psychiatric intensive care beds in the period.", count(118), count(131)),
        ("mhs106b", "MHS106b", "Admissions without earlier contact", "Of those, people with no community contact 3 to 365 days before admission.", count(27), count(39)),
        ("mhs107b", "MHS107b", "Share without earlier contact", "Admissions without earlier contact, divided by all admissions.", percent(27, 118), percent(39, 131)),
    )  # fmt: skip
    return Admissions(
        readings=tuple(
            Reading(
                measure=Measure(id=f"admissions.{key}", code=code, title=title, counts=words, source=source),
                period=ROLLING,
                value=value,
                previous=previous,
                compared_with="Falling" if key == "mhs107b" else "",
            )
            for key, code, title, words, value, previous in rows
        )
    )


def _data_state() -> DataState:
    providers = (("Fenmoor Community and Mental Health NHS Trust", 48211), ("Vale Partnership NHS Trust", 30177), ("Harbour Minds (VCSE)", 2040))
    submissions = tuple(
        Submission(
            provider=name,
            month=month,
            read_at=None if name.startswith("Harbour") and month.month == 6 else datetime(2025, month.month + 1, 1, 9, 30, tzinfo=UTC),
            rows_read=rows + 311 * place,
            rows_taken=rows + 311 * place - 16 - place,
            rows_warned=40 + place,
            rows_refused=16 + place,
        )
        for name, rows in providers
        for place, month in enumerate(QUARTER.months)
    )
    return DataState(
        submissions=submissions,
        run_reference="Night run 418",
        run_finished_at=AS_AT,
        definition_version="National community waits, September 2025; access and admissions, September 2025",
        notes=("Harbour Minds has not sent June 2025, so its contacts in June are not counted.",),
    )


