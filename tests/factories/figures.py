"""What a night leaves behind: a run, its months, and values as full as real ones. No figure is anybody's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import count
from typing import Any

from hubs.tenancy import current_tenant_id
from reporting import indicators
from reporting.indicators import Indicator, Unit
from reporting.models import AdmissionFact, ComputedMonth, IndicatorValue, NightlyRun, ReferralFact, SpellFact
from reporting.rules.periods import add_months, last_day
from tests.factories import record

JUNE = date(2025, 6, 30)
GROUPS = {
    "age_band": ("18-25", "26-64", "65+"),
    "gender": ("Male", "Female"),
    "ethnic_group": ("White", "Asian"),
    "imd_quintile": ("1", "5"),
    "core20": ("Core20", "Other"),
}
SOURCES = ("A1", "B1", "G4", "missing")
REASONS = ("01", "missing")
_numbers = count(1)


def run(**given: Any) -> NightlyRun:
    """A night that ended well just now."""
    now = datetime.now(UTC)
    times = {"started_at": given.pop("started_at", now), "finished_at": given.pop("finished_at", now)}
    made = NightlyRun.objects.create(**{"as_at": JUNE, "state": "done", **given})
    # The moment of the start is the database's own when the row is made.
    NightlyRun.objects.filter(pk=made.pk).update(**times)
    made.refresh_from_db()
    return made


def computed_month(end: date = JUNE, **given: Any) -> ComputedMonth:
    return ComputedMonth.objects.create(
        **{
            "period_end": end,
            "as_at": end,
            "read_at": datetime(2025, 7, 2, 1, 14, tzinfo=UTC),
            "definitions": "0" * 64,
            "run": given.pop("run", None) or run(),
            **given,
        }
    )


def value(
    indicator: str, counted: int, *, of: int | None = None, end: date = JUNE, **given: Any
) -> IndicatorValue:
    """One stored value; ``of`` is the denominator of a share, or what a median was worked out over."""
    made = _value(indicators.INDICATORS[indicator], counted, of, end, given)
    made.save()
    return made


def _value(one: Indicator, counted: int, of: int | None, end: date, given: dict[str, Any]) -> IndicatorValue:
    exact: Decimal | None = Decimal(counted)
    if one.unit in (Unit.PERCENT, Unit.RATE):
        exact = Decimal(counted) / of if of else None
    period = one.period_of(end)
    return IndicatorValue(
        **{
            "tenant_id": current_tenant_id(),
            "indicator": one.id,
            "definition_version": one.version,
            "period_kind": one.period.value,
            "period_start": period.start,
            "period_end": period.end,
            "level": "tenant",
            "numerator": None if one.unit is Unit.DAYS else Decimal(counted),
            "denominator": None if of is None else Decimal(of),
            "value": exact,
            "as_at": datetime.combine(period.end, time(22, 59, 59), UTC),
            **given,
        }
    )


def month(
    end: date = JUNE, *, level: str = "tenant", code: str = "", scale: int = 100, groups: bool = True
) -> None:
    """Every indicator of an area in a month, with its own groups and those of people, in one statement."""
    where = {"level": level, "level_code": code}
    IndicatorValue.objects.bulk_create(
        each
        for one in indicators.INDICATORS.values()
        for each in _of_indicator(one, end, scale, where, groups=groups)
    )


def _of_indicator(
    one: Indicator, end: date, scale: int, where: dict[str, Any], *, groups: bool
) -> Iterator[IndicatorValue]:
    number = scale + end.month + len(one.id) % 7
    of = number * 3 if one.unit is not Unit.COUNT else None
    if one.unit is Unit.DAYS:
        number = 20 + end.month
    if one.unit is Unit.RATE:
        # Between 4 and 5, on any scale there is.
        of = number // 4
    yield _value(one, number, of, end, where)
    for breakdown, names in _groups(one).items() if groups else ():
        for place, name in enumerate(names):
            part = {**where, "breakdown": breakdown, "group": name}
            counted = number // (place + 2)
            yield _value(one, counted, counted // 4 if one.unit is Unit.RATE else of, end, part)


def _groups(one: Indicator) -> dict[str, tuple[str, ...]]:
    return {**GROUPS, **{split.breakdown: tuple(split.order) or SOURCES for split in one.splits}}


def year(
    end: date = JUNE, *, months: int = 13, level: str = "tenant", code: str = "", scale: int = 100
) -> None:
    """Months that end with one, and for the whole tenant how they were computed; groups of the last three."""
    made = run() if level == "tenant" else None
    for back in range(months):
        day = last_day(add_months(end, -back))
        month(day, level=level, code=code, scale=scale, groups=back < 3)
        if made:
            computed_month(day, run=made)


def _fact(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "period_end": JUNE,
        "person_id": given.pop("person", None) or record.person().pk,
        "age_band": "26-64",
        "gender": "Female",
        "ethnic_group": "White",
        "imd_quintile": "3",
        "core20": "Other",
        **given,
    }


def spell(**given: Any) -> SpellFact:
    """An open wait that began 60 days before the month's end."""
    return SpellFact.objects.create(
        **{
            "provider_id": next(_numbers),
            "started_on": date(2025, 5, 1),
            "ended_on": JUNE,
            "is_open": True,
            "latest_referral_id": next(_numbers),
            "needs_assessment": True,
            "days_open": 60,
            **_fact(given),
        }
    )


def referral(**given: Any) -> ReferralFact:
    """A referral received in the month, not seen yet."""
    return ReferralFact.objects.create(
        **{
            "referral_id": next(_numbers),
            "received_on": date(2025, 6, 2),
            "source": "A1",
            "is_open": True,
            "in_hospital_this_year": False,
            "out_of_hospital": True,
            "contacts_ever": 0,
            "contacts_in_year": 0,
            "contacts_in_month": 0,
            "contacts_transformed": 0,
            **_fact(given),
        }
    )


def admission(**given: Any) -> AdmissionFact:
    return AdmissionFact.objects.create(
        **{"spell_id": next(_numbers), "admitted_on": date(2025, 6, 3), "had_contact": True, **_fact(given)}
    )
