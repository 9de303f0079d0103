from __future__ import annotations

from django.db import models
from django.db.models import Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import TenantModel
from hubs.tenancy.public_id import public_id


class OrganisationKind(models.TextChoices):
    NHS_TRUST = "nhs_trust", "NHS trust"
    COUNCIL = "council", "Council"
    PCN = "pcn", "Primary Care Network"
    GP_PRACTICE = "gp_practice", "GP practice"
    VCSE = "vcse", "Voluntary, community or social enterprise"
    ICB = "icb", "Integrated care board"
    INDEPENDENT = "independent", "Independent provider"


class Organisation(TenantModel):
    """A partner of the system, with its ODS code where it has one.

    Which practices are in a PCN on a date comes from the published file (``PcnPractice``);
    ``transformed_from`` is the day from which a PCN runs the new community model (reference: national
    "transformed" access definition). The public form finds tenants by the codes of their PCNs.
    """

    system_may_read = True

    public_id = public_id()
    kind = models.TextField(choices=OrganisationKind.choices)
    name = models.CharField(max_length=200)
    ods_code = models.CharField(max_length=8, blank=True)
    place = TenantForeignKey("hubs.Place", null=True, blank=True, related_name="organisations")
    transformed_from = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Privacy:
        operational = (
            "tenant",
            "public_id",
            "kind",
            "name",
            "ods_code",
            "place",
            "transformed_from",
            "closed_on",
        )

    class Meta(TenantModel.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="hubs_organisation_public_id_uniq"),
            models.UniqueConstraint(
                fields=["tenant", "ods_code"], condition=~Q(ods_code=""), name="hubs_organisation_ods_uniq"
            ),
            models.CheckConstraint(
                condition=Q(transformed_from__isnull=True) | Q(kind="pcn"),
                name="hubs_organisation_only_pcn_transformed",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values), name="hubs_organisation_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
