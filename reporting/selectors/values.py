"""Stored values, many in one question: what dashboards and returns read."""

from __future__ import annotations

from dataclasses import fields

from django.db.models import Q

from hubs.models import Tenant
from hubs.tenancy import current_tenant_id
from reporting.models import IndicatorValue
from reporting.rules.stored_values import Value, Values
from reporting.rules.suppression import SuppressionPolicy

COLUMNS = [field.name for field in fields(Value)]


def read(wanted: Q) -> Values:
    """The values that fit. One query."""
    found = IndicatorValue.objects.filter(wanted).values_list(*COLUMNS)
    return Values(Value(**dict(zip(COLUMNS, row, strict=True))) for row in found)


def suppression_policy() -> SuppressionPolicy:
    """The tenant's rule for what leaves it. One query."""
    tenant = Tenant.objects.get(pk=current_tenant_id())
    return SuppressionPolicy(threshold=tenant.suppress_below, base=tenant.round_to)
