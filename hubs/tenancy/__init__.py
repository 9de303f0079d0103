"""Keeping tenants apart: context, keys, policies, history and tasks. See docs/adr/0002."""

from hubs.tenancy.context import (
    NoTenant,
    TenantMismatch,
    acting,
    current_staff_id,
    current_tenant_id,
    in_tenant,
    tenant_context,
)

__all__ = [
    "NoTenant",
    "TenantMismatch",
    "acting",
    "current_staff_id",
    "current_tenant_id",
    "in_tenant",
    "tenant_context",
]
