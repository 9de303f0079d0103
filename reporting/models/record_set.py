from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import TenantModel


class RecordSetState(models.TextChoices):
    WAITING = "waiting", "Waiting to be read"
    READING = "reading", "Being read"
    TAKEN = "taken", "Taken"
    REPLACED = "replaced", "Replaced by a later reading"
    FAILED = "failed", "Not taken"


class RecordSet(TenantModel):
    """One reading of one provider's month of MHSDS. At most one a provider and month is in force (``taken``).

    ``summary`` is {table: {"read", "taken", "warned", "refused"}}; ``progress`` what the page shows while
    it runs.
    """

    key = models.UUIDField(default=uuid.uuid4)
    provider = TenantForeignKey("hubs.Organisation", null=True, related_name="record_sets")
    month = models.DateField(null=True)
    state = models.TextField(choices=RecordSetState.choices, default=RecordSetState.WAITING)
    name = models.CharField(max_length=200)
    version = models.CharField(max_length=10, blank=True)
    system_in_use = models.CharField(max_length=20, blank=True)
    file_created_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = TenantForeignKey("hubs.StaffMember", null=True, related_name="+", indexed=False)
    finished_at = models.DateTimeField(null=True)
    summary = models.JSONField(default=dict)
    unknown_columns = models.JSONField(default=dict)
    unknown_files = models.JSONField(default=list)
    progress = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    class Privacy:
        operational = (
            "tenant",
            "key",
            "provider",
            "month",
            "state",
            "name",
            "version",
            "system_in_use",
            "file_created_at",
            "asked_at",
            "asked_by",
            "finished_at",
            "summary",
            "unknown_columns",
            "unknown_files",
            "progress",
            "error",
        )

    class Meta(TenantModel.Meta):
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="reporting_recordset_key_uniq"),
            models.UniqueConstraint(
                fields=["tenant", "provider", "month"],
                condition=Q(state="taken"),
                name="reporting_recordset_one_in_force",
            ),
            models.CheckConstraint(
                condition=~Q(state="taken")
                | Q(provider__isnull=False, month__isnull=False, finished_at__isnull=False),
                name="reporting_recordset_taken_is_known",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("asked_at")),
                name="reporting_recordset_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class RecordChunk(TenantModel):
    """Some sound rows of one table of a record set, as they were sent.

    Snapshots of one referral come month after month and may be read in any order: what the record says now is
    folded from the newest that carries it, so each month in force is kept whole, tables that this product does
    not use yet among them. Hundreds of rows to a chunk, because one database row each would cost ten times the
    time and space. ``keys`` are the rows' keys in the table, in the order of ``rows``, which are objects of
    element names with ``line``, the line of the file.
    """

    record_set = TenantForeignKey("reporting.RecordSet", related_name="chunks", indexed=False)
    table = models.CharField(max_length=40)
    position = models.PositiveIntegerField()
    keys = ArrayField(models.TextField())
    rows = models.JSONField()

    class Privacy:
        identifying = ("keys", "rows")
        operational = ("tenant", "record_set", "table", "position")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "record_set", "table", "position"], name="reporting_recordchunk_uniq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.table}, part {self.position}"


class Severity(models.TextChoices):
    REJECTED = "rejected", "Row refused"
    GROUP_REJECTED = "group", "Refused with the row it belongs to"
    WARNING = "warning", "Taken, with a warning"
    WARNING_1 = "warning1", "Taken, with a serious warning"


class Finding(TenantModel):
    """What was wrong or doubtful in one row of a record set: where, and what to do about it."""

    record_set = TenantForeignKey("reporting.RecordSet", related_name="findings", indexed=False)
    table = models.CharField(max_length=40)
    line = models.PositiveIntegerField()
    element = models.CharField(max_length=40, blank=True)
    severity = models.TextField(choices=Severity.choices)
    rule = models.CharField(max_length=20, blank=True)
    reason = models.TextField()

    class Privacy:
        identifying = ("reason",)
        operational = ("tenant", "record_set", "table", "line", "element", "severity", "rule")

    class Meta(TenantModel.Meta):
        ordering = ["table", "line", "element"]
        indexes = [
            models.Index(fields=["tenant", "record_set", "table", "line"], name="reporting_finding_set_ix")
        ]

    def __str__(self) -> str:
        return f"{self.table} line {self.line}: {self.reason}"
