from __future__ import annotations

from django.db import models
from django.utils import timezone

from hubs.tenancy.fields import TenantForeignKey
from hubs.tenancy.models import TenantModel
from hubs.tenancy.public_id import public_id


class ApiClient(TenantModel):
    """A system of a partner that may call the API for it. Its key is shown once; ``key_hash`` is what is kept."""

    app_may = "SELECT, INSERT, UPDATE"

    public_id = public_id()
    name = models.CharField(max_length=200)
    organisation = TenantForeignKey("hubs.Organisation", related_name="api_clients")
    key_hash = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        operational = (
            "tenant",
            "public_id",
            "name",
            "organisation",
            "key_hash",
            "scopes",
            "created_at",
            "last_used_on",
            "revoked_at",
        )

    class Meta(TenantModel.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="hubs_apiclient_public_id_uniq"),
            models.UniqueConstraint(fields=["tenant", "key_hash"], name="hubs_apiclient_key_uniq"),
        ]

    def __str__(self) -> str:
        return self.name
