"""The queue of a hub: who is in it, in which order, and who may see it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from hubs.models import AccessLog, Hub
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import Contact, Referral
from tests.conftest import ClientAs
from tests.factories import ground, record
from tests.referrals.conftest import TODAY, World


def names(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/queue/{query}").content.decode()
    body = page.split("<tbody")[1].split("</tbody>")[0] if "<tbody" in page else ""
    headings = re.findall(r"<th .*?</th>", body, re.DOTALL)
    return [
        name
        for held in headings
        for name in re.findall(r">([^<>]+)(?:</a>)?<span class=\"app-cell-note\"", held)
    ]


def waiting(world: World, family: str, *, days: int, contacts: int = 0, **given: object) -> Referral:
    with in_tenant(world.tenant.pk):
        referral = record.referral(
            person=record.person(family_name=family, given_name="Jo"),
            team=given.pop("team", world.team),
            received_on=TODAY - timedelta(days=days),
            **given,
        )
        for number in range(contacts):
            record.contact(referral=referral, occurred_on=TODAY - timedelta(days=days - number))
        return referral


def test_who_waits_for_a_first_or_second_contact_or_a_name(client: Client, world: World) -> None:
    waiting(world, "Unseen", days=30)
    waiting(world, "Once", days=40, contacts=1)
    waiting(world, "Twice", days=50, contacts=2, named_worker=world.staff)
    waiting(world, "Nameless", days=45, contacts=2)
    waiting(world, "Elsewhere", days=55, contacts=2, source_month=date(2025, 5, 1))
    waiting(world, "Closed", days=60, discharged_on=TODAY)
    assert names(client) == ["NAMELESS, Jo", "ONCE, Jo", "UNSEEN, Jo", "OKAFOR, Amara"]
    assert names(client, "?show=0") == ["UNSEEN, Jo", "OKAFOR, Amara"]
    assert names(client, "?show=1") == ["ONCE, Jo"]
    assert names(client, "?show=2") == ["NAMELESS, Jo"]


def test_urgent_ones_first_then_the_longest_wait(client: Client, world: World) -> None:
    waiting(world, "Long", days=90)
    waiting(world, "Urgent", days=2, priority="2")
    waiting(world, "Older", days=9, priority="2")
    assert names(client) == ["OLDER, Jo", "URGENT, Jo", "LONG, Jo", "OKAFOR, Amara"]
    assert names(client, "?sort=received") == ["LONG, Jo", "OKAFOR, Amara", "OLDER, Jo", "URGENT, Jo"]
    assert names(client, "?sort=-received") == ["URGENT, Jo", "OLDER, Jo", "OKAFOR, Amara", "LONG, Jo"]
    assert names(client, "?sort=name") == ["LONG, Jo", "OKAFOR, Amara", "OLDER, Jo", "URGENT, Jo"]
    assert names(client, "?sort=nonsense") == names(client)
    page = client.get("/queue/").content.decode()
    assert "Should have been seen by 16 June 2025, 2 days ago" in page
    assert "To be seen by 23 June 2025, 5 days left" in page


def test_contacts_that_do_not_count_nationally_do_not_count_here(client: Client, world: World) -> None:
    referral = waiting(world, "Tried", days=30, contacts=1)
    with in_tenant(world.tenant.pk):
        record.contact(referral=referral, occurred_on=TODAY, attendance="3")
        record.contact(referral=referral, occurred_on=TODAY, mechanism="05")
        voided = record.contact(referral=referral, occurred_on=TODAY)
        Contact.objects.filter(pk=voided.pk).update(voided_at="2025-06-18T00:00Z", void_reason="Slip")
    assert names(client, "?show=1") == ["TRIED, Jo"]


def test_only_the_hubs_of_the_worker(world: World, client_as: ClientAs) -> None:
    hub = _hub(world)
    with in_tenant(world.tenant.pk):
        team = ground.team(hub=hub)
    waiting(world, "Elsewhere", days=10, team=team)
    waiting(world, "Nowhere", days=9, team=_team_without_hub(world))
    waiting(world, "Theirs", days=9, team=_team_without_hub(world), source_month=date(2025, 5, 1))
    assert names(client_as(Role.CLINICIAN, hub=hub)) == ["ELSEWHERE, Jo"]
    # Whom no hub covers is seen by those who work for all of them.
    assert names(client_as(Role.CLINICIAN)) == ["OKAFOR, Amara", "ELSEWHERE, Jo", "NOWHERE, Jo"]


def _hub(world: World) -> Hub:
    with in_tenant(world.tenant.pk):
        return ground.hub()


def _team_without_hub(world: World) -> object:
    with in_tenant(world.tenant.pk):
        return ground.team()


def test_a_manager_reads_names_and_opens_nobody(world: World, client_as: ClientAs) -> None:
    manager = client_as(Role.MANAGER, hub=world.hub)
    assert names(manager) == ["OKAFOR, Amara"]
    assert "/people/" not in manager.get("/queue/").content.decode()


def test_pages_of_fifty_with_their_number(client: Client, world: World) -> None:
    for number in range(50):
        waiting(world, f"Person{number:02d}", days=100 - number)
    page = client.get("/queue/?page=2").content.decode()
    assert "Showing 51 to 51 of 51" in page
    assert names(client, "?page=2") == ["OKAFOR, Amara"]
    assert names(client, "?page=9") == names(client)


def test_nobody_waits(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        for referral in Referral.objects.filter(discharged_on=None):
            record.end(referral, max(referral.received_on, date(2025, 6, 1)))
    assert "Nobody is waiting here" in client.get("/queue/").content.decode()


def test_looking_at_it_is_written_down(client: Client, world: World) -> None:
    client.get("/queue/")
    with in_tenant(world.tenant.pk):
        assert AccessLog.objects.get().what == "Queue"


@pytest.mark.parametrize("query", ["?show=7", "?page=0", "?page=-1", "?page=99999999999999"])
def test_nonsense_in_the_address_does_no_harm(client: Client, world: World, query: str) -> None:
    assert client.get(f"/queue/{query}").status_code == 200


@pytest.mark.parametrize("role", [Role.PARTNER, Role.COMMISSIONER, Role.ADMINISTRATOR, Role.PRIVACY])
def test_roles_without_a_queue(world: World, client_as: ClientAs, role: Role) -> None:
    assert client_as(role).get("/queue/").status_code == 403
