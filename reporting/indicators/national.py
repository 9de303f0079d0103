"""National lists that figures of outcomes, employment and therapies go by, as SQL made from their data files.

They stand in the statements of the night themselves: whenever a file changes, so do the statements, and the night
makes every month anew.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from hubs.rules import team_types
from outcomes.rules import change, dialog

CODES = Path(__file__).resolve().parents[2] / "hubs" / "data" / "codes"

# Qualifier of a procedure that was offered and refused.
REFUSED = "443390004"
# The reference set of psychological therapies that NHS England and the PRSB made for the four-week wait.
THERAPY_REFSET = "1853461000000105"
# Art therapy is in the survey of the workforce alone (PTSMHP), and no therapy of the national count.
NOT_COUNTED = ("65153003",)
# An employment support team (IPS).
IPS_TEAM = "D05"
# A personality disorder service, and community eating disorder services: C03 is the code before April 2024.
CEN_TEAMS, EATING_DISORDER_TEAMS = ("A16",), ("C10", "C03")
# MENTAL HEALTH CARE PLAN TYPE and CARE PLAN CONTENT AGREED BY.
CARE_PLAN, CRISIS_PLAN, THE_PERSON = "10", "12", "10"
# PRIMARY REASON FOR REFERRAL: organic brain disorder.
ORGANIC = "08"

# What a tool is called as a group of a breakdown, from what outcomes/data/change_rules.csv calls it.
TOOLS = {"DIALOG": "DIALOG", "ReQoL-10": "ReQoL-10", "Goal Based Outcomes": "GBO"}


def listed(codes: Iterable[str]) -> str:
    """Codes between the brackets of IN."""
    return ", ".join(f"'{code}'" for code in sorted(codes))


def _column(file: str) -> Iterator[str]:
    with (CODES / file).open(encoding="utf-8", newline="") as rows:
        yield from (row["code"] for row in csv.DictReader(rows))


PROMS_TEAMS = listed(kind.code for kind in team_types.scope().values() if kind.proms)
IPS_PROCEDURES = listed(set(_column("snomed_ips.csv")) - {REFUSED})
THERAPIES = listed(set(_column("snomed_psych_therapies_smi.csv")) - set(NOT_COUNTED))


# SOURCE OF REFERRAL FOR MENTAL HEALTH: what a provider sends beside these is nationally missing or invalid.
SOURCES = listed(_column("source_of_referral_mh.csv"))


def _number(value: Decimal | int | None) -> str:
    return "null" if value is None else str(value)


def _items() -> Iterator[str]:
    """Each coded item of the three tools: its scale where not all that is taken in counts, and its rule of change."""
    for code, rule in change.RULES.items():
        scale = (dialog.LOWEST, dialog.HIGHEST) if code in dialog.BY_CODE else (None, None)
        values = (*scale, rule.at_least, rule.recovered_from)
        yield f"('{code}', '{TOOLS[rule.tool]}', '{rule.item}', {', '.join(map(_number, values))})"
    # The three areas of treatment are paired and shown, and not measured for change.
    for code, item in dialog.BY_CODE.items():
        if code not in change.RULES:
            yield f"('{code}', 'DIALOG', '{item.key}', {dialog.LOWEST}, {dialog.HIGHEST}, null, null)"


PROM_ITEMS = f"""
    (values {", ".join(_items())}) item(code, tool, item, lowest, highest, at_least, recovered_from)
"""
