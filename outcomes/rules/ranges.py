"""Which scores a tool can have. Nationally a score outside the range is kept with a warning, and counts nowhere;
nobody types one here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from outcomes.rules import dialog

# The highest score that counts, where the national intake takes more: DIALOG has seven points, and an 8 is no valid
# score (nhsengland/MHSDS, CMH PROMs Dashboard).
SCORED_UP_TO: Mapping[str, int] = {"DIALOG": dialog.HIGHEST}
# PERSON SCORE holds at most five characters.
_NUMBER = re.compile(r"[0-9]{1,5}|[0-9]{1,3}\.[0-9]{1,3}")
NOT_A_NUMBER = "Score must be a number of at most 5 characters, like 4 or 12.5"


def problem(score: str, low: float | None, high: float | None) -> str:
    """Why the tool cannot have this score, in a sentence; empty when it can."""
    text = score.strip()
    if len(text) > 5 or not _NUMBER.fullmatch(text):
        return NOT_A_NUMBER
    if low is not None and high is not None and not low <= float(text) <= high:
        return f"Score must be between {low:g} and {high:g} for this tool"
    return ""
