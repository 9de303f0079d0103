"""What is done in the background: each task is one call to an action."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from hubs.models import Tenant
from hubs.selectors.staff import actor, system_actor
from hubs.tenancy.tasks import TenantTask
from reporting.actions import digests, night, uploads
from reporting.actions import record_sets as reading
from reporting.mhsds.errors import CannotRead
from reporting.selectors import record_sets, runs


@shared_task
def start_the_night() -> None:
    """A task for each tenant, so that one tenant's failure never stops another's."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    for tenant in Tenant.objects.values_list("pk", flat=True):
        nightly.send_to(tenant, yesterday.isoformat())


@shared_task
def remind_in_the_morning() -> None:
    """A task for each tenant, so that one tenant's failure never stops another's."""
    for tenant in Tenant.objects.values_list("pk", flat=True):
        remind_in_tenant.send_to(tenant)


@shared_task(bind=True, base=TenantTask)
def remind_in_tenant(self: TenantTask) -> int:
    """How many workers of one tenant are told this morning that something waits for them."""
    with self.in_tenant():
        return digests.queue_due(by=system_actor(self.tenant_id, "morning"))


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


@shared_task(bind=True, base=TenantTask)
def read_record_set(self: TenantTask, key: str, staff_id: int | None) -> str:
    """Read an uploaded record set, and remove its files."""
    with self.in_tenant():
        record_set = record_sets.find(UUID(key))
        by = actor(self.tenant_id, staff_id)
    if record_set is None:
        return "gone"
    try:
        reading.read_folder(by=by, folder=uploads.folder(record_set.key), record_set=record_set)
    except CannotRead:
        # What was wrong stands in the record set itself, where whoever uploaded it reads it.
        return "failed"
    finally:
        uploads.forget(key=record_set.key)
    return "taken"
