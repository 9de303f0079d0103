from __future__ import annotations

from django.db import models

from hubs.tenancy.models import TenantModel


class Place(TenantModel):
    """A part of the system that plans together, often a council's area."""

    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=200)
    closed_on = models.DateField(null=True, blank=True)

    class Privacy:
        operational = ("tenant", "code", "name", "closed_on")

    class Meta(TenantModel.Meta):
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="hubs_place_code_uniq")]

    def __str__(self) -> str:
        return self.name
