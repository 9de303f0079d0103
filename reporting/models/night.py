from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import TenantModel


class RunState(models.TextChoices):
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    LEFT = "left", "Left unfinished, done again by a later run"


class NightlyRun(TenantModel):
    """One computation of the indicators of a tenant: when, how long, which months, what failed."""

    system_may_read = True
    app_may = "SELECT, INSERT, UPDATE"

    key = models.UUIDField(default=uuid.uuid4)
    as_at = models.DateField()
    started_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    state = models.TextField(choices=RunState.choices, default=RunState.RUNNING)
    stage = models.CharField(max_length=100, blank=True)
    months = models.JSONField(default=list)
    seconds = models.JSONField(default=dict)
    values_written = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Privacy:
        operational = (
            "tenant",
            "key",
            "as_at",
            "started_at",
            "heartbeat_at",
            "finished_at",
            "state",
            "stage",
            "months",
            "seconds",
            "values_written",
            "error",
        )

    class Meta(TenantModel.Meta):
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="reporting_nightlyrun_key_uniq"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("started_at")),
                name="reporting_nightlyrun_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.as_at}: {self.state}"


class ComputedMonth(TenantModel):
    """A month whose values stand: up to which day, from what was in the record when, by which definitions.

    ``read_at`` is a moment before which everything that was recorded has been counted; what is recorded later makes
    the month stale. ``definitions`` is a fingerprint of what figures are made by, besides the record itself.
    """

    period_end = models.DateField()
    as_at = models.DateField()
    read_at = models.DateTimeField()
    definitions = models.CharField(max_length=64)
    run = TenantForeignKey("reporting.NightlyRun", related_name="computed_months", indexed=False)

    class Privacy:
        operational = ("tenant", "period_end", "as_at", "read_at", "definitions", "run")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "period_end"], name="reporting_computedmonth_uniq"),
            models.CheckConstraint(
                condition=Q(as_at__lte=F("period_end")), name="reporting_computedmonth_not_after_its_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_end} as at {self.as_at}"
