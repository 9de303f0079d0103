from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import TenantModel


class IndicatorValue(TenantModel):
    """A figure, exact: suppression and rounding happen on the way out.

    The whole tenant is level ``tenant`` with empty ``level_code``, ``breakdown`` and ``group``. ``value``
    is the count, the proportion (0 to 1; MRS22 may exceed 1) or the days; null where there is nothing to
    divide by.
    """

    indicator = models.CharField(max_length=60)
    definition_version = models.CharField(max_length=10)
    period_kind = models.CharField(max_length=20)
    period_start = models.DateField()
    period_end = models.DateField()
    level = models.CharField(max_length=20)
    level_code = models.CharField(max_length=20, blank=True)
    breakdown = models.CharField(max_length=30, blank=True)
    group = models.CharField(max_length=60, blank=True)
    numerator = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    value = models.DecimalField(max_digits=18, decimal_places=8, null=True)
    excluded = models.PositiveIntegerField(default=0)
    incomplete = models.PositiveIntegerField(default=0)
    as_at = models.DateTimeField()
    run = TenantForeignKey("reporting.NightlyRun", null=True, related_name="values", indexed=False)

    class Privacy:
        operational = (
            "tenant",
            "indicator",
            "definition_version",
            "period_kind",
            "period_start",
            "period_end",
            "level",
            "level_code",
            "breakdown",
            "group",
            "numerator",
            "denominator",
            "value",
            "excluded",
            "incomplete",
            "as_at",
            "run",
        )

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "tenant",
                    "period_end",
                    "period_kind",
                    "level",
                    "level_code",
                    "indicator",
                    "breakdown",
                    "group",
                ],
                name="reporting_indicatorvalue_uniq",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="reporting_indicatorvalue_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period_end} {self.level} {self.level_code}"
