"""The night, run in a test, and its values as they are asked about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hubs.selectors.staff import system_actor
from hubs.tenancy import current_tenant_id
from reporting.actions import night
from reporting.models import IndicatorValue, NightlyRun

JUNE = date(2025, 6, 30)


def compute(as_at: date = JUNE, months: int | None = 1) -> NightlyRun:
    """The night of the tenant in force: this many months, or those that need it."""
    return night.run(by=system_actor(current_tenant_id()), as_at=as_at, months=months)


def value(
    indicator: str,
    *,
    on: date = JUNE,
    level: str = "tenant",
    code: str = "",
    breakdown: str = "",
    group: str = "",
) -> IndicatorValue | None:
    found: IndicatorValue | None = IndicatorValue.objects.filter(
        indicator=indicator, period_end=on, level=level, level_code=code, breakdown=breakdown, group=group
    ).first()
    return found


def number(indicator: str, **where: object) -> Decimal | None:
    """The value, which must be there; None where there is nothing to divide by."""
    found = value(indicator, **where)  # type: ignore[arg-type]
    assert found is not None, f"no value of {indicator} for {where}"
    return found.value if found.value is None else found.value.normalize() + 0


def groups(indicator: str, breakdown: str, **where: object) -> dict[str, int]:
    """The counts of the groups of a breakdown."""
    narrowed: dict[str, Any] = {"on": JUNE, "level": "tenant", "code": "", **where}
    found = IndicatorValue.objects.filter(
        indicator=indicator,
        breakdown=breakdown,
        period_end=narrowed["on"],
        level=narrowed["level"],
        level_code=narrowed["code"],
    )
    return {one.group: int(one.numerator or 0) for one in found}
