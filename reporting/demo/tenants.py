"""The two tenants of the demonstration, made and filled."""

from __future__ import annotations

import zlib
from datetime import date

from django.db import transaction
from django.utils import timezone

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from reporting.demo import people, stories
from reporting.demo.ground import SYSTEMS, System, build


@transaction.atomic
def make(*, people_each: int, seed: int, until: date) -> dict[str, str]:
    """Make those of the two tenants that are not there, with ``people_each`` people. Returns email ->
    password.
    """
    passwords: dict[str, str] = {}
    for system in SYSTEMS:
        if not Tenant.objects.filter(slug=system.slug).exists():
            passwords |= _make_one(system, people_each, seed, until)
    return passwords


def made() -> list[Tenant]:
    """Those of the two that are there."""
    return list(Tenant.objects.filter(slug__in=[system.slug for system in SYSTEMS]).order_by("slug"))


def _make_one(system: System, count: int, seed: int, until: date) -> dict[str, str]:
    tenant = Tenant.objects.create(slug=system.slug, name=system.name, ods_code=system.ods_code)
    with in_tenant(tenant.pk):
        passwords = build(system)
        people.write(people.make(count, seed + zlib.crc32(system.slug.encode()), until))
        # This week is this week, whatever day the year before it ends on.
        stories.tell(timezone.localdate())
    return passwords
