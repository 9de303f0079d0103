from __future__ import annotations

from django.db import models
from django.db.models import Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import TenantModel


class AssuranceReturn(TenantModel):
    """A quarterly assurance return, frozen when it is signed: the figures, the document, its SHA-256.

    A correction is a new version that says what changed; a signed one is never altered.
    """

    app_may = "SELECT, INSERT"

    quarter_start = models.DateField()
    version = models.PositiveSmallIntegerField(default=1)
    what_changed = models.TextField(blank=True)
    content = models.JSONField()
    document = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    as_at = models.DateTimeField()
    signed_at = models.DateTimeField()
    signed_by = TenantForeignKey("hubs.StaffMember", null=True, related_name="+", indexed=False)
    signed_name = models.CharField(max_length=200)

    class Privacy:
        identifying = ("signed_by", "signed_name")
        operational = (
            "tenant",
            "quarter_start",
            "version",
            "what_changed",
            "content",
            "document",
            "sha256",
            "as_at",
            "signed_at",
        )

    class Meta(TenantModel.Meta):
        ordering = ["-quarter_start", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "quarter_start", "version"], name="reporting_assurancereturn_version_uniq"
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(what_changed=""),
                name="reporting_assurancereturn_correction_says_what",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="reporting_assurancereturn_sha"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quarter_start} v{self.version}"
