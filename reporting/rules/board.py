"""Which figures a dashboard shows, in which order, and the questions that its charts ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from reporting.rules.dashboard import KeyFigure, Panel, View
from reporting.rules.described import ALL_AREAS
from reporting.rules.periods import add_months, iter_months
from reporting.rules.stored_values import Value

# A year and the month a year before, so that a month can be compared with its own season.
MONTHS = 13
SHARE, OPEN, OVER_YEAR = "wait.mrs01b", "wait.mrs02", "wait.mrs02e"
MEDIAN, P90, WAITING_FOR_SECOND = "wait.mhs125", "wait.mhs126", "wait.mrs03"
LENGTH, COMPONENTS = "wait.open_by_length", "wait.components"
RECEIVED, REJECTED = "access.referrals", "access.rejected"
SEEN, SEEN_TRANSFORMED, CASELOAD = "access.mhs108", "access.two_contacts_transformed", "access.caseload"
PAIRED, IMPROVED = "outcome.paired", "outcome.reliable_change"
MEANS_FIRST, MEANS_LATEST = "outcome.dialog_domain_means.first", "outcome.dialog_domain_means"
COPRODUCED, CRISIS_PLAN = "plan.coproduced", "plan.crisis_plan"
REVIEWED, ACTIONS = "plan.review_on_time", "plan.actions_done"
CHECKED, CHECKS = "phc.complete", "phc.each"
EMPLOYMENT, THERAPY = "ips.share_supported", "therapy.smi"
INDICATORS = (
    *(SHARE, OPEN, OVER_YEAR, MEDIAN, P90, WAITING_FOR_SECOND, LENGTH, COMPONENTS),
    *(RECEIVED, REJECTED, SEEN, SEEN_TRANSFORMED, CASELOAD),
    *(PAIRED, IMPROVED, MEANS_FIRST, MEANS_LATEST, COPRODUCED, CRISIS_PLAN, REVIEWED, ACTIONS),
    *(CHECKED, CHECKS, EMPLOYMENT, THERAPY),
)
BREAKDOWNS = ("length", "component", "source", "domain", "doer", "check")

Names = Mapping[str, Mapping[str, str]]


def key_figures(view: View) -> tuple[KeyFigure, ...]:
    """The numbers that stand above the charts."""
    return (
        view.figure(SHARE, detail=_of(view.base(SHARE), "waits that ended")),
        view.figure(OPEN, note=_if(view.value(OVER_YEAR), f"{view.text(OVER_YEAR)} for more than a year")),
        view.figure(
            MEDIAN,
            note=_if(
                view.value(P90), f"Nine in ten within {view.text(P90)}; {view.base(MEDIAN)} second contacts"
            ),
        ),
        view.figure(WAITING_FOR_SECOND),
        view.figure(RECEIVED),
        view.figure(REJECTED, detail=_of(view.base(REJECTED), "received")),
        view.figure(SEEN),
        view.figure(CASELOAD),
    )


def sections(view: View, names: Names) -> tuple[tuple[str, tuple[Panel, ...]], ...]:
    """The charts under their headings; ``names`` of the groups of each breakdown, in their order."""
    months = shown_months(view.month.start)
    return (
        ("Who is waiting now", _waiting(view, names)),
        ("Waits for help over time", _waits(view, months)),
        ("Who is reached, and how soon", _reached(view, months)),
        ("Who comes, and who is held", _held(view, months, names)),
        ("Outcomes and plans", _outcomes(view, months, names)),
        ("Physical health and work", _health(view, months, names)),
    )


def _waiting(view: View, names: Names) -> tuple[Panel, ...]:
    return (
        view.bars(
            LENGTH, "length", "How long have people waited so far?", by="Time waited", names=names["length"]
        ),
        view.bars(
            COMPONENTS,
            "component",
            "What do open waits still lack?",
            by="Still missing",
            names=names["component"],
        ),
    )


def _waits(view: View, months: Sequence[dt.date]) -> tuple[Panel, ...]:
    return (
        view.line("What share of waits ended within four weeks?", months, {SHARE: "Within four weeks"}),
        view.line("How many people are waiting for help?", months, {OPEN: "Waiting"}),
    )


def _reached(view: View, months: Sequence[dt.date]) -> tuple[Panel, ...]:
    return (
        view.line(
            "How long did people wait for their second contact?",
            months,
            {MEDIAN: "Half waited no longer", P90: "Nine in ten waited no longer"},
        ),
        view.line(
            "How many people had two or more contacts?",
            months,
            {SEEN: "All networks", SEEN_TRANSFORMED: "Where the new model runs"},
        ),
    )


def _held(view: View, months: Sequence[dt.date], names: Names) -> tuple[Panel, ...]:
    return (
        view.bars(
            RECEIVED,
            "source",
            "Where did referrals come from?",
            by="Source of referral",
            names=names["source"],
        ),
        view.line("How many people do the teams hold?", months, {CASELOAD: "On the caseload"}),
    )


def _outcomes(view: View, months: Sequence[dt.date], names: Names) -> tuple[Panel, ...]:
    return (
        view.line(
            "Do we know whether people are better, and are they?",
            months,
            {PAIRED: "Referrals with two scores to compare", IMPROVED: "Scores that improved"},
        ),
        view.bars(
            IMPROVED,
            "domain",
            "In which areas of life do people say that things are better?",
            by="Area of life",
            names=names["domain"],
        ),
        view.shifts(
            MEANS_FIRST,
            MEANS_LATEST,
            "domain",
            "How satisfied are people with the areas of their life, at first and now?",
            by="Area of life",
            names=names["domain"],
            whole=ALL_AREAS,
        ),
        view.line(
            "How many people have a plan of their own?",
            months,
            {COPRODUCED: "A current plan that they agreed", CRISIS_PLAN: "A crisis plan"},
        ),
        view.line(
            "Does what was agreed happen by its day?",
            months,
            {REVIEWED: "Plans looked at again", ACTIONS: "Actions done"},
        ),
        view.bars(
            ACTIONS,
            "doer",
            "Who does what was agreed by its day?",
            by="Who was to do it",
            names=names["doer"],
        ),
    )


def _health(view: View, months: Sequence[dt.date], names: Names) -> tuple[Panel, ...]:
    return (
        view.line(
            "How many people with severe mental illness had all six physical health checks?",
            months,
            {CHECKED: "All six in twelve months"},
        ),
        view.bars(CHECKS, "check", "Which checks are done?", by="Check", names=names["check"]),
        view.line(
            "How many of the people seen had help with work, or a psychological therapy?",
            months,
            {EMPLOYMENT: "Employment support", THERAPY: "A psychological therapy"},
        ),
    )


def shown_months(month: dt.date) -> tuple[dt.date, ...]:
    """First days of the months of the charts, the month shown last."""
    return tuple(iter_months(add_months(month, 1 - MONTHS), month))


def _of(base: str, what: str) -> str:
    return f"of {base} {what}" if base else ""


def _if(value: Value | None, words: str) -> str:
    return words if value else ""
