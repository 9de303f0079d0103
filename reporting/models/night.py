from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

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
