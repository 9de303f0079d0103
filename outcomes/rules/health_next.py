"""Who does the next physical health check.

Secondary care does it in the first twelve months and while somebody is unstable, and for everybody in hospital; the
GP practice does it otherwise (the agreed division of 2024/25, improvinglivesnw.org.uk/severe-mental-illness).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from outcomes.rules.health import CheckedBy
from outcomes.rules.health_states import year_before


@dataclass(frozen=True)
class Proposal:
    """Who should do it, and why, in a sentence without its full stop."""

    by: CheckedBy
    why: str


def propose(
    *, secondary_since: dt.date | None, unstable: bool, in_hospital: bool, today: dt.date
) -> Proposal:
    """From the day secondary care began, whether the person is unstable, and whether they are in hospital now."""
    if in_hospital:
        return Proposal(CheckedBy.SECONDARY, "The person is in hospital")
    if unstable:
        return Proposal(CheckedBy.SECONDARY, "The person is unstable")
    if secondary_since and year_before(today) < secondary_since <= today:
        return Proposal(CheckedBy.SECONDARY, "It is the first 12 months of secondary care")
    return Proposal(
        CheckedBy.GP, "Secondary care does it only in the first 12 months or while somebody is unstable"
    )
