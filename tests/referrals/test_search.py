"""Finding a person, without leaving names in addresses."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from redis.exceptions import RedisError

from hubs.models import AccessLog, Tenant
from hubs.rules import nhs_number, references
from hubs.rules.roles import Role
from hubs.tenancy import in_tenant
from referrals.models import Person, PersonHub
from referrals.selectors import people
from referrals.selectors.people import Search
from tests.conftest import ClientAs
from tests.factories import record
from tests.referrals.conftest import World


def search(client: Client, text: str, **born: str) -> str:
    response = client.post("/people/", {"text": text, **born})
    if response.status_code == 302:
        assert text.lower() not in response.headers["Location"].lower()
        response = client.get(response.headers["Location"])
    return response.content.decode()


def named(world: World, family: str, given: str, *, seen: bool = True, **known: object) -> Person:
    with in_tenant(world.tenant.pk):
        person = record.person(family_name=family, given_name=given, **known)
        if seen:
            PersonHub.objects.create(person=person, hub=world.hub, source="referral")
        return person


@pytest.mark.parametrize(
    "text",
    [
        "Okafor",
        "okafor, amara",
        "Amara Okafor",
        "oka",
        "ÔKAFOR",
        "943 476 5919",
        "9434765919",
        "  Okafor   Am ",
    ],
)
def test_found_by(client: Client, world: World, text: str) -> None:
    page = search(client, text)
    assert "1 person found" in page
    assert f'href="{world.page()}"' in page


@pytest.mark.parametrize("text", ["lower", "spaced"])
def test_found_by_reference(client: Client, world: World, text: str) -> None:
    reference = world.person.reference
    assert "1 person found" in search(client, reference.lower() if text == "lower" else " ".join(reference))


@pytest.mark.parametrize("text", ["O'Neill", "o neill", "ONeill Sean", "Seán O\u2019Neill", "sean o neill"])
def test_names_with_marks_in_them(client: Client, world: World, text: str) -> None:
    named(world, "O'Neill", "Séan")
    assert "O&#39;NEILL, Séan" in search(client, text)


@pytest.mark.parametrize("text", ["Pryce-Montague", "pryce montague", "Pryce Montague Siân", "Sian Pryce"])
def test_double_names(client: Client, world: World, text: str) -> None:
    named(world, "Pryce-Montague", "Siân")
    assert "PRYCE-MONTAGUE, Siân" in search(client, text)


def test_a_date_of_birth_tells_people_apart(client: Client, world: World) -> None:
    named(world, "Okafor", "Amara", birth_date=date(1999, 9, 9))
    assert "2 people found" in search(client, "okafor")
    born = {"birth_date_day": "3", "birth_date_month": "3", "birth_date_year": "1988"}
    page = search(client, "okafor", **born)
    assert "1 person found" in page
    assert world.person.reference in page


def test_people_of_other_hubs_are_not_found_by_name(client: Client, world: World) -> None:
    named(world, "Abernathy", "Jo", seen=False)
    page = search(client, "Abernathy")
    assert "Nobody found" in page
    assert "ABERNATHY" not in page


@pytest.mark.parametrize("by", ["nhs_number", "reference"])
def test_an_exact_match_of_another_hub_shows_only_that_it_is_there(
    client: Client, world: World, by: str
) -> None:
    other = named(world, "Abernathy", "Jo", seen=False, nhs_number="9434765870")
    page = search(client, getattr(other, by))
    assert "A record of another hub" in page
    assert "Ask to open this record" in page
    assert "ABERNATHY" not in page
    assert f"/people/{other.reference}/" in page


def test_both_claimants_of_a_number_are_found(client: Client, world: World) -> None:
    named(world, "Okafour", "Amara", nhs_number_claimed="9434765919", nhs_number_problem="taken")
    assert "2 people found" in search(client, "943 476 5919")


def test_another_tenant_is_never_searched(world: World, client_as: ClientAs, other_tenant: Tenant) -> None:
    stranger = client_as(Role.CLINICIAN, of=other_tenant)
    for text in ("Okafor", "9434765919", world.person.reference):
        assert "Nobody found" in search(stranger, text)


def test_a_voided_person_is_not_found(client: Client, world: World) -> None:
    with in_tenant(world.tenant.pk):
        Person.objects.filter(pk=world.person.pk).update(voided_at="2025-06-01T00:00Z", void_reason="Test")
    assert "Nobody found" in search(client, "okafor")
    assert client.get(world.page()).status_code == 404


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Enter a name, an NHS number or a reference"),
        ("943 476 5918", "This is not an NHS number: a digit is wrong or two have changed places."),
        ("123", "NHS number must have 10 digits. This one has 3"),
        ("a", "Enter at least 2 letters of the name"),
        ("---", "Enter at least 2 letters of the name"),
    ],
)
def test_what_cannot_be_searched_for(client: Client, world: World, text: str, said: str) -> None:
    response = client.post("/people/", {"text": text})
    assert response.status_code == 200
    page = response.content.decode()
    assert said in page
    assert "<title>Error: Find a person" in page


def test_a_name_that_happens_to_look_like_a_reference(client: Client, world: World) -> None:
    bodies = (f"PARKINSON{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    text = next(body + last for body in bodies if (last := references.check_character(body)).isalpha())
    named(world, text.capitalize(), "Jo")
    assert "1 person found" in search(client, text)


def test_every_search_is_written_down(client: Client, world: World) -> None:
    search(client, "okafor")
    search(client, "9434765919")
    with in_tenant(world.tenant.pk):
        seen = list(AccessLog.objects.filter(kind="searched").order_by("pk").values_list("what", "reason"))
    assert seen == [
        ("Search by name", "Searched for: okafor"),
        ("Search by NHS number", "Searched for: 9434765919"),
    ]


def test_a_search_belongs_to_its_searcher(client: Client, world: World, client_as: ClientAs) -> None:
    address = client.post("/people/", {"text": "okafor"}).headers["Location"]
    page = client_as(Role.CLINICIAN, hub=world.hub).get(address).content.decode()
    assert "That search is no longer kept" in page
    assert "okafor" not in page.lower()


def test_without_a_cache_the_answer_has_no_address(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*args: object, **kwargs: object) -> None:
        raise RedisError

    monkeypatch.setattr("referrals.views.searches.cache.set", down)
    response = client.post("/people/", {"text": "okafor"})
    assert (response.status_code, "1 person found" in response.content.decode()) == (200, True)


def test_many_are_cut_with_a_word_about_it(client: Client, world: World) -> None:
    for number in range(people.MOST_FOUND + 1):
        named(world, f"Smith{number:03d}", "Jo")
    assert "There are more than 50. Type more of the name" in search(client, "smith")


def test_a_name_is_a_range_of_the_index(world: World) -> None:
    with in_tenant(world.tenant.pk):
        Person.objects.bulk_create(
            Person(reference=f"P{number}", name_key=f"smith{number} jo") for number in range(3000)
        )
        found = people._named(Search("okafor")).values("pk")
        with connection.cursor() as cursor:
            cursor.execute("set local enable_seqscan = off")
            query, parameters = found.query.sql_with_params()
            cursor.execute("explain " + query, parameters)
            plan = " ".join(row[0] for row in cursor.fetchall())
    assert "using referrals_person_name_ix" in plan
    assert re.search(r"Index Cond: \(\(tenant_id = \d+\) AND \(\(name_key\)::text >= 'okafor'", plan)


def test_the_example_number_is_a_good_one(world: World) -> None:
    assert nhs_number.check(world.person.nhs_number).problem == ""
