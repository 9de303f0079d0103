"""A person's browser, and how it is let in."""

from __future__ import annotations

import re

from django.test import Client

from careplans.actions import person_access
from hubs.models import Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import OutgoingMessage, Person
from tests.factories import ground

MOBILE = "07911 123456"


def give_access(tenant: Tenant, person: Person) -> None:
    with in_tenant(tenant.pk):
        person_access.give(
            by=ground.actor(Role.CLINICIAN), person=person, channel="text", address=MOBILE, invite="x"
        )


def ask(client: Client, tenant: Tenant, person: Person) -> None:
    """Ask for a code, as the person does."""
    born = person.birth_date
    assert born
    sent = {
        "reference": person.reference,
        "birth_date_day": born.day,
        "birth_date_month": born.month,
        "birth_date_year": born.year,
    }
    answer = client.post(f"/my/{tenant.slug}/", sent)
    assert answer["Location"] == f"/my/{tenant.slug}/code/"


def newest_code(tenant: Tenant) -> str:
    """What the newest message says."""
    with in_tenant(tenant.pk):
        body = OutgoingMessage.objects.filter(kind="sign-in-code").latest("pk").body
    found = re.search(r"\b\d{6}\b", body)
    assert found
    return found.group()


def signed_in(tenant: Tenant, person: Person) -> Client:
    """The browser of somebody who has signed in."""
    give_access(tenant, person)
    client = Client()
    ask(client, tenant, person)
    client.post(f"/my/{tenant.slug}/code/", {"code": newest_code(tenant)})
    return client
