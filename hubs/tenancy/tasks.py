"""Celery tasks that carry their tenant in the message's headers, through chains, groups and retries."""

from __future__ import annotations

from typing import Any

from celery import Task, current_task
from celery.signals import before_task_publish

from hubs.tenancy.context import NoTenant, _current, in_tenant

HEADER = "tenant_id"


@before_task_publish.connect
def _add_tenant(headers: dict[str, Any], **kwargs: Any) -> None:
    """Whatever is sent while a tenant is in force carries it, and so does what a task of a tenant hands on.

    A chain's next task, a chord's body and a retry are sent by the worker after the block has ended.
    """
    context = _current.get()
    tenant_id = context.tenant_id if context else _tenant_of(current_task)
    if tenant_id is not None:
        headers.setdefault(HEADER, str(tenant_id))


def _tenant_of(task: Any) -> int | None:
    request = getattr(task, "request", None)
    if request is None:
        return None
    value = (request.headers or {}).get(HEADER) or getattr(request, HEADER, None)
    return int(value) if value is not None else None


class TenantTask(Task):  # type: ignore[type-arg]
    """A task about one tenant. Its body opens ``self.in_tenant()`` round each stretch of database work.

    A body that renders or computes for long must not hold one transaction for its whole life, so none is
    opened for it. Raises NoTenant when the message names no tenant.
    """

    abstract = True

    @property
    def tenant_id(self) -> int:
        """The tenant that the message carries."""
        tenant_id = _tenant_of(self)
        if tenant_id is None:
            raise NoTenant(
                f"The task {self.name} was sent without a tenant: send it with send_to(tenant_id)."
            )
        return tenant_id

    def in_tenant(self) -> Any:
        """A transaction that sees the tenant of the message."""
        return in_tenant(self.tenant_id)

    def send_to(self, tenant_id: int, *args: Any, **kwargs: Any) -> Any:
        """Send the task for a tenant, when none is in force where it is sent from."""
        return self.apply_async(args=args, kwargs=kwargs, headers={HEADER: str(tenant_id)})
