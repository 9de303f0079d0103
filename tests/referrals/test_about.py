"""What stands beside somebody's name: their practice and co-ordinator of the day, and nothing that was voided."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from hubs.models import GpPractice, PcnPractice, Tenant
from referrals.models import CareCoordinator, GpRegistration, Person
from referrals.selectors import about
from referrals.selectors.about import About
from tests.factories import ground, record

TODAY = date(2025, 6, 18)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
VOIDED = {"voided_at": timezone.now(), "void_reason": "Wrong person"}


@pytest.fixture
def person(in_a_tenant: Tenant) -> Person:
    for code, name in (("P81001", "Stonebridge"), ("P81002", "Riverside")):
        GpPractice.objects.create(code=code, name=name)
    PcnPractice.objects.create(
        practice_code="P81001", pcn_code="U10001", pcn_name="North", starts_on=date(2020, 1, 1)
    )
    return record.person()


def registered(person: Person, code: str = "P81001", **days: date | None) -> GpRegistration:
    made: GpRegistration = GpRegistration.objects.create(person=person, practice_code=code, **days)
    return made


def told(person: Person) -> About:
    return about.of_person(person, TODAY)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "known"),
    [
        (None, None, True),
        (TODAY, TODAY, True),
        (TOMORROW, None, False),
        (None, YESTERDAY, False),
    ],
)
def test_the_practice_of_the_day(
    person: Person, starts_on: date | None, ends_on: date | None, known: bool
) -> None:
    registered(person, starts_on=starts_on, ends_on=ends_on)
    assert told(person) == (About("P81001", "Stonebridge", "North") if known else About())


def test_of_two_practices_the_one_joined_last(person: Person) -> None:
    newest = registered(person, starts_on=date(2025, 1, 1))
    registered(person, "P81002", starts_on=date(2024, 1, 1))
    registered(person, "P81002")
    assert told(person).practice == "Stonebridge"
    GpRegistration.objects.filter(pk=newest.pk).update(**VOIDED)
    assert told(person).practice == "Riverside"


@pytest.mark.parametrize("days", [{"starts_on": TOMORROW}, {"ends_on": YESTERDAY}])
def test_a_practice_in_no_network_on_the_day(person: Person, days: dict[str, date]) -> None:
    registered(person)
    PcnPractice.objects.update(**days)
    assert told(person) == About("P81001", "Stonebridge", "")


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "known"),
    [
        (TODAY, None, True),
        (date(2024, 1, 1), TODAY, True),
        (TOMORROW, None, False),
        (date(2024, 1, 1), YESTERDAY, False),
    ],
)
def test_who_co_ordinates_their_care_on_the_day(
    person: Person, starts_on: date, ends_on: date | None, known: bool
) -> None:
    named: CareCoordinator = CareCoordinator.objects.create(
        person=person,
        provider=ground.organisation(),
        staff=ground.staff_member(name="Priya Nair"),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    assert told(person).coordinator == ("Priya Nair" if known else "")
    CareCoordinator.objects.filter(pk=named.pk).update(**VOIDED)
    assert told(person).coordinator == ""


def test_nothing_of_somebody_else(person: Person) -> None:
    registered(record.person())
    assert told(person) == About()
