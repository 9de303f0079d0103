"""The whole night of one month, beside one hand-written pass for three of its figures."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.db import connection

from hubs.models import Tenant
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from referrals.models import Contact
from reporting.actions import night
from reporting.benchmarks import population
from reporting.benchmarks.timing import once
from reporting.models import NightlyRun

AS_AT = dt.date(2025, 6, 30)
QUARTER_START = dt.date(2025, 4, 1)
BY_HAND = Path(__file__).with_name("mrs_by_hand.sql")


@dataclass(frozen=True)
class Night:
    """``contacts`` there were; seconds of the night and of the pass by hand; ``values`` that the night wrote."""

    contacts: int
    night_seconds: float
    hand_seconds: float
    values: int


def measure(*, people: int) -> Night:
    """Fill a tenant with people and ten times as many contacts, and compute June 2025."""
    tenant = Tenant.objects.create(slug="bench-night", name="Bench of the night", ods_code="QB2")
    with in_tenant(tenant.pk):
        population.make(people=people, as_at=AS_AT)
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("vacuum analyze")
    by_hand = min(once(lambda: _by_hand(tenant.pk)) for _ in range(3))
    seconds = once(lambda: night.run(by=system_actor(tenant.pk, "bench"), as_at=AS_AT, months=1))
    with in_tenant(tenant.pk):
        contacts = Contact.objects.count()
        written = NightlyRun.objects.latest("started_at").values_written
    return Night(contacts, seconds, by_hand, written)


def _by_hand(tenant_id: int) -> None:
    with in_tenant(tenant_id), connection.cursor() as cursor:
        cursor.execute(BY_HAND.read_text(encoding="utf-8"), {"as_at": AS_AT, "quarter_start": QUARTER_START})
        cursor.fetchall()
