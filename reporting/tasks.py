"""What is done in the background: each task is one call to an action."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from django.utils import timezone

from hubs.models import Tenant
from hubs.selectors.staff import system_actor
from hubs.tenancy.tasks import TenantTask
from reporting.actions import night
from reporting.selectors import runs


@shared_task
def start_the_night() -> None:
    """A task for each tenant, so that one tenant's failure never stops another's."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    for tenant in Tenant.objects.values_list("pk", flat=True):
        nightly.send_to(tenant, yesterday.isoformat())


@shared_task
def pick_up_the_night() -> None:
    """Start again, for the tenants whose run was left by a worker that is gone."""
    for tenant, as_at in runs.silent(timezone.now() - night.LEFT_AFTER):
        nightly.send_to(tenant, as_at.isoformat())


@shared_task(bind=True, base=TenantTask)
def nightly(self: TenantTask, as_at: str) -> str:
    """The night of one tenant as at a day."""
    by = system_actor(self.tenant_id, "nightly")
    return night.run(by=by, as_at=dt.date.fromisoformat(as_at)).state
