"""Hubs whose figures have lists of people behind them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hubs.models import Hub, Tenant
from hubs.tenancy import in_tenant
from referrals.models import Referral
from reporting import indicators
from reporting.actions import month as nights
from reporting.models import IndicatorValue
from reporting.rules.months import Month
from reporting.rules.periods import first_day, month_of
from reporting.rules.stored_values import Area
from reporting.selectors import fact_lists
from tests.factories import figures, ground, record
from tests.factories.figures import JUNE
from tests.outcomes.taken import MENTAL_HEALTH, REQOL_10
from tests.reporting.care_world import (
    CBT_FOR_PSYCHOSIS,
    IPS,
    action,
    checked,
    checked_whole,
    employed,
    plan_of,
    rated,
    registered,
    review,
)

LISTED = list(indicators.INDICATORS.values())
AREAS = [("tenant", ""), ("hub", "fylde"), ("hub", "mill"), ("place", "coast"), ("pcn", "U10001")]


def _lives(hub: Hub, number: int) -> None:
    """People of one hub at different points of their way."""
    team = ground.team(hub=hub)
    for place in range(number):
        received = JUNE - timedelta(days=20 * (place + 1))
        # Only record sets bring rejections.
        rejected = {"rejected_on": JUNE, "source_month": first_day(JUNE), "latest_month": first_day(JUNE)}
        referral = record.referral(
            team=team,
            received_on=received,
            source=("A1", "B1", "G4")[place % 3],
            **(rejected if place % 7 == 3 else {}),
        )
        for contact in range(place % 4):
            record.contact(referral=referral, occurred_on=received + timedelta(days=7 * contact + 1))
        if place % 4 > 1:
            record.score(referral=referral, taken_on=received + timedelta(days=3))
            record.plan(
                person=referral.person, provider=referral.provider, created_on=received + timedelta(days=9)
            )
        if place % 5 == 4:
            stay = record.hospital_spell(
                referral=record.referral(person=referral.person, received_on=received), starts_on=received
            )
            record.ward_stay(spell=stay, starts_on=received)
        _care(referral, place)


def _care(referral: Referral, place: int) -> None:
    """Scores, a plan with what is due, physical health checks and employment support, of some of them."""
    for tool, (first, latest) in {MENTAL_HEALTH: (2, 3 - place % 3), REQOL_10: (20, 20 + place)}.items():
        rated(referral, "2025-05-10", first, tool)
        rated(referral, "2025-06-10", latest, tool)
    plan = plan_of(referral.person)
    action(plan, "2025-06-10", *(("done", "2025-06-01") if place % 2 else ()))
    review(plan, "2025-06-12", "2025-06-12" if place % 3 else None)
    registered(referral.person)
    checked_whole(referral.person, but="glucose" if place % 2 else "")
    checked(referral.person, "glucose", "2025-06-01", "unsuitable" if place % 4 == 1 else "declined")
    if place % 3 == 1:
        record.activity(
            contact=record.contact(referral=referral, occurred_on=JUNE),
            procedure=(IPS, CBT_FOR_PSYCHOSIS)[place % 2],
        )
    if place % 5 == 1:
        employed(referral, "2025-06-03")


@pytest.fixture
def computed(tenant: Tenant) -> Tenant:
    """Two hubs, people, and the month's facts and values as the night makes them."""
    with in_tenant(tenant.pk):
        coast = ground.place(code="coast", name="Coast")
        fylde = ground.hub(code="fylde", name="Fylde Coast Hub", place=coast)
        ground.coverage(hub=fylde, pcn=ground.pcn(ods_code="U10001", place=coast))
        _lives(fylde, 14)
        _lives(ground.hub(code="mill", name="Mill Hill Hub"), 6)
        run = figures.run()
        figures.computed_month(run=run)
        nights.compute(Month(JUNE, JUNE), within_days=28, run=run, stage=lambda words: None)
    return tenant


def value(indicator: str, area: tuple[str, str]) -> IndicatorValue:
    level, code = area
    return IndicatorValue.objects.get(
        indicator=indicator, period_end=JUNE, level=level, level_code=code, breakdown=""
    )


def rows(indicator: str, area: tuple[str, str], **narrowed: str) -> int:
    found = fact_lists.behind(indicator)
    assert found is not None
    return fact_lists.rows(found, Area(*area), month_of(JUNE), **narrowed).count()
