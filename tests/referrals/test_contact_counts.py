"""What counts nationally as a contact is the same wherever it is asked."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from django.db.models import BooleanField, F, Func

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from referrals.models import Contact
from referrals.models.contact import COUNTS
from tests.factories import record

pytestmark = pytest.mark.django_db

ATTENDANCES = ("", "2", "3", "4", "5", "6", "7")
MECHANISMS = ("", "01", "02", "03", "04", "05", "06", "09", "11", "98")
# The last day of the old rule and the first of the new one (MHSDS version 5).
DAYS = (date(2021, 9, 30), date(2021, 10, 1))


def test_python_and_sql_say_the_same_of_every_contact(tenant: Tenant) -> None:
    with in_tenant(tenant.pk):
        referral = record.referral()
        for attendance, mechanism, day in product(ATTENDANCES, MECHANISMS, DAYS):
            record.contact(referral=referral, attendance=attendance, mechanism=mechanism, occurred_on=day)
        in_sql = Func(
            "attendance",
            "mechanism",
            F("occurred_on"),
            function="referrals_contact_counts",
            output_field=BooleanField(),
        )
        counted = set(Contact.objects.filter(COUNTS).values_list("attendance", "mechanism", "occurred_on"))
        told = Contact.objects.annotate(in_sql=in_sql).filter(in_sql=True)
        assert set(told.values_list("attendance", "mechanism", "occurred_on")) == counted
    old_rule = {("5", "03", DAYS[0]), ("6", "98", DAYS[0])}
    assert old_rule <= counted
    assert (
        not {("5", "03", DAYS[1]), ("5", "05", DAYS[0]), ("7", "01", DAYS[0]), ("5", "", DAYS[0])} & counted
    )
