"""Tasks that the worker of test_tenant_tasks runs."""

from __future__ import annotations

from celery import shared_task

from hubs.models import Place
from hubs.tenancy.tasks import TenantTask


@shared_task(bind=True, base=TenantTask)
def places(self: TenantTask, *earlier: object) -> list[str]:
    """The codes of the tenant's places, after whatever an earlier task of a chain gave."""
    with self.in_tenant():
        return sorted(Place.objects.values_list("code", flat=True))


@shared_task(bind=True, base=TenantTask)
def places_at_second_try(self: TenantTask) -> list[str]:
    if self.request.retries == 0:
        raise self.retry(countdown=0)
    with self.in_tenant():
        return sorted(Place.objects.values_list("code", flat=True))


@shared_task(bind=True, base=TenantTask)
def sends_another(self: TenantTask) -> str:
    """Sends a task from inside a tenant, as code under a task does, and says which."""
    with self.in_tenant():
        return str(places.delay().id)
