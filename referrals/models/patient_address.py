from __future__ import annotations

from django.db import models

from hubs.days import DaysField
from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import TenantModel


class PatientAddress(TenantModel):
    """The days for which a provider's record sets gave a patient a postcode, which may be empty (MHS001).

    Nationally each month's referrals count by where this month's record says that the patient lives, and two
    providers may tell two addresses. On days for which nothing was told, the person's own postcode counts.
    """

    patient = TenantForeignKey("referrals.PatientIdentifier", related_name="addresses", indexed=False)
    postcode = models.CharField(max_length=8, blank=True)
    days = DaysField()

    class Privacy:
        identifying = ("patient", "postcode")
        operational = ("tenant", "days")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "patient", "postcode"], name="referrals_patientaddress_uniq"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.postcode} of {self.patient_id}"
