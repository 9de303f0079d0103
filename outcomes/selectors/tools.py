"""Assessment tools that a score may be recorded for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from hubs.models import AssessmentTool
from hubs.selectors.kept import Kept
from outcomes.rules import dialog, goals, ranges

# Offered when a contact is logged: the three national outcome measures first, then what adult teams use most.
# The names of the tools are those of the national list; a code outside these can be recorded by other ways
# in.
OFFERED: Mapping[str, str] = {
    "DIALOG": "DIALOG",
    "ReQoL": "ReQoL",
    "Goal Based Outcomes (GBO)": "Goal based outcomes",
    "Patient Health Questionnaire (PHQ-9)": "PHQ-9",
    "Genralised Anxiety Disorder 7 (GAD-7)": "GAD-7",
    "Clinical Outcomes in Routine Evaluation 10 (CORE 10)": "CORE-10",
    "Questionnaire about the Process of Recovery (QPR)": "QPR",
    "Short Warwick-Edinburgh Mental Well-being Scale (SWEMWBS)": "SWEMWBS",
}
# More would not be read: the searcher is asked for another word.
MOST_FOUND = 50
SINGLE_SCORE = frozenset({"PHQ-9", "GAD-7", "CORE-10", "QPR", "SWEMWBS"})


@dataclass(frozen=True)
class Tool:
    """``low`` and ``high`` are the scale that is scored by, None where the national list gives none."""

    code: str
    group: str
    label: str
    low: float | None
    high: float | None

    @property
    def name(self) -> str:
        return self.label if self.label == self.group else f"{self.group}: {self.label}"

    @property
    def range_in_words(self) -> str:
        return "" if self.low is None or self.high is None else f"{self.low:g} to {self.high:g}"


def choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """The options of a select, in groups, each with the range its score may have."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for tool in offered().values():
        words = f"{tool.name} ({tool.range_in_words})" if tool.range_in_words else tool.name
        groups.setdefault(tool.group, []).append((tool.code, words))
    return [("", "No score"), *groups.items()]


def names(codes: Sequence[str]) -> dict[str, str]:
    """What tools are called, by code; one query for codes that are not among the offered ones."""
    known = {code: tool.name for code, tool in offered().items() if code in codes}
    others = set(codes) - known.keys()
    if others:
        rows = AssessmentTool.objects.filter(code__in=others).values_list("code", "tool", "term")
        known |= {code: f"{tool}: {term}" for code, tool, term in rows}
    return {code: known.get(code, f"SNOMED CT {code}") for code in codes}


def find(code: str) -> Tool | None:
    """A tool of the national list that is in use; one query for those that are not among the offered."""
    if known := offered().get(code):
        return known
    row = AssessmentTool.objects.filter(code=code, in_v6=True).first()
    return _tool(row) if row else None


def search(text: str) -> list[Tool]:
    """The tools in use whose name holds every word, or that have this code; DIALOG and goals have pages of their own.
    One query.
    """
    words = text.split()
    if not words:
        return []
    rows = AssessmentTool.objects.filter(in_v6=True).exclude(code__in=[*dialog.BY_CODE, *goals.NUMBERS])
    for word in words:
        rows = rows.filter(Q(tool__icontains=word) | Q(term__icontains=word) | Q(code=word))
    return [_tool(row) for row in rows[:MOST_FOUND]]


def totals() -> list[Tool]:
    """The offered tools that are recorded as a total: all but DIALOG and goals."""
    return [tool for tool in offered().values() if tool.code not in {*dialog.BY_CODE, *goals.NUMBERS}]


def _read() -> dict[str, Tool]:
    order = list(OFFERED)
    rows = AssessmentTool.objects.filter(tool__in=order, in_v6=True).exclude(term__contains="child")
    tools = [_tool(row) for row in sorted(rows, key=lambda row: (order.index(row.tool), row.code))]
    return {tool.code: tool for tool in tools}


def _tool(row: AssessmentTool) -> Tool:
    group = OFFERED.get(row.tool, row.tool)
    label = group if group in SINGLE_SCORE else row.term
    low, high = (None if limit is None else float(limit) for limit in (row.low, row.high))
    if high is not None:
        high = min(high, ranges.SCORED_UP_TO.get(row.tool, high))
    return Tool(row.code, group, label, low, high)


# The offered tools by code, in the order of OFFERED.
offered = Kept(_read)
