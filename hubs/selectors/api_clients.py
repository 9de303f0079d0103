"""Partners' systems that may call the API."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from hubs.models import ApiClient
from hubs.rules.api_keys import Key

# What an unknown client's secret is compared with, so that it takes as long as a wrong one.
NOBODYS_HASH = "0" * 64


def everyone() -> QuerySet[ApiClient]:
    """All of the tenant, those in use first."""
    return ApiClient.objects.select_related("organisation").order_by("revoked_at", "name", "pk")


def find(public_id: UUID) -> ApiClient | None:
    return ApiClient.objects.select_related("organisation").filter(public_id=public_id).first()


def of_key(key: Key) -> ApiClient | None:
    """The client that the key belongs to, in the tenant in force; None for a wrong or revoked one. One query."""
    clients = ApiClient.objects.select_related("organisation", "tenant")
    client = clients.filter(public_id=key.client, revoked_at=None).first()
    fits = key.fits(client.key_hash if client else NOBODYS_HASH)
    return client if client and fits else None
