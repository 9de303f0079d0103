from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hubs.days import DaysField
from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import SourcedModel
from referrals.models.person import SOURCED_FIELDS


@track
class CarePlan(SourcedModel):
    """A care plan of a person with a provider (MHS008). It belongs to no one referral, nationally as here.

    ``of_plan`` is the person's plan that it reports, for one made here. When it was worked on is told by its updates.
    """

    kept_by = "person"

    person = TenantForeignKey("referrals.Person", related_name="care_plans", indexed=False)
    provider = TenantForeignKey("hubs.Organisation", related_name="+", indexed=False)
    of_plan = TenantForeignKey(
        "careplans.Plan", null=True, editable=False, related_name="reported_as", indexed=False
    )
    local_id = models.CharField(max_length=20)
    plan_type = models.CharField(max_length=2)
    created_on = models.DateField()
    implemented_on = models.DateField(null=True, blank=True)

    class Privacy:
        identifying = ("person", "local_id", "of_plan")
        clinical = ("plan_type",)
        operational = (*SOURCED_FIELDS, "provider", "created_on", "implemented_on")

    class Meta(SourcedModel.Meta):
        constraints = [
            *SourcedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "provider", "local_id"], name="careplans_careplan_local_id_uniq"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "person", "provider"], name="careplans_careplan_person_ix"),
            models.Index(
                fields=["tenant", "of_plan"],
                condition=Q(of_plan__isnull=False),
                name="careplans_careplan_of_plan_ix",
            ),
        ]

    def __str__(self) -> str:
        return self.local_id


class CarePlanUpdate(SourcedModel):
    """A day on which a plan was last updated when it was told of (MHS008, which is sent month after month).

    Nationally each month's row counts with the two days that it gives, so ``created_on`` is the day of creation as said
    then. A plan that is made here is updated for the first time on the day it is made: nationally one that was never
    updated has no date that counts. ``days`` are those of the months whose record sets told it; null for one made here.
    """

    kept_by = "plan"

    plan = TenantForeignKey("careplans.CarePlan", related_name="updates")
    created_on = models.DateField()
    updated_on = models.DateField()
    days = DaysField(null=True, editable=False)

    class Privacy:
        identifying = ("plan",)
        operational = (*SOURCED_FIELDS, "created_on", "updated_on", "days")

    class Meta(SourcedModel.Meta):
        constraints = [
            *SourcedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "plan", "created_on", "updated_on"], name="careplans_careplanupdate_uniq"
            ),
            models.CheckConstraint(
                condition=Q(updated_on__gte=F("created_on")), name="careplans_careplanupdate_after_created"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} updated on {self.updated_on}"


class CarePlanAgreement(SourcedModel):
    """Somebody agreed the content of a plan (MHS009). A plan that nobody agreed never stops a clock.

    Nationally an agreement is one to what the same month told of the plan: ``days`` are those of the months whose
    record sets told it; null for one made here, which is to the plan whatever becomes of it.
    """

    kept_by = "plan"

    plan = TenantForeignKey("careplans.CarePlan", related_name="agreements")
    plan_version = TenantForeignKey(
        "careplans.PlanVersion", null=True, editable=False, related_name="agreements", indexed=False
    )
    agreed_by = models.CharField(max_length=2)
    agreed_on = models.DateField(null=True)
    days = DaysField(null=True, editable=False)
    family_involved = models.CharField(max_length=1, blank=True)
    no_family_reason = models.CharField(max_length=2, blank=True)

    class Privacy:
        identifying = ("plan",)
        clinical = ("plan_version", "agreed_by", "family_involved", "no_family_reason")
        operational = (*SOURCED_FIELDS, "agreed_on", "days")

    class Meta(SourcedModel.Meta):
        constraints = [
            *SourcedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "plan", "agreed_by", "agreed_on"],
                nulls_distinct=False,
                name="careplans_careplanagreement_uniq",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} agreed by {self.agreed_by}"
