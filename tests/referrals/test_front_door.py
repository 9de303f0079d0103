"""Which team and which hub somebody comes to: by the practice and the postcode, on the day they ask."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from hubs.models import GpPractice, Hub, HubCoverage, PcnPractice
from referrals.models import GpRegistration, Person
from referrals.selectors import covering, front_door, near
from tests.factories import ground, record

pytestmark = pytest.mark.usefixtures("in_a_tenant")

TODAY = date(2025, 6, 18)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def hub() -> Hub:
    """It covers the network of the practice P81001."""
    network = ground.pcn(ods_code="U10001")
    GpPractice.objects.create(code="P81001", name="STONEBRIDGE SURGERY", postcode="PR1 8AH")
    PcnPractice.objects.create(
        practice_code="P81001", pcn_code="U10001", pcn_name="North", starts_on=date(2020, 1, 1)
    )
    made: Hub = ground.hub()
    ground.coverage(hub=made, pcn=network)
    return made


def registered(starts_on: date | None = None, ends_on: date | None = None, code: str = "P81001") -> Person:
    person = record.person()
    GpRegistration.objects.create(person=person, practice_code=code, starts_on=starts_on, ends_on=ends_on)
    return person


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "covered"),
    [
        (None, None, True),
        (TODAY, TODAY, True),
        (TOMORROW, None, False),
        (None, YESTERDAY, False),
    ],
)
def test_the_practice_of_the_day_tells_the_hub(
    hub: Hub, starts_on: date | None, ends_on: date | None, covered: bool
) -> None:
    person = registered(starts_on, ends_on)
    assert covering.hub_id_of(person, TODAY) == (hub.pk if covered else None)


def test_the_practice_that_was_joined_last_tells_it(hub: Hub) -> None:
    person = registered(starts_on=date(2025, 1, 1))
    for code, since in (("P81002", None), ("P81002", date(2020, 1, 1)), ("V81999", TODAY)):
        GpRegistration.objects.create(person=person, practice_code=code, starts_on=since)
    assert covering.hub_id_of(person, TODAY) == hub.pk


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "covers"),
    [(TODAY, TODAY, True), (TOMORROW, None, False), (date(2020, 1, 1), YESTERDAY, False)],
)
def test_a_hub_covers_a_network_between_its_days(
    hub: Hub, starts_on: date, ends_on: date | None, covers: bool
) -> None:
    HubCoverage.objects.update(starts_on=starts_on, ends_on=ends_on)
    assert covering.hub_id_of_practice("P81001", TODAY) == (hub.pk if covers else None)
    assert near.hub_of("PR1 1AH", TODAY) == (hub if covers else None)


def test_a_closed_hub_is_near_nobody(hub: Hub) -> None:
    assert near.hub_of("PR1 1AH", TODAY) == hub
    Hub.objects.update(closed_on=TODAY)
    assert near.hub_of("PR1 1AH", TODAY) is None


def test_a_practice_that_left_the_network_tells_nothing(hub: Hub) -> None:
    PcnPractice.objects.update(ends_on=YESTERDAY)
    assert covering.hub_id_of_practice("P81001", TODAY) is None
    assert near.hub_of("PR1 1AH", TODAY) is None


def test_two_hubs_around_a_postcode_are_told_by_neither(hub: Hub) -> None:
    GpPractice.objects.create(code="P81002", name="RIVERSIDE", postcode="PR1 2AA")
    PcnPractice.objects.create(
        practice_code="P81002", pcn_code="U10002", pcn_name="South", starts_on=date(2020, 1, 1)
    )
    ground.coverage(hub=ground.hub(), pcn=ground.pcn(ods_code="U10002"))
    assert near.hub_of("PR1 1AH", TODAY) is None


def test_the_first_team_that_can_is_taken_in_this_order(hub: Hub) -> None:
    """That of the hub that takes new people, any of the hub, the one for no hub, one of another hub."""
    person = registered()
    elsewhere = ground.team(hub=ground.hub(), takes_new=True)
    assert front_door.team_for(person, TODAY) == elsewhere
    for_nobody_else = ground.team(takes_new=True)
    assert front_door.team_for(person, TODAY) == for_nobody_else
    of_the_hub = ground.team(hub=hub)
    assert front_door.team_for(person, TODAY) == of_the_hub
    taking = ground.team(hub=hub, takes_new=True)
    assert front_door.team_for(person, TODAY) == taking
    assert front_door.team_of_hub(hub, TODAY) == taking
    assert front_door.team_for(person, TODAY, hub=elsewhere.hub) == elsewhere
    assert front_door.team_for_practice("P81001", TODAY) == taking
    assert front_door.team_for_practice("P81099", TODAY) == for_nobody_else


def test_a_team_that_closes_today_takes_nobody_today(hub: Hub) -> None:
    closing = ground.team(hub=hub, takes_new=True, closed_on=TODAY)
    assert front_door.team_for(registered(), YESTERDAY) == closing
    assert front_door.team_of_hub(hub, TODAY) is None
    with pytest.raises(ValidationError, match="must set up a team first"):
        front_door.team_for(registered(), TODAY)
