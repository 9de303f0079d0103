"""Where a team usually meets people (ACTIVITY LOCATION TYPE): a first guess that saves typing, never a
rule.
"""

from __future__ import annotations

HOME, GP_PRACTICE, CLINIC, CHARITY = "A01", "C01", "E01", "N03"

_OF_TEAM_TYPE: dict[str, str] = {
    "A02": HOME,
    "A05": GP_PRACTICE,
    "A08": HOME,
    "A09": HOME,
    "A15": HOME,
    "D08": "N01",
}
# Offered before the rest of a list of fifty.
COMMON = (CLINIC, GP_PRACTICE, HOME, "B01", CHARITY, "X01")


def usual(team_type: str, organisation_kind: str = "") -> str:
    """The likely place, from the type of the team and the kind of organisation it belongs to."""
    if organisation_kind == "vcse":
        return CHARITY
    return _OF_TEAM_TYPE.get(team_type, CLINIC)
