"""A worker takes a request in: for somebody found, or for somebody new."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.test import Client

from hubs.models import AccessLog
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import Holding, Person, Request
from tests.conftest import ClientAs
from tests.factories import ground, record
from tests.referrals.conftest import World

NEW = "/referrals/new/"


def said(**changes: Any) -> dict[str, Any]:
    return {
        "form_key": str(uuid4()),
        "way": "gp",
        "asker_name": "Dr Shah",
        "asker_organisation": "Stonebridge Surgery",
        "asked_on_day": "17",
        "asked_on_month": "6",
        "asked_on_year": "2025",
        "knows": "yes",
        "story": "Low for months.",
        "urgency": "wait",
        "team": "",
        **changes,
    }


def test_the_person_is_looked_for_first(client: Client, world: World) -> None:
    response = client.post(NEW, {"text": "okafor"}, follow=True)
    told = response.content.decode()
    assert "OKAFOR, Amara" in told
    assert f"{NEW}{world.person.reference}/" in told
    assert "okafor" not in response.request["QUERY_STRING"]
    assert f"{NEW}person/" in told
    with in_tenant(world.tenant.pk):
        assert AccessLog.objects.filter(kind="searched").exists()


def test_a_search_that_is_wrong_says_so(client: Client, world: World) -> None:
    assert "Enter a name" in client.post(NEW, {"text": ""}).content.decode()
    assert "no longer kept" in client.get(f"{NEW}?search=old").content.decode()


def test_somebody_with_an_open_referral_keeps_it(client: Client, world: World) -> None:
    address = f"{NEW}{world.person.reference}/"
    assert "OKAFOR" in client.get(address).content.decode()
    response = client.post(address, said(urgency="soon"), follow=True)
    assert "Northbrook core team holds the person from now on" in response.content.decode()
    with in_tenant(world.tenant.pk):
        made = Request.objects.get()
        assert made.referral == world.referral
        assert made.referral.priority == "2"
        assert (made.asker_name, made.way) == ("Dr Shah", "gp")
        assert made.created_by_id == world.by.staff_id


def test_somebody_new_goes_to_the_team_that_was_chosen(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        ground.team(hub=world.hub, takes_new=True, name="Front door")
    for chosen, holder in (("", "Front door"), (str(world.team.public_id), "Northbrook core team")):
        sent = said(given_name="Tola", family_name="Adeyemi", team=chosen, communication="Quiet room")
        client.post(f"{NEW}person/", sent)
        with in_tenant(world.tenant.pk):
            made = Request.objects.order_by("-pk")[0]
            assert made.person.name_key == "adeyemi tola"
            assert made.referral.received_on.day == 17
            assert made.person.needs.get().communication == "Quiet room"
            assert Holding.objects.get(person=made.person, until=None).team.name == holder


def test_who_took_a_request_in_for_another_hub_is_not_led_to_a_record_that_is_refused(
    client: Client, world: World
) -> None:
    with in_tenant(world.tenant.pk):
        team = ground.team(hub=ground.hub(), name="Team of the other hub")
    person = {"given_name": "Rae", "family_name": "Moor", "birth_date_day": "1", "birth_date_month": "2"}
    sent = said(**person, birth_date_year="1990", team=str(team.public_id))
    response = client.post(f"{NEW}person/", sent, follow=True)
    assert (response.status_code, response.request["PATH_INFO"]) == (200, NEW)
    assert "Team of the other hub holds the person from now on" in response.content.decode()
    with in_tenant(world.tenant.pk):
        assert not AccessLog.objects.filter(kind="refused").exists()


def test_a_double_click_takes_it_in_once(client: Client, world: World) -> None:
    sent = said(given_name="Tola", family_name="Adeyemi")
    for _ in range(2):
        assert client.post(f"{NEW}person/", sent).status_code == 302
    with in_tenant(world.tenant.pk):
        assert Request.objects.count() == 1
        assert Person.objects.filter(family_name="Adeyemi").count() == 1


def test_what_is_wrong_is_told_for_both_parts(client: Client, world: World) -> None:
    told = client.post(f"{NEW}person/", said(story="", practice_code="P99999")).content.decode()
    assert "Enter first name" in told
    assert "Write down what was asked for" in told
    assert "No practice has the code P99999" in told
    told = client.post(f"{NEW}person/", said(way="carer", knows="no")).content.decode()
    assert "only with their knowledge" in told


def test_a_tenant_without_teams_says_what_to_do(client_as: ClientAs, world: World) -> None:
    alone = ground.tenant(slug="alone")
    client = client_as(Role.CLINICIAN, of=alone)
    told = client.post(f"{NEW}person/", said(given_name="A", family_name="B")).content.decode()
    assert "An administrator must set up a team first" in told
    with in_tenant(alone.pk):
        assert not Person.objects.filter(family_name="B").exists()


def test_a_record_of_another_hub_is_not_opened(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        elsewhere = record.referral(person=record.person(nhs_number="9434765870")).person
    assert client.get(f"{NEW}{elsewhere.reference}/").status_code == 403
    told = client.post(NEW, {"text": "9434765870"}, follow=True).content.decode()
    assert "Held by a hub you do not work in" in told
    assert "somebody new, with the same NHS number" in told


def test_only_who_may_receive(client_as: ClientAs, world: World) -> None:
    for role in (Role.MANAGER, Role.COMMISSIONER, Role.ADMINISTRATOR, Role.PRIVACY):
        assert client_as(role).get(NEW).status_code == 403
    for role in (Role.CLINICIAN, Role.PARTNER):
        assert "New referral" in client_as(role).get("/caseload/").content.decode()
