"""The tenant in force."""

from __future__ import annotations

from hubs.models import Tenant
from hubs.tenancy import current_tenant_id


def current_tenant() -> Tenant:
    """The tenant whose data is seen. Raises NoTenant when none is in force."""
    return Tenant.objects.get(pk=current_tenant_id())
