"""What a migration may see of the tenants' rows, and for how long."""

from __future__ import annotations

import os

import psycopg
import pytest

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from hubs.tenancy.migrations import across_tenants
from tests.factories import record


@pytest.mark.django_db(transaction=True)
def test_the_owner_sees_every_row_within_the_statement_alone(tenant: Tenant, other_tenant: Tenant) -> None:
    for one in (tenant, other_tenant):
        with in_tenant(one.pk):
            record.person()
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        assert owner.execute("select tenant_id from referrals_person").fetchall() == []
        owner.execute(
            across_tenants(
                "create temporary table found as select tenant_id from referrals_person;", "referrals_person"
            )
        )
        assert owner.execute("select tenant_id from referrals_person").fetchall() == []
        found = owner.execute("select tenant_id from found order by 1").fetchall()
        owner.rollback()
    assert found == [(tenant.pk,), (other_tenant.pk,)]
