"""Needs under the Care Act 2014, as information for whoever assesses: the council decides.

The Care and Support (Eligibility Criteria) Regulations 2015, regulation 2(1): needs are eligible when they arise from a
physical or mental impairment or illness, when because of them the adult cannot achieve two or more of the ten
outcomes of regulation 2(2), and when there is or is likely to be a significant impact on their wellbeing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

OUTCOMES = 10
ENOUGH = 2


@dataclass(frozen=True)
class Eligibility:
    """How many outcomes were looked at, and how many the person cannot achieve."""

    looked_at: int
    cannot: int

    @property
    def enough(self) -> bool:
        """Whether the second condition of the regulations is met."""
        return self.cannot >= ENOUGH

    @property
    def words(self) -> str:
        if not self.looked_at:
            return "No outcome has been looked at yet"
        found = f"{self.cannot} of {self.looked_at} outcomes looked at cannot be achieved"
        if self.enough:
            return (
                f"{found}. Two or more make needs eligible when they come from an illness or impairment and weigh "
                "on the person’s wellbeing: ask the council to decide"
            )
        if self.looked_at < OUTCOMES:
            return f"{found}. {OUTCOMES - self.looked_at} are still to be looked at"
        return f"{found}. The regulations ask for two or more; needs below that can still be met"


def eligibility(can_achieve: Mapping[str, bool]) -> Eligibility:
    """From what was answered, by outcome (referrals.models.assessment.CareActOutcome)."""
    return Eligibility(len(can_achieve), sum(not can for can in can_achieve.values()))
