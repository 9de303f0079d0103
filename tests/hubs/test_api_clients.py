"""The screens on which an administrator lets partners' systems in and stops them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from hubs.actions import api_clients
from hubs.models import ApiClient, AuditEvent, Organisation, Tenant
from hubs.rules.roles import Role
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from tests.conftest import ClientAs
from tests.factories import ground
from tests.hubs.forms_on_pages import words

KEY = re.compile(r"fylde\.[0-9a-f]{32}\.[\w-]{43}")


@pytest.fixture
def charity(tenant: Tenant) -> Organisation:
    with in_tenant(tenant.pk):
        return ground.organisation(kind="vcse", name="Lamplight", ods_code="VCS01")


def test_a_key_is_made_shown_once_and_stopped(
    tenant: Tenant, charity: Organisation, client_as: ClientAs
) -> None:
    client = client_as(Role.ADMINISTRATOR)
    assert "No partner system yet" in words(client.get(reverse("setup-api")))
    sent = {"name": "Lamplight records", "organisation": str(charity.public_id), "scopes": ["requests.write"]}
    answer = client.post(reverse("setup-api-new"), sent)
    found = KEY.search(answer.content.decode())
    assert found
    assert "Shown only now" in words(answer)
    listed = client.get(reverse("setup-api"))
    assert "Lamplight records" in words(listed)
    assert "Ask for help for somebody" in words(listed)
    assert found[0] not in listed.content.decode()
    with in_tenant(tenant.pk):
        made = ApiClient.objects.get()
    stop = reverse("setup-api-revoke", args=[made.public_id])
    assert "It stops working at once and for good" in words(client.get(stop))
    with in_tenant(tenant.pk):
        assert ApiClient.objects.get().revoked_at is None
    assert "The key of Lamplight records no longer works" in words(client.post(stop, follow=True))
    client.post(stop)
    with in_tenant(tenant.pk):
        assert ApiClient.objects.get().revoked_at is not None
        actions = list(
            AuditEvent.objects.filter(object_type="hubs.apiclient")
            .order_by("pk")
            .values_list("action", flat=True)
        )
        assert actions == ["api_client.added", "api_client.revoked"]


def test_what_is_lacking_is_said(charity: Organisation, client_as: ClientAs) -> None:
    said = words(client_as(Role.ADMINISTRATOR).post(reverse("setup-api-new"), {"name": ""}))
    for error in (
        "Enter the name of the system",
        "Select whose system it is",
        "Select what the system may do",
    ):
        assert error in said


def test_the_action_refuses_what_the_form_does_not_offer(in_a_tenant: Tenant, charity: Organisation) -> None:
    by = system_actor(in_a_tenant.pk)
    with pytest.raises(ValidationError, match="Select what the system may do"):
        api_clients.add(by=by, name="x", organisation=charity, scopes=["people.read"])
    charity.closed_on = date(2025, 1, 1)
    charity.save()
    with pytest.raises(ValidationError, match="Lamplight is closed"):
        api_clients.add(by=by, name="x", organisation=charity, scopes=["requests.read"])


def test_only_administrators(client_as: ClientAs) -> None:
    assert client_as(Role.CLINICIAN).get(reverse("setup-api")).status_code == 403
