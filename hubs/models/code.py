from __future__ import annotations

from django.db import models
from django.db.models import Q

from hubs.tenancy.models import GlobalModel


class Code(GlobalModel):
    """A value of a national code list, with the reporting months (first days) between which it is valid."""

    reason = "National code lists are the same for everybody."

    code_list = models.CharField(max_length=60)
    code = models.CharField(max_length=20)
    label = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    source = models.TextField(blank=True)

    class Privacy:
        operational = ("code_list", "code", "label", "position", "valid_from", "valid_to", "source")

    class Meta:
        ordering = ["code_list", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code_list", "code", "valid_from"], nulls_distinct=False, name="hubs_code_uniq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class AssessmentTool(GlobalModel):
    """A coded assessment of the national list, with the range its score may have (SNOMED CT observable
    entity).
    """

    reason = "The national list of assessment tools is the same for everybody."

    code = models.CharField(max_length=18, unique=True)
    tool = models.CharField(max_length=200)
    term = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, blank=True)
    low = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    high = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    in_v6 = models.BooleanField(default=True)
    # "Current View" describes a child's difficulties; it is no baseline outcome measure for the four-
    # week wait.
    is_baseline_outcome = models.BooleanField(default=True)

    class Privacy:
        operational = ("code", "tool", "term", "kind", "low", "high", "in_v6", "is_baseline_outcome")

    class Meta:
        ordering = ["tool", "code"]

    def __str__(self) -> str:
        return f"{self.tool}: {self.term}"


class RefsetMember(GlobalModel):
    """A SNOMED CT concept was a member of a reference set between two days (RF2 simple refset)."""

    reason = "Reference sets come from the national SNOMED CT release."

    refset_id = models.CharField(max_length=18)
    concept_id = models.CharField(max_length=18)
    active_from = models.DateField()
    active_to = models.DateField(null=True)

    class Privacy:
        operational = ("refset_id", "concept_id", "active_from", "active_to")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["refset_id", "concept_id", "active_from"], name="hubs_refsetmember_uniq"
            ),
            models.CheckConstraint(
                condition=Q(active_to__isnull=True) | Q(active_to__gte=models.F("active_from")),
                name="hubs_refsetmember_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concept_id} in {self.refset_id}"
