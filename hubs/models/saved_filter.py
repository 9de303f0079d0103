from __future__ import annotations

from django.db import models

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import TenantModel
from hubs.tenancy.public_id import public_id


class SavedFilter(TenantModel):
    """A worker's own choice of filters on a list, by name. ``query`` is what stands in the address."""

    public_id = public_id()
    staff = TenantForeignKey("hubs.StaffMember", related_name="saved_filters", indexed=False)
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)

    class Privacy:
        operational = ("tenant", "public_id", "staff", "page", "name", "query")

    class Meta(TenantModel.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="hubs_savedfilter_public_id_uniq"),
            models.UniqueConstraint(
                fields=["tenant", "staff", "page", "name"], name="hubs_savedfilter_name_uniq"
            ),
        ]

    def __str__(self) -> str:
        return self.name
