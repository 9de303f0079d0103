"""Stored values, many in one question: what dashboards and returns read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import fields

from django.db.models import Q
from django.db.models.functions import Collate

from hubs.models import Tenant
from hubs.tenancy import current_tenant_id
from reporting.models import ComputedMonth, IndicatorValue
from reporting.rules.stored_values import Value, Values
from reporting.rules.suppression import SuppressionPolicy

COLUMNS = [field.name for field in fields(Value)]
ORDER = ("indicator", "period_kind", "level", "level_code", "breakdown", "group")


def read(wanted: Q) -> Values:
    """The values that fit. One query."""
    found = IndicatorValue.objects.filter(wanted).values_list(*COLUMNS)
    return Values(Value(**dict(zip(COLUMNS, row, strict=True))) for row in found)


def ending_with(day: dt.date) -> Iterator[Value]:
    """Every value whose period ends with a day, in one order for ever. One query."""
    found = IndicatorValue.objects.filter(period_end=day)
    for row in found.order_by(*(Collate(name, "C") for name in ORDER)).values_list(*COLUMNS).iterator():
        yield Value(**dict(zip(COLUMNS, row, strict=True)))


def months_known() -> list[dt.date]:
    """The last days of the months that have been computed, oldest first. One query."""
    return list(ComputedMonth.objects.order_by("period_end").values_list("period_end", flat=True))


def suppression_policy() -> SuppressionPolicy:
    """The tenant's rule for what leaves it. One query."""
    tenant = Tenant.objects.get(pk=current_tenant_id())
    return SuppressionPolicy(threshold=tenant.suppress_below, base=tenant.round_to)
