from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import SourcedModel
from referrals.models.person import SOURCED_FIELDS


@track
class CareCoordinator(SourcedModel):
    """A staff member co-ordinated the person's care between two days (MHS006)."""

    person = TenantForeignKey("referrals.Person", related_name="care_coordinators")
    provider = TenantForeignKey("hubs.Organisation", related_name="+", indexed=False)
    staff = TenantForeignKey("hubs.StaffMember", null=True, related_name="coordinates", indexed=False)
    team_type = models.CharField(max_length=3, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Privacy:
        identifying = ("person",)
        operational = (*SOURCED_FIELDS, "provider", "staff", "team_type", "starts_on", "ends_on")

    class Meta(SourcedModel.Meta):
        constraints = [
            *SourcedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "person", "provider", "staff", "starts_on"],
                nulls_distinct=False,
                name="referrals_carecoordinator_uniq",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="referrals_carecoordinator_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} for {self.person_id}"
