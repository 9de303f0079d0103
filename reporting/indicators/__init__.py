"""Every figure of the night: one declaration each, beside the rows it is counted over."""

from __future__ import annotations

from collections.abc import Mapping

from reporting.indicators import (
    admissions,
    groups,
    health,
    outcomes,
    person_rows,
    plans,
    referral_rows,
    waits,
)
from reporting.indicators.declaration import Direction, Indicator, Measure, Split, Unit
from reporting.indicators.families import FAMILIES, Family

# The temporary lists of a night in the order they are made: each may read those before it.
LISTS: Mapping[str, str] = {
    **groups.LISTS,
    **referral_rows.LISTS,
    **person_rows.LISTS,
    **waits.LISTS,
    **admissions.LISTS,
    **outcomes.LISTS,
    **plans.LISTS,
    **health.LISTS,
}
INDICATORS: Mapping[str, Indicator] = {one.id: one for family in FAMILIES for one in family.indicators}

__all__ = ["FAMILIES", "INDICATORS", "LISTS", "Direction", "Family", "Indicator", "Measure", "Split", "Unit"]
