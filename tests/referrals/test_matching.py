"""Who may be the same person: the rules alone, and what the database finds by them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from referrals.actions import duplicates, people
from referrals.models import Person, PossibleDuplicate
from referrals.rules import matching
from referrals.selectors import duplicates as found_duplicates
from tests.conftest import ActorWith
from tests.factories import record

NUMBER, OTHER_NUMBER = "9434765919", "9434765870"

MANY = """
    insert into referrals_person (
        tenant_id, reference, family_name, given_name, preferred_name, name_key, birth_date, nhs_number,
        nhs_number_status, nhs_number_claimed, nhs_number_problem, gender_identity, gender_same_at_birth,
        stated_gender, marital_status, ethnic_category, ethnic_category_2021, language, postcode, phone, email
    )
    select %s, 'X' || n, 'Family' || n, 'Given', '', 'family' || n || ' given', date '1950-01-01' + n,
        case when mod(n, 2) = 0 then lpad(n::text, 10, '0') else '' end, '',
        case when mod(n, 100) = 1 then 'x' || n else '' end, '', '', '', '', '', '', '', '',
        'PR1 ' || mod(n, 10) || 'AA', '', ''
    from generate_series(1, 20000) n
"""


@dataclass
class Somebody:
    family_name: str = "Okafor"
    given_name: str = "Amara"
    birth_date: date | None = date(1988, 3, 5)
    nhs_number: str = ""
    nhs_number_claimed: str = ""
    postcode: str = ""


AMARA = Somebody()
HOME = "PR1 1AA"


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        (Somebody("A", "B", None, NUMBER), Somebody("C", "D", None, NUMBER), "Same NHS number"),
        (
            Somebody("A", "B", None, NUMBER),
            Somebody("C", "D", None, "", "943 476 5919"),
            "Same NHS number",
        ),
        (AMARA, Somebody(), "Same name. Same date of birth"),
        (AMARA, Somebody("O'Kafor", "Amára"), "Same name. Same date of birth"),
        (
            AMARA,
            Somebody("Amara", "Okafor"),
            "Same name, with given and family name changed round. Same date of birth",
        ),
        (
            AMARA,
            Somebody(birth_date=date(1988, 5, 3)),
            "Same name. Same date of birth, with day and month changed round",
        ),
        (AMARA, Somebody(birth_date=date(1986, 3, 5)), "Same name. Date of birth differs in one digit"),
        (
            Somebody(postcode=HOME),
            Somebody("Bello", postcode=HOME),
            "Same given name, date of birth and postcode",
        ),
    ],
)
def test_what_is_worth_a_look(one: Somebody, other: Somebody, says: str) -> None:
    assert matching.compare(one, other).words == says
    assert matching.compare(other, one).words == says


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (AMARA, Somebody(birth_date=date(1976, 3, 5))),  # two digits of the date
        (AMARA, Somebody(birth_date=None)),
        (AMARA, Somebody("Bello")),
        (Somebody(postcode=HOME), Somebody("Okafor", "Chidi", postcode=HOME)),  # a twin
        (Somebody(postcode="ZZ99 3VZ"), Somebody("Bello", postcode="ZZ99 3VZ")),  # no fixed abode
        (Somebody("", ""), Somebody("", "")),  # record sets carry no names
        (Somebody(nhs_number=NUMBER), Somebody("Bello", nhs_number=OTHER_NUMBER)),
        (
            Somebody("Bello", nhs_number_claimed="9434765910"),
            Somebody(nhs_number_claimed="9434765910"),
        ),  # no NHS number
    ],
)
def test_what_is_not(one: Somebody, other: Somebody) -> None:
    assert not matching.compare(one, other)


def test_each_near_birth_date_is_a_date() -> None:
    near = matching.near_birth_dates(date(2000, 2, 29))
    assert {date(2000, 2, 29), date(2000, 2, 28), date(2000, 2, 19), date(2004, 2, 29)} <= near
    assert date(2001, 2, 28) not in near
    assert len(near) < 60


def test_a_new_record_is_put_beside_those_it_resembles(actor: ActorWith) -> None:
    by = actor()
    old = record.person(
        family_name="Okafor", given_name="Amara", birth_date=date(1988, 3, 5), nhs_number=NUMBER
    )
    record.person(family_name="Okafor", given_name="Chidi", birth_date=date(1988, 3, 5))
    moved = record.person(family_name="Bello", given_name="Amara", birth_date=date(1988, 3, 5), postcode=HOME)
    new = people.register(
        by=by,
        family_name="Okafor",
        given_name="Amara",
        birth_date=date(1988, 3, 5),
        nhs_number="943 476 5919",
        postcode="pr11aa",
    )
    assert new.nhs_number == ""  # it is somebody else's
    pairs = duplicates.look(by=by, person=new)
    assert {(pair.first_id, pair.second_id): pair.why for pair in pairs} == {
        (old.pk, new.pk): "Same NHS number. Same name. Same date of birth",
        (moved.pk, new.pk): "Same given name, date of birth and postcode",
    }


def test_a_pair_is_asked_about_once(actor: ActorWith) -> None:
    by = actor()
    one, other = (record.person(family_name="Okafor", given_name="Amara") for _ in range(2))
    (pair,) = duplicates.look(by=by, person=other)
    assert duplicates.look(by=by, person=one) == [pair]
    duplicates.decide(by=by, pair=pair, kept=None)
    assert duplicates.look(by=by, person=one) == []
    assert PossibleDuplicate.objects.count() == 1


def test_looking_costs_the_same_for_many(actor: ActorWith) -> None:
    by = actor()
    for count in (1, 12):
        people_alike = [record.person(family_name=f"Many{count}", given_name="Ann") for _ in range(count + 1)]
        with CaptureQueriesContext(connection) as captured:
            assert len(duplicates.look(by=by, person=people_alike[-1])) == count
        queries = [query for query in captured if "SAVEPOINT" not in query["sql"]]
        assert len(queries) == 4, [query["sql"][:80] for query in queries]


# Statistics are taken of what is committed, by the owner of the table.
@pytest.mark.django_db(transaction=True)
def test_looking_reads_no_more_of_many_people(tenant: Tenant) -> None:
    """Twenty thousand people: each way of looking is a scan of its own index."""
    with in_tenant(tenant.pk), connection.cursor() as cursor:
        cursor.execute(MANY, [tenant.pk])
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("analyze referrals_person")
    with in_tenant(tenant.pk):
        asked = record.person(
            family_name="Family7",
            given_name="Given",
            birth_date=date(1950, 1, 8),
            nhs_number=NUMBER,
            postcode="PR1 7AA",
        )
        found = found_duplicates.candidates(asked)
        assert [person.name_key for person in found] == ["family7 given"]
        plan = found.explain()
    assert "Seq Scan on referrals_person" not in plan, plan
    for index in ("nhs_number_uniq", "claimed_ix", "name_ix", "born_ix"):
        assert f"referrals_person_{index}" in plan, plan


def test_a_record_that_was_joined_stands_for_the_one_that_goes_on(actor: ActorWith) -> None:
    by = actor()
    kept = record.person(family_name="Okafor-Bello", given_name="Amara")
    joined = record.person(family_name="Okafor", given_name="Amara")
    duplicates.merge(by=by, kept=kept, merged=joined, reason="She has married")
    new = record.person(family_name="Okafor", given_name="Amara")
    (pair,) = duplicates.look(by=by, person=new)
    assert {pair.first_id, pair.second_id} == {kept.pk, new.pk}
    assert isinstance(Person.objects.get(pk=joined.pk).merged_into, Person)
