"""Help that a meeting gives at once, with a day to check back how it was."""

from __future__ import annotations

from collections.abc import Mapping

HELP: Mapping[str, str] = {
    "advice": "Advice",
    "brief": "Brief intervention",
    "signposting": "Signposting",
}


def in_words(kind: str, what: str) -> str:
    """What was done, as it stands in the next step. KeyError for a kind that does not exist."""
    return f"{HELP[kind]}: {what.strip()}"
