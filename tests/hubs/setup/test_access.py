"""Who sets up, what they do not see, and what hubs see by it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hubs.models import (
    PcnPractice,
    StaffMember,
    Tenant,
    User,
)
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import GpRegistration
from tests.conftest import ClientAs
from tests.factories import ground, record
from tests.hubs.forms_on_pages import day, send
from tests.hubs.setup.forms import SPRING


@pytest.mark.parametrize(
    "role", [Role.CLINICIAN, Role.MANAGER, Role.COMMISSIONER, Role.PRIVACY, Role.PARTNER]
)
def test_nobody_else_sets_up(client_as: ClientAs, role: Role) -> None:
    client = client_as(role)
    assert client.get(reverse("setup")).status_code == 403
    assert client.post(reverse("setup-place-new"), {"name": "Mine"}).status_code == 403


def test_another_systems_ground_is_not_there(
    client_as: ClientAs, tenant: Tenant, other_tenant: Tenant
) -> None:
    client = client_as(Role.ADMINISTRATOR)
    with in_tenant(other_tenant.pk):
        cover, team, member = ground.coverage(), ground.team(), ground.staff_member()
        addresses = [
            reverse("setup-place", args=[cover.hub.place.code]),
            reverse("setup-hub", args=[cover.hub.code]),
            reverse("setup-cover", args=[cover.hub.code, cover.pcn.public_id]),
            reverse("setup-organisation", args=[cover.pcn.public_id]),
            reverse("setup-team", args=[team.public_id]),
            reverse("setup-member", args=[member.public_id]),
            reverse("setup-login", args=[member.public_id]),
        ]
    for address in addresses:
        assert client.get(address).status_code == 404
    sent = {"name": "Thief", "organisation": str(team.organisation.public_id)}
    assert "from the list" in send(client, reverse("setup-member-new"), **sent)


def test_an_address_of_another_systems_login_is_refused(
    administrator: Client, ours: Tenant, other_tenant: Tenant
) -> None:
    User.objects.create_user("taken@example.org", "x", tenant=other_tenant)
    member = StaffMember.objects.create(name="New", organisation=ground.organisation(), local_id="S1")
    page = send(administrator, reverse("setup-login", args=[member.public_id]), email="taken@example.org")
    assert "This address has a login already" in page


def test_a_hub_sees_the_people_of_a_team_while_it_is_its_own(
    administrator: Client, ours: Tenant, client_as: ClientAs
) -> None:
    hub, team = ground.hub(), ground.team()
    referral = record.referral(team=team)
    clinician = client_as(Role.CLINICIAN, hub=hub)
    page = reverse("person", args=[referral.person.reference])
    details = {
        "name": team.name,
        "team_type": team.team_type,
        "intended_age_group": team.intended_age_group,
    }
    address = reverse("setup-team", args=[team.public_id])
    assert clinician.get(page).status_code == 403
    send(administrator, address, **details, hub=hub.code)
    assert clinician.get(page).status_code == 200
    send(administrator, address, **details, hub="")
    assert clinician.get(page).status_code == 403


@pytest.mark.parametrize("ending", ["setup-cover-end", "setup-hub-close"])
def test_a_hub_sees_the_people_of_a_pcn_while_it_covers_it(
    ending: str, administrator: Client, ours: Tenant, client_as: ClientAs
) -> None:
    hub, pcn = ground.hub(), ground.pcn(ods_code="U54321")
    PcnPractice.objects.create(
        practice_code="P81050", pcn_code="U54321", pcn_name="South", starts_on=dt.date(2020, 1, 1)
    )
    person = record.person()
    GpRegistration.objects.create(person=person, practice_code="P81050")
    clinician = client_as(Role.CLINICIAN, hub=hub)
    page = reverse("person", args=[person.reference])
    assert clinician.get(page).status_code == 403
    send(
        administrator,
        reverse("setup-cover-new", args=[hub.code]),
        pcn=pcn.public_id,
        **day("starts_on", SPRING),
    )
    assert clinician.get(page).status_code == 200
    where = [hub.code] if ending == "setup-hub-close" else [hub.code, pcn.public_id]
    send(administrator, reverse(ending, args=where), **day("on", timezone.localdate()))
    assert clinician.get(page).status_code == 403
