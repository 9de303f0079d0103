"""The caseload: whose it is, how it is sorted and filtered, and that the address keeps all of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from hubs.models import AccessLog, Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import Referral, ReferralTeam
from tests.conftest import ClientAs
from tests.factories import ground, record
from tests.referrals.conftest import TODAY, World


def names(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/caseload/{query}").content.decode()
    body = page.split("<tbody")[1].split("</tbody>")[0] if "<tbody" in page else ""
    return re.findall(r'<a href="/people/[^"]+">([^<]+)</a>', body)


def held(world: World, family: str, *, days: int = 10, **given: object) -> Referral:
    with in_tenant(world.tenant.pk):
        values: dict[str, object] = {
            "person": record.person(family_name=family, given_name="Jo"),
            "team": world.team,
            "received_on": TODAY - timedelta(days=days),
            **given,
        }
        return record.referral(**values)


def clock_stopped(world: World, referral: Referral) -> None:
    """Everything but an assessment happened."""
    with in_tenant(world.tenant.pk):
        record.contact(referral=referral, occurred_on=referral.received_on)
        record.score(referral=referral, taken_on=referral.received_on)
        record.plan(person=referral.person, provider=referral.provider, created_on=referral.received_on)


def test_it_holds_what_names_the_worker_or_a_team_of_theirs(client: Client, world: World) -> None:
    other = world_team(world)
    held(world, "Team")
    held(world, "Named", team=other, named_worker=world.staff)
    with in_tenant(world.tenant.pk):
        ReferralTeam.objects.create(referral=held(world, "Shared", team=other), team=world.team)
        parted = held(world, "Parted", team=other)
        ReferralTeam.objects.create(referral=parted, team=world.team, closed_on=TODAY)
    held(world, "Closed", discharged_on=TODAY)
    held(world, "Strange", team=other)
    assert sorted(names(client)) == ["NAMED, Jo", "OKAFOR, Amara", "SHARED, Jo", "TEAM, Jo"]


def world_team(world: World, name: str = "Another team") -> object:
    with in_tenant(world.tenant.pk):
        return ground.team(name=name, hub=world.hub)


def test_a_row_tells_the_clock_and_leads_to_the_form(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        record.contact(referral=world.referral, occurred_on=TODAY - timedelta(days=3))
        record.contact(referral=world.referral, occurred_on=TODAY - timedelta(days=1), attendance="3")
    page = client.get("/caseload/").content.decode()
    assert "20 days" in page
    assert "Baseline score, assessment and plan or intervention" in page
    assert "Last 15 Jun 2025" in page
    assert "37 years" in page
    assert "943&nbsp;476&nbsp;5919" in page
    address = f"{world.page('contacts', 'new')}?referral={world.referral.reference}&amp;from=caseload"
    assert address in page
    assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_the_longest_wait_comes_first(client: Client, world: World) -> None:
    held(world, "Long", days=50)
    held(world, "Short", days=1)
    assert names(client) == ["LONG, Jo", "OKAFOR, Amara", "SHORT, Jo"]
    assert names(client, "?sort=-received") == ["SHORT, Jo", "OKAFOR, Amara", "LONG, Jo"]


def test_sorted_by_name(client: Client, world: World) -> None:
    held(world, "Zed")
    held(world, "Ábel")
    assert names(client, "?sort=name") == ["ÁBEL, Jo", "OKAFOR, Amara", "ZED, Jo"]
    assert names(client, "?sort=-name") == ["ZED, Jo", "OKAFOR, Amara", "ÁBEL, Jo"]


def test_sorted_by_the_clock_even_where_it_differs_from_the_referral(client: Client, world: World) -> None:
    """Two referrals that follow each other are one wait, counted from the first."""
    first = held(world, "Again", days=60, discharged_on=TODAY - timedelta(days=12))
    held(world, "Unused", days=40)
    with in_tenant(world.tenant.pk):
        record.referral(person=first.person, team=world.team, received_on=TODAY - timedelta(days=10))
    assert names(client, "?sort=-waited") == ["AGAIN, Jo", "UNUSED, Jo", "OKAFOR, Amara"]
    assert names(client, "?sort=waited") == ["OKAFOR, Amara", "UNUSED, Jo", "AGAIN, Jo"]


def test_an_unknown_sort_is_the_usual_one(client: Client, world: World) -> None:
    held(world, "Long", days=50)
    assert names(client, "?sort=person__birth_date") == ["LONG, Jo", "OKAFOR, Amara"]


def test_filtered_by_team(client: Client, world: World) -> None:
    other = world_team(world)
    held(world, "Elsewhere", team=other, named_worker=world.staff)
    assert names(client, f"?team={other.pk}") == ["ELSEWHERE, Jo"]  # type: ignore[attr-defined]
    page = client.get(f"/caseload/?team={other.pk}").content.decode()  # type: ignore[attr-defined]
    assert "Team: Another team" in page
    assert ">1 open referrals<" in page.replace("1 open referral<", "1 open referrals<")


def test_filtered_by_worker(client: Client, world: World) -> None:
    held(world, "Nobodys")
    assert names(client, "?worker=nobody") == ["NOBODYS, Jo"]
    assert names(client, f"?worker={world.staff.pk}") == ["OKAFOR, Amara"]


def test_filtered_by_what_the_clock_lacks(client: Client, world: World) -> None:
    clock_stopped(world, held(world, "Almost"))
    held(world, "Unseen")
    assert names(client, "?lacks=contact") == ["OKAFOR, Amara", "UNSEEN, Jo"]
    assert sorted(names(client, "?lacks=assessment")) == ["ALMOST, Jo", "OKAFOR, Amara", "UNSEEN, Jo"]


def test_filtered_by_being_overdue(client: Client, world: World) -> None:
    held(world, "Late", days=29)
    held(world, "Justintime", days=28)
    assert names(client, "?overdue=yes") == ["LATE, Jo"]


def test_filters_together_and_kept_in_the_address(client: Client, world: World) -> None:
    held(world, "Late", days=40)
    held(world, "Later", days=50, named_worker=world.staff)
    query = f"?overdue=yes&worker={world.staff.pk}&sort=-waited"
    assert names(client, query) == ["LATER, Jo"]
    page = client.get(f"/caseload/{query}").content.decode()
    assert "Filters (2 in use)" in page
    assert f"?worker={world.staff.pk}&amp;sort=-waited" in page


@pytest.mark.parametrize("query", ["?team=abc", "?lacks=nonsense", "?page=x", "?page=999", "?worker=0"])
def test_nonsense_in_the_address_does_no_harm(client: Client, world: World, query: str) -> None:
    assert client.get(f"/caseload/{query}").status_code == 200


def test_nobody_matches(client: Client, world: World) -> None:
    assert "Nobody matches these filters" in client.get("/caseload/?overdue=yes").content.decode()


def test_an_empty_caseload_says_what_to_do(world: World, client_as: ClientAs) -> None:
    page = client_as(Role.CLINICIAN, hub=world.hub).get("/caseload/").content.decode()
    assert "Nobody is on your caseload" in page


def test_pages_of_fifty(client: Client, world: World) -> None:
    for number in range(50):
        held(world, f"Person{number:02d}", days=100 - number)
    assert len(names(client)) == 50
    assert names(client, "?page=2") == ["OKAFOR, Amara"]
    assert names(client, "?sort=-waited&page=2") == ["OKAFOR, Amara"]
    page = client.get("/caseload/?page=2&sort=received").content.decode()
    assert "Showing 51 to 51 of 51" in page
    assert "?page=1&amp;sort=received" in page


def test_a_referral_outside_the_national_wait_says_so(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        team = ground.team(name="Memory service", hub=world.hub, team_type="A17")
    held(world, "Outside", team=team, named_worker=world.staff)
    assert "Not in the national wait" in client.get("/caseload/").content.decode()


def test_looking_at_it_is_written_down(client: Client, world: World) -> None:
    client.get("/caseload/")
    with in_tenant(world.tenant.pk):
        log = AccessLog.objects.get()
    assert (log.kind, log.what, log.staff_name) == ("listed", "Caseload", "Priya Nair")


def test_another_tenant_has_another_caseload(world: World, client_as: ClientAs, other_tenant: Tenant) -> None:
    assert names(client_as(Role.CLINICIAN, of=other_tenant)) == []


@pytest.mark.parametrize("role", [Role.MANAGER, Role.COMMISSIONER, Role.ADMINISTRATOR, Role.PRIVACY])
def test_roles_without_a_caseload(world: World, client_as: ClientAs, role: Role) -> None:
    assert client_as(role).get("/caseload/").status_code == 403
