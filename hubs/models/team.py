from __future__ import annotations

from django.db import models

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import TenantModel
from hubs.tenancy.public_id import public_id


class Team(TenantModel):
    """A service or team of a provider (MHS902). Its type decides which national waits its referrals count in.

    ``local_id`` is CARE PROFESSIONAL TEAM LOCAL IDENTIFIER: never used again for another team. ``takes_new`` marks
    the one team of a hub that holds whoever asks until somebody else does; the one without a hub holds those whom
    no hub covers.
    """

    public_id = public_id()
    name = models.CharField(max_length=200)
    organisation = TenantForeignKey("hubs.Organisation", related_name="teams")
    hub = TenantForeignKey("hubs.Hub", null=True, blank=True, related_name="teams")
    team_type = models.CharField(max_length=3)
    intended_age_group = models.CharField(max_length=2, default="03")
    local_id = models.CharField(max_length=20)
    closed_on = models.DateField(null=True, blank=True)
    takes_new = models.BooleanField(default=False, db_default=False)

    class Privacy:
        operational = (
            "tenant",
            "public_id",
            "name",
            "organisation",
            "hub",
            "team_type",
            "intended_age_group",
            "local_id",
            "closed_on",
            "takes_new",
        )

    class Meta(TenantModel.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="hubs_team_public_id_uniq"),
            models.UniqueConstraint(
                fields=["tenant", "organisation", "local_id"], name="hubs_team_local_id_uniq"
            ),
            models.UniqueConstraint(
                fields=["tenant", "hub"],
                condition=models.Q(takes_new=True, closed_on__isnull=True),
                nulls_distinct=False,
                name="hubs_team_one_takes_new",
            ),
        ]

    def __str__(self) -> str:
        return self.name
