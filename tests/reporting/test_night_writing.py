"""What a night writes of a month that it has made before: what is new or differs, and nothing else."""

from __future__ import annotations

import pytest
from django.db import connection

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from reporting.models import IndicatorValue, ReferralFact
from tests.reporting.clock_world import Story, reference_data
from tests.reporting.night_world import compute


def places() -> dict[int, str]:
    """Where the row of each referral lies, which is another place once it has been written again."""
    with connection.cursor() as cursor:
        cursor.execute("select referral_id, ctid::text from reporting_referralfact")
        return dict(cursor.fetchall())


@pytest.mark.django_db
def test_only_what_differs_is_written_again(tenant: Tenant) -> None:
    reference_data()
    with in_tenant(tenant.pk):
        referrals = [Story().referred("2025-05-01").pk for _ in range(4)]
        compute()
        facts = ReferralFact.objects.order_by("referral_id")
        made, before = list(facts.values()), places()
        facts.filter(referral_id=referrals[0]).update(contacts_ever=99, place_code="elsewhere")
        facts.filter(referral_id=referrals[1]).delete()
        ReferralFact.objects.create(**{**made[3], "id": None, "referral_id": referrals[3] + 1})
        values = IndicatorValue.objects.filter(level="tenant", breakdown="")
        values.filter(indicator="access.caseload").update(numerator=77)
        values.filter(indicator="access.referrals").delete()
        run = compute()
        assert run.values_written == 2
        again = list(facts.values())
        assert [{**row, "id": 0} for row in again] == [{**row, "id": 0} for row in made]
        assert {referral for referral, place in places().items() if before[referral] == place} == set(
            referrals[2:]
        )
