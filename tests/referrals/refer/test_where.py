"""No wrong door: practice or postcode tell the tenant and the hub; where nothing can be sent, whom to ring."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from hubs.models import GpPractice, PcnPractice, Postcode, Team, Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import Request
from tests.conftest import ClientAs
from tests.factories import ground
from tests.referrals.refer.form import ANSWERS, START, asked, fill, send


def test_where_no_requests_are_taken_somebody_can_be_rung(client: Client, tenant: Tenant) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(takes_requests=False, public_phone="01253 000 000")
    for response in (client.get(START), client.post(START), client.get(f"{START}person/")):
        told = response.content.decode()
        assert "Please ring instead" in told
        assert 'href="tel:01253000000"' in told


def test_without_any_team_somebody_can_be_rung(tenant: Tenant) -> None:
    assert "Please ring instead" in Client().get(START).content.decode()


def test_staff_who_are_signed_in_may_fill_it_in_for_another_tenant(
    front_door: Team, other_tenant: Tenant, client_as: ClientAs, tenant: Tenant
) -> None:
    client = client_as(Role.CLINICIAN, of=other_tenant)
    fill(client)
    send(client)
    with in_tenant(tenant.pk):
        assert Request.objects.count() == 1
    with in_tenant(other_tenant.pk):
        assert not Request.objects.exists()


@pytest.fixture
def practices(front_door: Team) -> None:
    GpPractice.objects.create(
        code="P81001", name="STONEBRIDGE SURGERY", postcode="PR1 8AH", commissioner="01A"
    )
    GpPractice.objects.create(code="P81002", name="RIVERSIDE HEALTH CENTRE", postcode="L2 1AA")
    GpPractice.objects.create(
        code="P81003", name="CLOSED SURGERY", postcode="PR1 9AA", closed_on=date(2020, 1, 1)
    )
    Postcode.objects.create(postcode="PR1 1AH", local_authority="E07000123")
    Postcode.objects.create(postcode="PR1 8AH", local_authority="E07000123")
    Postcode.objects.create(postcode="PR9 9ZZ", local_authority="E07000123")
    for code, pcn in (("P81001", "U10001"), ("P81002", "U10002")):
        PcnPractice.objects.create(practice_code=code, pcn_code=pcn, pcn_name=pcn, starts_on=date(2020, 1, 1))


@pytest.mark.parametrize("text", ["stonebridge", "Surgery stone", "pr18ah", "PR1", "P81001"])
def test_searching_for_a_practice(client: Client, practices: None, text: str) -> None:
    client.post(START)
    response = client.post(f"{START}practice/", {"search": text, "search_now": "1"}, follow=True)
    told = response.content.decode()
    assert "1 practice found" in told
    assert "STONEBRIDGE SURGERY" in told
    assert "CLOSED" not in told
    assert text not in response.request["PATH_INFO"] + response.request["QUERY_STRING"]


def test_no_practice_is_no_hindrance(client: Client, practices: None, tenant: Tenant) -> None:
    client.post(START)
    response = client.post(f"{START}practice/", {"search": "zzzz", "search_now": "1"}, follow=True)
    assert "No practice found" in response.content.decode()
    fill(client, {**ANSWERS, "practice": {"practice": "none"}})
    send(client)
    with in_tenant(tenant.pk):
        assert asked(tenant).person.gp_registrations.get().practice_code == "V81997"


def covered(tenant: Tenant, code: str) -> Team:
    with in_tenant(tenant.pk):
        coverage = ground.coverage(pcn=ground.pcn(ods_code=code))
        return ground.team(hub=coverage.hub, takes_new=True)


def test_the_practice_tells_the_hub(client: Client, practices: None, tenant: Tenant) -> None:
    team = covered(tenant, "U10002")
    fill(client, {**ANSWERS, "practice": {"practice": "P81002", "search": "riverside"}})
    send(client)
    made = asked(tenant)
    assert made.referral.team == team
    assert made.referral.hub_id == team.hub_id


@pytest.mark.parametrize("postcode", ["PR1 1AH", "PR9 9ZZ"])
def test_without_a_practice_the_postcode_tells_the_hub(
    client: Client, practices: None, tenant: Tenant, postcode: str
) -> None:
    team = covered(tenant, "U10001")
    fill(client, {**ANSWERS, "reach": {**ANSWERS["reach"], "postcode": postcode}})
    send(client)
    assert asked(tenant).referral.team == team


@pytest.fixture
def two_tenants() -> tuple[Tenant, Tenant]:
    first, second = ground.tenant(slug="fylde", name="Fylde"), ground.tenant(slug="wirral", name="Wirral")
    for each in (first, second):
        with in_tenant(each.pk):
            ground.team(takes_new=True)
    return first, second


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_the_postcode_tells_the_tenant(two_tenants: tuple[Tenant, Tenant]) -> None:
    GpPractice.objects.create(code="P81001", name="S", postcode="PR1 8AH")
    PcnPractice.objects.create(
        practice_code="P81001", pcn_code="U10001", pcn_name="U10001", starts_on=date(2020, 1, 1)
    )
    covered(two_tenants[1], "U10001")
    client = Client()
    response = client.post("/refer/", {"postcode": "pr1 1ah"})
    assert response.headers["Location"] == "/refer/wirral/who/"
    assert 'value="PR1 1AH"' in client.get("/refer/wirral/reach/").content.decode()
    response = client.post("/refer/professional/", {"postcode": "pr1 1ah"})
    assert response.headers["Location"] == "/refer/wirral/professional/you/"
    # Two that serve it are both offered, and one far away is not.
    ground.tenant(slug="kent", name="Kent")
    covered(two_tenants[0], "U10001")
    told = client.post("/refer/", {"postcode": "pr1 1ah"}).content.decode()
    assert "More than one service" in told
    assert "Fylde" in told
    assert "Wirral" in told
    assert "Kent" not in told


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_where_nothing_can_be_told_the_tenants_are_offered(two_tenants: tuple[Tenant, Tenant]) -> None:
    client = Client()
    told = client.post("/refer/", {"postcode": "ZE1 0AA"}).content.decode()
    assert "We cannot tell" in told
    assert "Fylde" in told
    response = client.post("/refer/", {"area": "fylde", "postcode": "ZE1 0AA", "go": "1"})
    assert response.headers["Location"] == "/refer/fylde/who/"
    assert "Which service is yours?" in client.post("/refer/", {"choose": "1"}).content.decode()
    assert "Choose the service" in client.post("/refer/", {"area": "", "go": "1"}).content.decode()
    assert "Enter a postcode" in client.post("/refer/", {"postcode": ""}).content.decode()


def test_a_single_tenant_needs_no_postcode(client: Client, tenant: Tenant) -> None:
    assert client.get("/refer/").headers["Location"] == START
