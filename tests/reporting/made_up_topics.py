"""The parts of a made-up return on outcomes, plans, health, employment and therapies. No figure is anybody's."""

import csv
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TypedDict

from reporting.rules.periods import Period, iter_months, month_of, parse_quarter, rolling_year
from reporting.rules.return_document import (
    Breakdown,
    CarePlanning,
    Comparison,
    Group,
    Measure,
    Outcomes,
    PhysicalHealth,
    Reading,
    Topic,
    Trend,
    TrendLine,
)
from reporting.rules.suppression import Published, count, linked, percent

QUARTER = parse_quarter("2025-Q1")
MONTH, YEAR = month_of(QUARTER.end), rolling_year(QUARTER.end)
ROWS = tuple(csv.DictReader(Path(__file__).with_name("made_up_topics.csv").read_text().splitlines()))
PERIODS: Mapping[str, Period] = {
    "plan.review_on_time": QUARTER,
    "plan.actions_done": QUARTER,
    "ips": YEAR,
    "therapy": YEAR,
}
AMONG = {
    "outcome": "Two scores are expected of referrals of adults to core community or early intervention teams, received"
    " since April 2019, with two or more attended contacts, that were closed in the month or have been open for 180"
    " days or more at its end.",
    "ips": "Employment support is an attended direct contact on a referral to an employment support team.",
    "therapy": "A psychological therapy is an attended direct contact with a therapy of the national reference set.",
}
CHANGES = (
    "outcome.reliable_change",
    "outcome.reliable_change.unchanged",
    "outcome.reliable_change.deteriorated",
)
MEANS = ("outcome.dialog_domain_means.first", "outcome.dialog_domain_means")
CHECKS = ("phc.each", "phc.each.declined", "phc.each.unsuitable")
# Area of life: improved, unchanged and worse of as many pairs, and the sums of first and latest ratings.
AREAS = {
    "Mental health": (210, 96, 31, 1017, 1483),
    "Physical health": (141, 162, 38, 1330, 1424),
    "Job situation": (98, 201, 29, 1118, 1216),
    "Where I live": (122, 180, 24, 1434, 1533),
    "Leisure activities": (151, 147, 33, 1291, 1456),
    "Friendships": (133, 170, 27, 1287, 1386),
    "Partner and family": (119, 184, 31, 1436, 1503),
    "Personal safety": (64, 240, 3, 1535, 1596),
}
TREATMENT = {
    "Medication": (322, 1385, 1481),
    "Practical help": (4, 13, 18),
    "Meetings with workers": (331, 1688, 1754),
}


class Topics(TypedDict):
    """The parts of a return that came later; None for one without figures."""

    outcomes: Outcomes | None
    plans: CarePlanning | None
    health: PhysicalHealth | None
    employment: Topic | None
    therapies: Topic | None


def topics() -> Topics:
    """As a return takes them."""
    return {
        "outcomes": _outcomes(),
        "plans": CarePlanning(
            readings=_readings("plan."),
            actions_by_doer=_breakdown(
                "plan.actions_done",
                "Who was to do it",
                {
                    "The person": (611, 930),
                    "A worker of the hub": (502, 661),
                    "A partner organisation": (88, 129),
                    "A carer, relative or friend": (3, 13),
                },
            ),
            trend=_trend("plan.coproduced", "plan.crisis_plan", "plan.review_on_time", "plan.actions_done"),
        ),
        "health": PhysicalHealth(
            readings=_readings("phc."), by_check=_checks(), trend=_trend("phc.complete")
        ),
        "employment": Topic(
            readings=_readings("ips."), trend=_trend("ips.started_work", "ips.share_supported")
        ),
        "therapies": Topic(
            readings=_readings("therapy."), trend=_trend("therapy.pd", "therapy.aed", "therapy.smi")
        ),
    }


