"""The sections of an assurance return on outcomes, care planning, physical health, employment and therapies."""

from __future__ import annotations

from collections.abc import Sequence

from reporting.rules.described import SATISFACTION
from reporting.rules.return_document import CarePlanning, Outcomes, PhysicalHealth, Reading, Topic
from reporting.rules.return_layout import (
    Section,
    breakdown_figure,
    comparison_figure,
    readings_figure,
    shifts_figure,
    trend_figure,
)


def some(readings: Sequence[Reading], *ids: str) -> tuple[Reading, ...]:
    """Those of the readings that are there, in this order."""
    by_id = {reading.measure.id: reading for reading in readings}
    return tuple(by_id[one] for one in ids if one in by_id)


def outcomes(of: Outcomes) -> Section:
    glance = readings_figure("outcome-readings", "Outcomes at a glance", of.readings)
    changes = ("Better", "Same", "Worse")
    return Section(
        id="outcomes",
        title="Outcomes: do people say that life is better?",
        about="What people said of their own lives at first and later, by three scales: DIALOG, ReQoL-10 and goals of"
        " their own. Scores are compared within one referral, so somebody with two referrals counts twice.",
        headlines=some(of.readings, "outcome.paired", "outcome.reliable_change", "outcome.reqol_recovery"),
        figures=(
            glance,
            breakdown_figure(
                "outcome-paired", "Referrals with two scores to compare, by tool", of.paired_by_tool
            ),
            comparison_figure(
                "outcome-tools", "What changed, by tool", of.change_by_tool, changes, after=glance
            ),
            comparison_figure(
                "outcome-areas",
                "What changed, by DIALOG area of life",
                of.change_by_area,
                changes,
                after=glance,
            ),
            shifts_figure(
                "outcome-means", "DIALOG means, at first and now", of.dialog_means, SATISFACTION, after=glance
            ),
            trend_figure("outcome-trend", "Outcomes, month by month", "Per cent", of.trend, after=glance),
        ),
    )


def plans(of: CarePlanning) -> Section:
    glance = readings_figure("plan-readings", "Care planning at a glance", of.readings)
    return Section(
        id="plans",
        title="Care planning: is it agreed and done?",
        about="Whether people have a plan that they made with their workers, and whether what was agreed in it happens"
        " by the day that they chose.",
        figures=(
            glance,
            breakdown_figure(
                "plan-doers", "Actions done by their day, by who was to do them", of.actions_by_doer
            ),
            trend_figure(
                "plan-trend",
                "Care planning, month by month",
                "Per cent",
                of.trend,
                ("A plan that they agreed", "A crisis plan", "Reviews by their day", "Actions by their day"),
                after=glance,
            ),
        ),
    )


def health(of: PhysicalHealth) -> Section:
    glance = readings_figure("health-readings", "Physical health checks at a glance", of.readings)
    return Section(
        id="health",
        title="Physical health checks",
        about="Six checks a year for everybody on the register of severe mental illness. Nationally the register and"
        " the checks come from the systems of GP practices, here from what is recorded in this system.",
        figures=(
            glance,
            comparison_figure(
                "health-checks",
                "Each of the six checks",
                of.by_check,
                ("Done", "Declined", "Not suitable"),
                after=glance,
            ),
            trend_figure(
                "health-trend", "All six checks, month by month", "Per cent", of.trend, after=glance
            ),
        ),
    )


def employment(of: Topic) -> Section:
    return _told(
        of,
        part="employment",
        title="Employment support",
        about="Individual Placement and Support (IPS): help to find paid work, and to keep it.",
        lines=("Led to work", "Of the people seen"),
    )


def therapies(of: Topic) -> Section:
    return _told(
        of,
        part="therapies",
        title="Psychological therapies",
        about="Who had a psychological therapy: on the pathways for complex emotional needs and for eating disorders,"
        " and among all people seen.",
        lines=("Complex emotional needs", "Eating disorders", "All people seen"),
    )


def _told(of: Topic, *, part: str, title: str, about: str, lines: Sequence[str]) -> Section:
    """Readings and months alone; ``lines`` are what the measures are called in the chart."""
    glance = readings_figure(f"{part}-readings", f"{title} at a glance", of.readings)
    months = trend_figure(
        f"{part}-trend", f"{title}, month by month", "Per cent", of.trend, lines, after=glance
    )
    return Section(id=part, title=title, about=about, figures=(glance, months))
