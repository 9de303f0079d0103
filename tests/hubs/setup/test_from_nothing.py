"""An administrator sets a tenant up in the browser, from places to people who sign in."""

from __future__ import annotations

import datetime as dt

from django.test import Client
from django.urls import reverse

from hubs.models import (
    AuditEvent,
    HubCoverage,
    Organisation,
    PcnPractice,
    RoleAssignment,
    StaffMember,
    Team,
    Tenant,
)
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from tests.conftest import ClientAs
from tests.factories import ground
from tests.hubs.forms_on_pages import day, send, words
from tests.hubs.setup.forms import SPRING, one_time_password


def test_a_system_is_set_up_from_nothing(client_as: ClientAs, tenant: Tenant) -> None:
    administrator = client_as(Role.ADMINISTRATOR)
    add_a_place(administrator)
    add_a_trust(administrator)
    add_a_pcn(administrator)
    with in_tenant(tenant.pk):
        trust, pcn = Organisation.objects.get(ods_code="RXA"), Organisation.objects.get(ods_code="U10001")
    add_a_hub_that_covers(administrator, pcn)
    add_a_team_of(administrator, trust)
    password = add_somebody_of(administrator, trust)
    with in_tenant(tenant.pk):
        the_pcn_is_covered_by_the_hub()
        the_team_is_of_trust_and_hub()
        she_is_a_clinician_of_the_hub()
        the_audit_tells_of_each_step()
    page = send(Client(), reverse("sign-in"), username="priya@example.org", password=password)
    assert "Choose a password" in page


def add_a_place(administrator: Client) -> None:
    assert "Valley is added" in send(administrator, reverse("setup-place-new"), name=" Valley ")


def add_a_trust(administrator: Client) -> None:
    trust = {"kind": "nhs_trust", "name": "Red Rose Trust", "ods_code": " rxa ", "place": "valley"}
    assert "Red Rose Trust is added" in send(administrator, reverse("setup-organisation-new"), **trust)


def add_a_pcn(administrator: Client) -> None:
    PcnPractice.objects.create(
        practice_code="P81001", pcn_code="U10001", pcn_name="Riverside PCN", starts_on=dt.date(2019, 7, 1)
    )
    known = {"code": "U10001", "place": "valley", **day("transformed_from", SPRING)}
    page = send(administrator, reverse("setup-pcn-new"), **known)
    assert "Riverside PCN is added" in page
    assert "Riverside PCN (U10001)" in page, "it waits among those that no hub covers"


def add_a_hub_that_covers(administrator: Client, pcn: Organisation) -> None:
    page = send(administrator, reverse("setup-hub-new"), name="Mill Hill", place="valley")
    assert "Mill Hill is added" in page
    cover = {"pcn": pcn.public_id, "population": "41200", **day("starts_on", SPRING)}
    assert "41,200" in send(administrator, reverse("setup-cover-new", args=["mill-hill"]), **cover)


def add_a_team_of(administrator: Client, trust: Organisation) -> None:
    page = send(
        administrator,
        reverse("setup-team-new"),
        name="Core team",
        organisation=trust.public_id,
        hub="mill-hill",
        team_type="A06",
        intended_age_group="03",
    )
    assert "Community Mental Health Team - Functional" in page


def add_somebody_of(administrator: Client, trust: Organisation) -> str:
    """Her first password, as the page shows it once."""
    page = send(
        administrator,
        reverse("setup-member-new"),
        name="Priya Nair",
        organisation=trust.public_id,
        staff_group="02",
        email="Priya@Example.org",
        role="clinician",
        scope="hub",
        hub="mill-hill",
    )
    return one_time_password(page)


def the_pcn_is_covered_by_the_hub() -> None:
    assert Organisation.objects.get(ods_code="U10001").transformed_from == SPRING
    cover = HubCoverage.objects.get()
    assert (cover.hub.name, cover.pcn.name, cover.population) == ("Mill Hill", "Riverside PCN", 41200)


def the_team_is_of_trust_and_hub() -> None:
    team = Team.objects.get()
    said = (team.organisation.name, team.hub.name, team.team_type)
    assert said == ("Red Rose Trust", "Mill Hill", "A06")


def she_is_a_clinician_of_the_hub() -> None:
    held = RoleAssignment.objects.get(staff=StaffMember.objects.get(name="Priya Nair"))
    assert (held.role, held.hub.name) == ("clinician", "Mill Hill")


def the_audit_tells_of_each_step() -> None:
    added = {"place.added", "organisation.added", "hub.covered", "team.added"}
    assert {*added, "role.granted", "login.given"} <= set(AuditEvent.objects.values_list("action", flat=True))


def test_the_start_page_counts_and_says_what_is_missing(administrator: Client, ours: Tenant) -> None:
    ground.pcn(name="Lonely PCN")
    ground.team(name="Lost team")
    page = words(administrator.get(reverse("setup")))
    assert "1 PCN is not covered by any hub" in page
    assert "1 open team belongs to no hub" in page
    assert "Numbers below 5 hidden" in page
