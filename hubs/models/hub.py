from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import TenantModel


class Hub(TenantModel):
    """A community mental health hub: the partners of several PCNs working as one team."""

    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=200)
    place = TenantForeignKey("hubs.Place", related_name="hubs")
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Privacy:
        operational = ("tenant", "code", "name", "place", "opened_on", "closed_on")

    class Meta(TenantModel.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="hubs_hub_code_uniq"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gte=F("opened_on")),
                name="hubs_hub_closed_after_opened",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HubCoverage(TenantModel):
    """A hub serves a PCN, from a day on, for so many people.

    Whose hubs serve an area is no secret: the public form asks it of all tenants at once.
    """

    system_may_read = True

    hub = TenantForeignKey("hubs.Hub", related_name="coverage")
    pcn = TenantForeignKey("hubs.Organisation", related_name="covered_by")
    population = models.PositiveIntegerField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Privacy:
        operational = ("tenant", "hub", "pcn", "population", "starts_on", "ends_on")

    class Meta(TenantModel.Meta):
        ordering = ["hub", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "pcn", "starts_on"], name="hubs_hubcoverage_start_uniq"
            ),
            models.UniqueConstraint(
                fields=["tenant", "pcn"],
                condition=Q(ends_on__isnull=True),
                name="hubs_hubcoverage_one_current",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="hubs_hubcoverage_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hub_id} covers {self.pcn_id}"
