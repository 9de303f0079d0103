"""What is done in the background: each task is one call to an action."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from hubs.models import Tenant
from hubs.selectors.staff import system_actor
from hubs.tenancy.tasks import TenantTask
from referrals.actions import drafts


@shared_task
def clear_old_drafts() -> None:
    """A task for each tenant, so that one tenant's failure never stops another's."""
    for tenant in Tenant.objects.values_list("pk", flat=True):
        clear_drafts_of_tenant.send_to(tenant)


@shared_task(bind=True, base=TenantTask)
def clear_drafts_of_tenant(self: TenantTask) -> int:
    """How many drafts of one tenant were too old to be kept."""
    with self.in_tenant():
        return drafts.clear(by=system_actor(self.tenant_id, "nightly"), now=timezone.now())
