from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hubs.days import DaysField
from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.history import track
from hubs.tenancy.models import SourcedModel
from referrals.models.person import SOURCED_FIELDS


@track
class HospitalSpell(SourcedModel):
    """A stay with a hospital provider (MHS501). A referral that ever carried one is outside the
    community wait, and of access in the financial years of the months that told of the stay: ``days`` are theirs, null
    where it was recorded here.
    """

    history_ignores = (*SourcedModel.history_ignores, "days")

    referral = TenantForeignKey("referrals.Referral", related_name="hospital_spells")
    provider = TenantForeignKey("hubs.Organisation", related_name="+", indexed=False)
    local_id = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    admission_source = models.CharField(max_length=2, blank=True)
    admission_method = models.CharField(max_length=2, blank=True)
    discharge_method = models.CharField(max_length=1, blank=True)
    discharge_destination = models.CharField(max_length=2, blank=True)
    days = DaysField(null=True, editable=False)

    class Privacy:
        identifying = ("referral", "local_id")
        clinical = ("admission_source", "admission_method", "discharge_method", "discharge_destination")
        operational = (*SOURCED_FIELDS, "provider", "starts_on", "ends_on", "days")

    class Meta(SourcedModel.Meta):
        constraints = [
            *SourcedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "provider", "local_id"], name="referrals_hospitalspell_local_id_uniq"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="referrals_hospitalspell_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.local_id


class WardStay(SourcedModel):
    """A stay on one ward within a hospital spell (MHS502); its class says what kind of bed it was."""

    spell = TenantForeignKey("referrals.HospitalSpell", related_name="ward_stays")
    provider = TenantForeignKey("hubs.Organisation", related_name="+", indexed=False)
    local_id = models.CharField(max_length=20)
    ward_code = models.CharField(max_length=12)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    patient_class = models.CharField(max_length=3, blank=True)

    class Privacy:
        identifying = ("spell", "local_id")
        clinical = ("patient_class",)
        operational = (*SOURCED_FIELDS, "provider", "ward_code", "starts_on", "ends_on")

    class Meta(SourcedModel.Meta):
        constraints = [
            *SourcedModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "provider", "local_id"], name="referrals_wardstay_local_id_uniq"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="referrals_wardstay_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.local_id
