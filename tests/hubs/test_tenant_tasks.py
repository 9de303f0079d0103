"""A task knows its tenant through chains, groups, retries and tasks sent by tasks, on a real worker and
broker.
"""

from __future__ import annotations

import pytest
from celery import chain, group
from celery.result import AsyncResult

from hubs.models import Tenant
from hubs.tenancy import NoTenant, in_tenant
from tests.factories import ground
from tests.hubs import sample_tasks
from tests.plugins.worker import StartWorker

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def two_tenants() -> tuple[Tenant, Tenant]:
    first, second = ground.tenant(), ground.tenant()
    for tenant in (first, second):
        with in_tenant(tenant.pk):
            ground.place(code=f"only-{tenant.slug}")
    return first, second


def test_tasks_keep_their_tenant(two_tenants: tuple[Tenant, Tenant], start_worker: StartWorker) -> None:
    start_worker("-I", "tests.hubs.sample_tasks")
    first, second = two_tenants
    expected = {tenant.pk: [f"only-{tenant.slug}"] for tenant in two_tenants}

    sent = [(tenant, sample_tasks.places.send_to(tenant.pk)) for tenant in (first, second, first, second)]
    assert [result.get(timeout=20) for _, result in sent] == [expected[tenant.pk] for tenant, _ in sent]

    for tenant in two_tenants:
        with in_tenant(tenant.pk):
            chained = chain(sample_tasks.places.s(), sample_tasks.places.s()).delay()
            grouped = group(sample_tasks.places.s() for _ in range(3)).delay()
            retried = sample_tasks.places_at_second_try.delay()
            nested = sample_tasks.sends_another.delay()
        assert chained.get(timeout=20) == expected[tenant.pk]
        assert grouped.get(timeout=20) == [expected[tenant.pk]] * 3
        assert retried.get(timeout=20) == expected[tenant.pk]
        assert AsyncResult(nested.get(timeout=20)).get(timeout=20) == expected[tenant.pk]


def test_a_task_without_a_tenant_is_refused(
    two_tenants: tuple[Tenant, Tenant], start_worker: StartWorker
) -> None:
    start_worker("-I", "tests.hubs.sample_tasks")
    with pytest.raises(NoTenant, match="sent without a tenant"):
        sample_tasks.places.delay().get(timeout=20)