def _outcomes() -> Outcomes:
    tools = {
        "DIALOG": (330, 130, 220, 64),
        "ReQoL-10": (61, 60, 82, 22),
        "Goal-Based Outcomes": (41, 44, 38, 4),
    }
    return Outcomes(
        readings=_readings("outcome."),
        paired_by_tool=_breakdown(
            "outcome.paired", "Tool", {name: (numbers[0], 642) for name, numbers in tools.items()}
        ),
        change_by_tool=_changes("Tool", {name: numbers[1:] for name, numbers in tools.items()}),
        change_by_area=_changes("Area of life", {name: numbers[:3] for name, numbers in AREAS.items()}),
        dialog_means=Comparison(
            measures=tuple(_measure(one) for one in MEANS),
            period=MONTH,
            by="Area of life",
            rows=(
                ("Eight areas of life together", (_mean(10557, 2575), _mean(12360, 2575))),
                *((name, (_mean(n[3], sum(n[:3])), _mean(n[4], sum(n[:3])))) for name, n in AREAS.items()),
                *(
                    (name, (_mean(first, of), _mean(latest, of)))
                    for name, (of, first, latest) in TREATMENT.items()
                ),
            ),
        ),
        trend=_trend("outcome.paired", "outcome.reliable_change"),
    )


def _checks() -> Comparison:
    numbers = {
        "Weight or BMI": (911, 71, 12),
        "Blood pressure": (902, 66, 9),
        "Alcohol": (850, 61, 2),
        "Smoking": (884, 58, 1),
        "Blood glucose or HbA1c": (741, 78, 20),
        "Lipids (cholesterol)": (732, 68, 17),
    }
    rows = tuple((name, tuple(percent(one, 1090) for one in held)) for name, held in numbers.items())
    return Comparison(measures=tuple(_measure(one) for one in CHECKS), period=MONTH, by="Check", rows=rows)


def _changes(by: str, groups: Mapping[str, tuple[int, ...]]) -> Comparison:
    rows = tuple((name, tuple(percent(one, sum(held)) for one in held)) for name, held in groups.items())
    return Comparison(measures=tuple(_measure(one) for one in CHANGES), period=MONTH, by=by, rows=rows)


def _breakdown(indicator: str, by: str, groups: Mapping[str, tuple[int, int]]) -> Breakdown:
    return Breakdown(
        measure=_measure(indicator),
        period=_period(indicator),
        by=by,
        groups=tuple(Group(name, percent(counted, of)) for name, (counted, of) in groups.items()),
    )


def _mean(total: int, of: int) -> Published:
    return linked(Decimal(total) / of, total, denominator=of, unit="rate")


def _trend(*indicators: str) -> Trend:
    months = tuple(iter_months(YEAR.start, YEAR.end))
    return Trend(
        months=months,
        lines=tuple(TrendLine(measure=_measure(one), values=_rising(one)) for one in indicators),
    )


def _rising(indicator: str) -> tuple[Published | None, ...]:
    """A year that ends with the figure of the quarter."""
    row = _row(indicator)
    now, of = int(row["now"]), int(row["now_of"])
    return tuple(None if place == 4 else percent(now - (11 - place) * now // 40, of) for place in range(12))


def _row(indicator: str) -> Mapping[str, str]:
    return next(row for row in ROWS if row["id"] == indicator)


def _readings(prefix: str) -> tuple[Reading, ...]:
    return tuple(
        Reading(
            measure=_measure(row["id"]),
            period=_period(row["id"]),
            value=_published(row["unit"], row["now"], row["now_of"]),
            previous=_published(row["unit"], row["then"], row["then_of"]),
            compared_with=row["compared_with"],
        )
        for row in ROWS
        if row["id"].startswith(prefix)
    )


def _published(unit: str, value: str, of: str) -> Published:
    if unit == "count":
        return count(int(value))
    return _mean(int(value), int(of)) if unit == "rate" else percent(int(value), int(of))


def _measure(indicator: str) -> Measure:
    row = _row(indicator)
    return Measure(
        id=indicator,
        code="",
        title=row["title"],
        counts=row["counts"],
        source=row["source"],
        among=AMONG.get(indicator.partition(".")[0], ""),
    )


def _period(indicator: str) -> Period:
    return PERIODS.get(indicator) or PERIODS.get(indicator.partition(".")[0], MONTH)
