"""Partners' systems that may call the API: given a key, and stopped."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from hubs.actions import audit, changes
from hubs.models import ApiClient, Organisation
from hubs.rules import api_keys
from hubs.rules.api_keys import Scope
from hubs.rules.roles import Actor
from hubs.selectors.tenants import current_tenant


@dataclass(frozen=True)
class Added:
    """A new client, with its key, which is kept nowhere."""

    client: ApiClient
    key: str


@transaction.atomic
def add(*, by: Actor, name: str, organisation: Organisation, scopes: Collection[str]) -> Added:
    """Let a partner's system call the API. Raises ValidationError by field."""
    if organisation.closed_on:
        raise ValidationError({"organisation": f"{organisation.name} is closed. Choose another organisation"})
    if not scopes or set(scopes) - set(Scope):
        raise ValidationError({"scopes": "Select what the system may do"})
    public_id = uuid4()
    key = api_keys.make(current_tenant().slug, public_id)
    client = ApiClient.objects.create(
        public_id=public_id,
        name=changes.name_of("name", name),
        organisation=organisation,
        key_hash=key.hash,
        scopes=sorted(scopes),
    )
    _record(by, "added", client, scopes=sorted(scopes))
    return Added(client, key.text)


@transaction.atomic
def revoke(*, by: Actor, client: ApiClient) -> ApiClient:
    """Its key stops working at once and for good; a second time changes nothing."""
    held = ApiClient.objects.select_for_update().get(pk=client.pk)
    if held.revoked_at is None:
        held.revoked_at = timezone.now()
        held.save(update_fields=["revoked_at"])
        _record(by, "revoked", held)
    return held


def used(*, client: ApiClient) -> None:
    """Remember the day on which a client last called, with one write a day."""
    today = timezone.localdate()
    if client.last_used_on != today:
        ApiClient.objects.filter(pk=client.pk).update(last_used_on=today)


def _record(by: Actor, verb: str, client: ApiClient, **detail: object) -> None:
    audit.record(
        by=by,
        action=f"api_client.{verb}",
        obj_type="hubs.apiclient",
        reference=str(client.public_id),
        detail={"name": client.name, **detail},
    )
