"""How often each referral was seen is right after a reading, and is not written a second time when it need not be."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from referrals.models import Contact, Referral
from referrals.models.contact import COUNTS
from tests.reporting.record_set_files import APRIL, MAY, SETS, RecordSetFiles, read


def seen() -> dict[str, int]:
    return dict(Referral.objects.values_list("reference", "seen"))


def counted() -> dict[str, int]:
    """The same from the contacts themselves."""
    found = dict.fromkeys(seen(), 0)
    for reference in Contact.objects.filter(COUNTS & ~Q(mechanism="")).values_list(
        "referral__reference", flat=True
    ):
        found[reference] = min(found[reference] + 1, 2)
    return found


def changes_of_referrals() -> int:
    """How many referrals this transaction has changed."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_stat_get_xact_tuples_updated('referrals_referral'::regclass)")
        (changed,) = cursor.fetchone() or (0,)
    return int(changed)


@pytest.mark.django_db
@pytest.mark.parametrize("order", [(APRIL, MAY), (MAY, APRIL)])
def test_seen_is_what_the_contacts_say(tenant: Tenant, order: tuple[str, str]) -> None:
    with in_tenant(tenant.pk):
        for month in order:
            read(SETS / month)
        assert seen() == counted()
        assert set(seen().values()) > {0}


@pytest.mark.django_db
def test_new_referrals_are_written_once(tenant: Tenant, tmp_path: Path) -> None:
    files = RecordSetFiles(tmp_path / "seen")
    files.add("MHS201", 0, CareContactID="C90")
    files.add("MHS201", 0, CareContactID="C91")
    with in_tenant(tenant.pk):
        before = changes_of_referrals()
        read(files)
        assert seen() == counted()
        assert seen()["R1"] == 2
        assert changes_of_referrals() == before


@pytest.mark.django_db
def test_what_was_taken_out_here_is_not_counted_of_a_new_referral(tenant: Tenant, tmp_path: Path) -> None:
    files = RecordSetFiles(tmp_path / "moved")
    with in_tenant(tenant.pk):
        read(files)
        Contact.objects.filter(local_id="C1").update(
            voided_at=timezone.now(), void_reason="Recorded for the wrong person"
        )
        files.add("MHS101", 0, ServiceRequestID="R90")
        read(files.change("MHS201", 0, ServiceRequestID="R90"))
        assert seen()["R90"] == 0
        assert seen() == counted()
