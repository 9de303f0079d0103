from __future__ import annotations

from django.db import models

from hubs.days import DaysField
from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import TenantModel


class TeamTypeTime(TenantModel):
    """The days for which record sets described a team as being of a type (MHS902).

    Nationally what a month's referrals count in goes by that month's types. On days for which nothing was told a team
    is of the type that it has now.
    """

    team = TenantForeignKey("hubs.Team", related_name="type_times", indexed=False)
    team_type = models.CharField(max_length=3)
    days = DaysField()

    class Privacy:
        operational = ("tenant", "team", "team_type", "days")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "team", "team_type"], name="hubs_teamtypetime_uniq"),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} as {self.team_type}"
