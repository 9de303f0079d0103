"""How often somebody was seen is kept beside their referral, whatever writes the contacts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from referrals.actions import contacts
from referrals.models import Contact, Referral
from referrals.models.contact import COUNTS
from tests.factories import ground, record
from tests.referrals.conftest import TODAY, World
from tests.referrals.test_at_the_same_moment import at_once

BULK = """
    insert into referrals_contact (tenant_id, referral_id, provider_id, local_id, occurred_on, mechanism, attendance,
        location_type, subject, consultation_type, therapy_mode, planned, commissioner, cancellation_reason)
    select tenant_id, id, provider_id, 'B' || id || '-' || n, date '2025-04-01' + n::integer, '01', '5', '', '', '', '',
        '', '', ''
    from referrals_referral, generate_series(1, id %% 4) n
"""


def seen(referral: Referral) -> int:
    return int(Referral.with_voided.values_list("seen", flat=True).get(pk=referral.pk))


def test_what_counts_is_counted_up_to_two(in_a_tenant: Tenant) -> None:
    referral = record.referral()
    record.contact(referral=referral, attendance="3")
    record.contact(referral=referral, mechanism="05")
    assert seen(referral) == 0
    first = record.contact(referral=referral)
    assert seen(referral) == 1
    for _ in range(3):
        record.contact(referral=referral, mechanism="02")
    assert seen(referral) == 2
    Contact.objects.exclude(pk=first.pk).update(voided_at=timezone.now(), void_reason="Slip")
    assert seen(referral) == 1
    first.attendance = "7"
    first.save()
    assert seen(referral) == 0
    Contact.with_voided.update(voided_at=None, void_reason="")
    assert seen(referral) == 2


def test_a_contact_that_is_of_another_referral_after_all(in_a_tenant: Tenant) -> None:
    wrong, right = record.referral(), record.referral()
    contact = record.contact(referral=wrong)
    contact.referral = right
    contact.save()
    assert (seen(wrong), seen(right)) == (0, 1)


def test_many_at_once_agree_with_the_definition(in_a_tenant: Tenant) -> None:
    referrals = [record.referral() for _ in range(8)]
    with connection.cursor() as cursor:
        cursor.execute(BULK, [])
    Contact.objects.filter(pk__in=Contact.objects.order_by("pk")[:3]).update(mechanism="06")
    for referral in referrals:
        counting = Contact.objects.filter(COUNTS, referral=referral).count()
        assert seen(referral) == min(counting, 2)
    assert {seen(referral) for referral in referrals} == {0, 1, 2}


def test_counting_is_no_change_of_the_referral(in_a_tenant: Tenant) -> None:
    referral = record.referral()
    record.contact(referral=referral)
    referral.refresh_from_db()
    assert referral.version == 1
    assert referral.history.count() == 0  # type: ignore[attr-defined]


def test_what_did_not_change_is_left_alone(in_a_tenant: Tenant) -> None:
    """A correction of a note locks nobody else's referral."""
    referral = record.referral()
    contact = record.contact(referral=referral)
    Referral.objects.filter(pk=referral.pk).update(seen=0)
    Contact.objects.filter(pk=contact.pk).update(note="Spoke about debts")
    assert seen(referral) == 0


@pytest.mark.django_db(transaction=True)
def test_two_contacts_at_the_same_moment_are_both_counted(world: World) -> None:
    def log(day: date) -> None:
        with in_tenant(world.tenant.pk, staff_id=world.by.staff_id):
            contacts.log(by=world.by, referral=world.referral, occurred_on=day)

    at_once(lambda: log(TODAY), lambda: log(TODAY - timedelta(days=1)))
    with in_tenant(world.tenant.pk):
        assert seen(world.referral) == 2


def test_another_tenants_referrals_are_out_of_reach(tenant: Tenant, other_tenant: Tenant) -> None:
    with in_tenant(other_tenant.pk):
        theirs = record.referral(team=ground.team())
    with in_tenant(tenant.pk):
        record.contact()
    with in_tenant(other_tenant.pk):
        assert seen(theirs) == 0
