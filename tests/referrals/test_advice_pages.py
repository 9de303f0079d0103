"""Asking for advice, answering it, and writing down a session, on the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hubs.models import GpPractice, Tenant
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import Advice
from tests.conftest import ClientAs
from tests.factories import exchanges, ground
from tests.referrals.conftest import World
from tests.referrals.passing_on import Receiver, receiver
from tests.referrals.test_handover_pages import signed_in, text


@pytest.fixture
def to(world: World) -> Receiver:
    with in_tenant(world.tenant.pk):
        GpPractice.objects.get_or_create(code="P81001", defaults={"name": "Moorside Surgery"})
        return receiver("Perinatal consultants")


def asked(world: World) -> Advice:
    with in_tenant(world.tenant.pk):
        return Advice.objects.get()


def question(world: World, of: Receiver, **given: Any) -> dict[str, Any]:
    return {
        "from_team": str(world.team.public_id),
        "who": "own",
        "to": f"{of.team.public_id}:{of.staff.public_id}",
        "question": "May she drive with this medicine?",
        **given,
    }


def test_a_gp_asks_a_consultant_and_is_answered(world: World, client: Client, to: Receiver) -> None:
    assert "Rosa Adeyemi" in text(client.get("/advice/new/"))
    given = question(
        world, to, who="practice", practice="P81001", asker_name="Dr Shah", person=world.person.reference
    )
    answer = client.post("/advice/new/", given)
    made = asked(world)
    assert answer.headers["Location"] == f"/advice/{made.public_id}/"
    assert (made.asked_of_id, made.person_id) == (to.staff.pk, world.person.pk)
    theirs = signed_in(to.staff)
    for page in ("/handovers/", "/advice/"):
        assert str(made.public_id) in text(theirs.get(page))
    seen = text(theirs.get(f"/advice/{made.public_id}/"))
    assert "Moorside Surgery (P81001), Dr Shah" in seen
    assert "OKAFOR" not in seen
    theirs.post(f"/advice/{made.public_id}/question/", {"text": "Which dose?"})
    client.post(f"/advice/{made.public_id}/answer/", {"text": "10 mg."})
    theirs.post(f"/advice/{made.public_id}/give/", {"text": "Yes, from next week."})
    seen = text(client.get(f"/advice/{made.public_id}/"))
    assert "Yes, from next week." in seen
    assert "OKAFOR, Amara" in seen


def test_an_answer_stands_with_the_record_it_is_about(world: World, client: Client, to: Receiver) -> None:
    way = world.page("referrals", world.referral.reference)
    assert "Nobody has been asked about them." in text(client.get(way))
    client.post("/advice/new/", question(world, to, person=world.person.reference))
    assert "Waiting for an answer" in text(client.get(way))
    signed_in(to.staff).post(f"/advice/{asked(world).public_id}/give/", {"text": "Yes, from next week."})
    told = text(client.get(way))
    assert "May she drive with this medicine?" in told
    assert "Yes, from next week." in told
    assert f"Rosa Adeyemi, {to.team.name}:" in told


def test_the_team_of_whoever_works_in_one_is_chosen(world: World, client: Client) -> None:
    with in_tenant(world.tenant.pk):
        ground.team(name="A team of the hub", hub=world.hub)
    for page in ("/advice/new/", "/advice/sessions/new/"):
        assert f'<option value="{world.team.public_id}" selected' in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"to": ""}, "Select who is asked"),
        ({"to": "nobody"}, "Select a team or a specialist from the list"),
        ({"question": ""}, "Write the question"),
        ({"who": "practice"}, "Enter the code of the practice"),
        (
            {"who": "practice", "practice": "P00000", "asker_name": "Dr Shah"},
            "is not the code of a GP practice",
        ),
        ({"who": "practice", "practice": "P81001"}, "Enter who asks in the practice"),
        ({"person": "P0000000000"}, "No record that you may open"),
    ],
)
def test_what_is_missing(
    world: World, client: Client, to: Receiver, given: dict[str, str], words: str
) -> None:
    response = client.post("/advice/new/", question(world, to, **given))
    assert response.status_code == 200
    assert words in text(response)
    with in_tenant(world.tenant.pk):
        assert not Advice.objects.exists()


def session(world: World, **given: Any) -> dict[str, Any]:
    return {
        "kind": "training",
        "from_team": str(world.team.public_id),
        "to": "organisation",
        "to_name": "Moorside Surgery",
        "held_on_day": "17",
        "held_on_month": "6",
        "held_on_year": "2025",
        "minutes": "90",
        "took_part": "12",
        "topic": "Working with voices",
        **given,
    }


def test_a_session_given_to_a_team(world: World, client: Client, to: Receiver) -> None:
    client.post("/advice/sessions/new/", session(world, to="team", to_team=str(to.team.public_id)))
    made = asked(world)
    assert (made.kind, made.to_team_id, made.to_name) == ("training", to.team.pk, "")
    theirs = signed_in(to.staff)
    assert "12 people" in text(theirs.get(f"/advice/{made.public_id}/"))
    theirs.post(f"/advice/{made.public_id}/confirm/")
    assert asked(world).state == "confirmed"


def test_a_session_given_to_a_practice(world: World, client: Client) -> None:
    client.post("/advice/sessions/new/", session(world))
    address = f"/advice/{asked(world).public_id}/"
    assert "Enter the name of who confirmed it" in text(client.post(f"{address}confirm/", {"name": ""}))
    client.post(f"{address}confirm/", {"name": "Dr Shah"})
    assert "Dr Shah, Moorside Surgery" in text(client.get(address))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"to_name": ""}, "Select the team that it was given to"),
        ({"held_on_day": "19"}, "must be today or in the past"),
        ({"minutes": "0"}, "must be 1 or more"),
        ({"took_part": ""}, "Enter how many people took part"),
        ({"kind": ""}, "Select what kind of session it was"),
    ],
)
def test_a_session_that_cannot_have_been(
    world: World, client: Client, given: dict[str, str], words: str
) -> None:
    response = client.post("/advice/sessions/new/", session(world, **given))
    assert response.status_code == 200
    assert words in text(response)


def test_taken_back(world: World, client: Client, to: Receiver) -> None:
    client.post("/advice/new/", question(world, to))
    address = f"/advice/{asked(world).public_id}/"
    client.post(f"{address}withdraw/", {"text": "Found it in the guidance"})
    assert asked(world).state == "withdrawn"
    assert "The sender took it back" in text(signed_in(to.staff).post(f"{address}give/", {"text": "Yes"}))


def test_nobody_else_reads_it(world: World, client_as: ClientAs, other_tenant: Tenant) -> None:
    with in_tenant(world.tenant.pk):
        made = exchanges.advice(from_team=world.team)
        hub = ground.hub()
    address = f"/advice/{made.public_id}/"
    refused = client_as(Role.CLINICIAN, hub=hub).get(address)
    assert refused.status_code == 403
    assert "drive" not in text(refused)
    assert client_as(Role.CLINICIAN, of=other_tenant).get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_list_costs_the_same_however_long(world: World, client: Client) -> None:
    def cost() -> int:
        client.get("/advice/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/advice/").status_code == 200
        return len(captured)

    def fill(rows: int) -> None:
        with in_tenant(world.tenant.pk):
            for _ in range(rows):
                exchanges.advice(from_team=world.team)
                exchanges.advice(to_team=world.team)

    fill(1)
    one = cost()
    fill(12)
    assert cost() == one
