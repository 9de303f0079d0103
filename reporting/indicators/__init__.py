"""Every figure of the night: one declaration each, beside the rows it is counted over."""

from __future__ import annotations

from collections.abc import Mapping

from reporting.indicators.declaration import Direction, Indicator, Measure, Split, Unit
from reporting.indicators.families import FAMILIES, Family

INDICATORS: Mapping[str, Indicator] = {one.id: one for family in FAMILIES for one in family.indicators}

__all__ = ["FAMILIES", "INDICATORS", "Direction", "Family", "Indicator", "Measure", "Split", "Unit"]
