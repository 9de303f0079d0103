"""Which months a night makes anew: those that what was recorded, corrected or voided can have changed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from reporting.models import ComputedMonth, IndicatorValue
from tests.factories import ground, record
from tests.reporting.night_world import compute, number
from tests.reporting.restate_world import (
    CHANGES,
    JUNE,
    anns,
    compute_outside,
    computed,
    told,
)

__all__ = ["told"]


@pytest.mark.parametrize("what", CHANGES)
def test_months_that_a_change_is_about_are_made_anew(told: Tenant, what: str) -> None:
    change, expected = CHANGES[what]
    with in_tenant(told.pk):
        change()
    assert computed(told) == expected
    assert computed(told) == []


@pytest.mark.parametrize(
    "what", ["a contact moved", "a referral ended", "an address", "a death", "a record set", "a review done"]
)
def test_made_anew_is_as_made_from_nothing(told: Tenant, what: str) -> None:
    with in_tenant(told.pk):
        CHANGES[what][0]()
    compute_outside(told, JUNE)
    with in_tenant(told.pk):
        restated = values()
        IndicatorValue.objects.all().delete()
        ComputedMonth.objects.all().delete()
    compute_outside(told, JUNE)
    with in_tenant(told.pk):
        assert values() == restated


def values() -> list[tuple[object, ...]]:
    columns = [
        field.name for field in IndicatorValue._meta.concrete_fields if field.name not in ("id", "run")
    ]
    return sorted(IndicatorValue.objects.values_list(*columns), key=str)


def test_unchanged_values_keep_their_run_and_others_name_the_new_one(told: Tenant) -> None:
    with in_tenant(told.pk):
        before = {one.pk: one.run_id for one in IndicatorValue.objects.filter(period_end=JUNE)}
        record.contact(referral=anns(), occurred_on=date(2025, 6, 9))
    compute_outside(told, JUNE)
    with in_tenant(told.pk):
        now = IndicatorValue.objects.filter(period_end=JUNE, run_id__in=set(before.values()))
        assert 0 < now.count() < len(before)


def test_rows_that_are_no_longer_made_go(told: Tenant) -> None:
    with in_tenant(told.pk):
        hub = ground.hub(code="for-a-week")
    compute_outside(told, JUNE)
    with in_tenant(told.pk):
        assert IndicatorValue.objects.filter(level_code="for-a-week").exists()
        place = hub.place
        hub.delete()
        place.delete()
    compute_outside(told, JUNE)
    with in_tenant(told.pk):
        assert not IndicatorValue.objects.filter(level_code="for-a-week").exists()


def test_what_commits_after_the_night_began_is_seen_by_the_next(told: Tenant) -> None:
    """A long import that was at work while the night ran carries the time it began, not the time it committed."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("begin")
            cursor.execute("select set_config('app.tenant_id', %s, true)", [str(told.pk)])
            cursor.execute(
                "update referrals_referral"
                " set discharged_on = '2025-06-20', closed_with = 'person', closure_reason = '02'"
            )
            cursor.execute("update referrals_holding set until = now()")
            assert computed(told, date(2025, 7, 1)) == ["2025-07"]
            cursor.execute("commit")
    finally:
        other.close()
    assert computed(told, date(2025, 7, 1)) == ["2025-06", "2025-07"]
    with in_tenant(told.pk), transaction.atomic():
        assert number("wait.mrs05", on=date(2025, 7, 31)) == 2


def test_tenants_do_not_see_each_other_s_night(told: Tenant) -> None:
    stranger = ground.tenant()
    compute_outside(stranger, JUNE)
    with in_tenant(stranger.pk):
        assert number("wait.mrs06") == 0
        assert ComputedMonth.objects.count() == 1
    with in_tenant(told.pk):
        assert number("wait.mrs06") == 2


def test_first_month_of_a_tenant_is_made_when_nothing_is_there(in_a_tenant: Tenant) -> None:
    assert compute(months=None).months == ["2025-06"]
