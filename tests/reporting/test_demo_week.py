"""The demonstration's week of a hub is told through the actions, so it shows what they allow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from outcomes.models import HealthCheck, SmiRegister
from referrals.models import Discussion, Group, Handover, Holding, PossibleDuplicate, Referral, Request
from reporting.demo import tenants
from reporting.management.commands import demo


@pytest.mark.django_db
def test_both_tenants_have_a_week_to_look_at() -> None:
    demo.load_published_files()
    tenants.make(people_each=5, seed=1, until=timezone.localdate() - timedelta(days=1))
    for tenant in Tenant.objects.all():
        with in_tenant(tenant.pk):
            assert Request.objects.count() == 8
            assert Discussion.objects.exclude(outcome="").count() == 3
            assert set(Handover.objects.values_list("state", flat=True)) == {"waiting", "questioned"}
            assert PossibleDuplicate.objects.count() >= 1
            assert Group.objects.count() == 2
            assert HealthCheck.objects.filter(follow_up_due_on__isnull=False).count() == 1
            assert SmiRegister.objects.count() >= 1
            opened = Referral.objects.filter(discharged_on=None).values_list("person_id", flat=True)
            assert set(opened) == set(Holding.objects.filter(until=None).values_list("person_id", flat=True))
            with connection.cursor() as cursor:
                cursor.execute("set constraints all immediate")
    assert Tenant.objects.count() == 2
    assert tenants.make(people_each=5, seed=1, until=timezone.localdate()) == {}, "made once"
