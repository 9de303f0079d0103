"""Managers that refuse to guess: without a tenant in force every question about tenant data is an error."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models

from hubs.tenancy.context import current_tenant_id

M = TypeVar("M", bound=models.Model, covariant=True)


class TenantQuerySet(models.QuerySet[M]):
    """Fills in the tenant on what it creates."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        objects = list(objs)
        for instance in objects:
            if instance.tenant_id is None:
                instance.tenant_id = current_tenant_id()
        return super().bulk_create(objects, *args, **kwargs)


class TenantManager(models.Manager[M]):
    """Rows of the tenant in force. Row security says the same; this says it loudly and to the planner."""

    def get_queryset(self) -> TenantQuerySet[M]:
        queryset: TenantQuerySet[M] = TenantQuerySet(self.model, using=self._db)
        return queryset.filter(tenant_id=current_tenant_id())


class LiveManager(TenantManager[M]):
    """Rows that nobody has voided."""

    def get_queryset(self) -> TenantQuerySet[M]:
        return super().get_queryset().filter(voided_at__isnull=True)
