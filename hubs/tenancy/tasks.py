"""Celery tasks that carry their tenant in the message's headers, through chains, groups and retries."""

from __future__ import annotations

from typing import Any

from celery import Task
from celery.signals import before_task_publish

from hubs.tenancy.context import NoTenant, _current, in_tenant

HEADER = "tenant_id"


@before_task_publish.connect
def _add_tenant(headers: dict[str, Any], **kwargs: Any) -> None:
    """Whatever is sent while a tenant is in force carries it: apply_async, chains, groups, chords and retries alike."""
    context = _current.get()
    if context is not None:
        headers.setdefault(HEADER, context.tenant_id)


class TenantTask(Task):  # type: ignore[type-arg]
    """A task about one tenant. Its body opens ``self.in_tenant()`` round each stretch of database work.

    A body that renders or computes for long must not hold one transaction for its whole life, so none is opened for
    it. Raises NoTenant when the message names no tenant.
    """

    abstract = True

    @property
    def tenant_id(self) -> int:
        """The tenant that the message carries."""
        value = (self.request.headers or {}).get(HEADER) or self.request.get(HEADER)
        if value is None:
            raise NoTenant(f"The task {self.name} was sent without a tenant: send it with send_to(tenant_id).")
        return int(value)

    def in_tenant(self) -> Any:
        """A transaction that sees the tenant of the message."""
        return in_tenant(self.tenant_id)

    def send_to(self, tenant_id: int, *args: Any, **kwargs: Any) -> Any:
        """Send the task for a tenant, when none is in force where it is sent from."""
        return self.apply_async(args=args, kwargs=kwargs, headers={HEADER: tenant_id})

    def retry(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["headers"] = {**(kwargs.get("headers") or {}), HEADER: self.tenant_id}
        return super().retry(*args, **kwargs)
