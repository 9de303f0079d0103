"""What has changed from a first score to a later one, as it is judged nationally.

A change counts when it is as large as the tool's threshold, up or down; higher is better in each of these tools. A
person has recovered by ReQoL-10 when they began below the cut-off, reached it, and improved. The thresholds are
national counting rules and say nothing of how sure one can be of a single person's change. Tools and items that are
not in the data are not measured for change: among them the three areas of DIALOG that rate the treatment.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.db import models

DATA = Path(__file__).resolve().parents[1] / "data" / "change_rules.csv"


class Change(models.TextChoices):
    IMPROVED = "improved", "Improved"
    UNCHANGED = "unchanged", "No change"
    DETERIORATED = "deteriorated", "Got worse"


@dataclass(frozen=True)
class Rule:
    """How an item is judged: a change of ``at_least`` counts; ``recovered_from`` is the cut-off, where there is one."""

    tool: str
    item: str
    at_least: Decimal
    recovered_from: Decimal | None
    source: str

    @property
    def in_words(self) -> str:
        """The rule's name beside what it says, because it is a rule for counting and no clinical truth."""
        return f"change of {self.at_least:f} or more: national rule"


def _read() -> Mapping[str, Rule]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Rule(
                tool=row["tool"],
                item=row["item"],
                at_least=Decimal(row["change_at_least"]),
                recovered_from=Decimal(row["recovered_from"]) if row["recovered_from"] else None,
                source=row["source"],
            )
            for row in csv.DictReader(file)
        }


# By SNOMED CT code; an item that has had two codes is there by both.
RULES: Mapping[str, Rule] = _read()


def judge(code: str, baseline: Decimal, follow_up: Decimal) -> Change | None:
    """How the change of an item counts; None for one that is not measured for change."""
    rule = RULES.get(code)
    if rule is None:
        return None
    change = follow_up - baseline
    if abs(change) < rule.at_least:
        return Change.UNCHANGED
    return Change.IMPROVED if change > 0 else Change.DETERIORATED


def recovered(code: str, baseline: Decimal, follow_up: Decimal) -> bool | None:
    """Whether this is a recovery; None where none can be: a tool without a cut-off, or a start above it."""
    rule = RULES.get(code)
    if rule is None or rule.recovered_from is None or baseline >= rule.recovered_from:
        return None
    improved = judge(code, baseline, follow_up) == Change.IMPROVED
    return improved and follow_up >= rule.recovered_from


def in_words(code: str, baseline: Decimal, follow_up: Decimal) -> str:
    """The change as one sentence, the national category with the name of its rule."""
    moved = f"From {_plain(baseline)} to {_plain(follow_up)}"
    rule, change = RULES.get(code), judge(code, baseline, follow_up)
    if rule is None or change is None:
        return f"{moved}. Not measured for change nationally"
    return f"{moved}: {change.label.lower()} ({rule.in_words})"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
