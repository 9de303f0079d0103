"""Whose figures a referral counts in: hub, place, network, provider, and groups of people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hubs.models import DeprivationDecile, PcnPractice, Postcode, Tenant
from referrals.models import GpRegistration
from reporting.models import IndicatorValue
from tests.factories import ground, record
from tests.reporting.clock_world import Story, reference_data, trust
from tests.reporting.night_world import JUNE, compute, groups, number, value

OLD, NEW = date(2020, 1, 1), date(2025, 1, 1)


@pytest.fixture(autouse=True)
def _reference(in_a_tenant: Tenant) -> None:
    reference_data()


def registered(
    story: Story, practice: str, starts_on: date | None = OLD, ends_on: date | None = None
) -> None:
    GpRegistration.objects.create(
        person=story.person, practice_code=practice, starts_on=starts_on, ends_on=ends_on
    )


def in_network(practice: str, network: str, starts_on: date = OLD, ends_on: date | None = None) -> None:
    PcnPractice.objects.create(
        practice_code=practice, pcn_code=network, pcn_name=network, starts_on=starts_on, ends_on=ends_on
    )


def waiting(level: str, code: str) -> int | None:
    found = value("wait.mrs02", level=level, code=code)
    return None if found is None else int(found.numerator or 0)


def test_hub_of_the_referral_then_of_the_team_then_of_the_network() -> None:
    own, of_team, covering = (ground.hub(code=code) for code in ("own", "of-team", "covering"))
    network = ground.pcn(ods_code="U10001")
    ground.coverage(hub=covering, pcn=network)
    in_network("P81001", "U10001")
    with_team = ground.team(hub=of_team, organisation=trust())
    each: list[dict[str, Any]] = [
        {"hub": own, "team": with_team},
        {"hub": None, "team": with_team},
        {"hub": None},
    ]
    for given in each:
        story = Story()
        registered(story, "P81001")
        given.setdefault("team", ground.team(organisation=trust()))
        record.referral(person=story.person, received_on=date(2025, 6, 1), **given)
    compute()
    assert [waiting("hub", code) for code in ("own", "of-team", "covering")] == [1, 1, 1]
    assert waiting("pcn", "U10001") == 3
    assert waiting("place", own.place.code) == 1


def test_referral_of_no_hub_lies_in_the_network_s_place() -> None:
    place = ground.place(code="fylde")
    ground.pcn(ods_code="U10001", place=place)
    in_network("P81001", "U10001")
    story = Story()
    registered(story, "P81001")
    story.referred("2025-06-01")
    compute()
    assert waiting("place", "fylde") == 1
    assert number("wait.mrs02") == 1


def test_network_is_that_of_the_day() -> None:
    in_network("P81001", "U10001", OLD, date(2025, 5, 31))
    in_network("P81001", "U10002", date(2025, 6, 1))
    story = Story()
    registered(story, "P81001")
    story.referred("2025-05-01")
    compute(date(2025, 5, 31))
    compute(JUNE)
    may = value("wait.mrs02", on=date(2025, 5, 31), level="pcn", code="U10001")
    assert may is not None
    assert may.value == 1
    assert (waiting("pcn", "U10001"), waiting("pcn", "U10002")) == (None, 1)


def test_newest_open_registration_counts_and_default_codes_are_none() -> None:
    in_network("P81001", "U10001")
    in_network("P81002", "U10002")
    in_network("V81999", "U10003")
    story = Story()
    registered(story, "P81001", OLD)
    registered(story, "P81002", NEW)
    registered(story, "P81001", date(2025, 2, 1), date(2025, 6, 29))
    registered(story, "V81999", date(2025, 3, 1))
    story.referred("2025-06-01")
    nowhere = Story()
    registered(nowhere, "V81999")
    nowhere.referred("2025-06-01")
    compute()
    assert [waiting("pcn", code) for code in ("U10001", "U10002", "U10003")] == [None, 1, None]
    assert number("wait.mrs02") == 2


def test_areas_without_anybody_have_noughts() -> None:
    hub = ground.hub(code="empty")
    ground.pcn(ods_code="U10009")
    compute()
    assert waiting("hub", "empty") == 0
    assert waiting("place", hub.place.code) == 0
    assert waiting("pcn", "U10009") == 0
    assert number("wait.mrs01b", level="hub", code="empty") is None


def test_groups_of_people_at_every_level() -> None:
    Postcode.objects.create(postcode="FY4 4AA", local_authority="E06000009", lsoa_2011="E01000001")
    DeprivationDecile.objects.create(edition=2019, boundary_year=2011, lsoa="E01000001", rank=10, decile=2)
    given = {
        "postcode": "FY4 4AA",
        "gender_identity": "3",
        "ethnic_category": "M",
        "birth_date": date(2000, 1, 1),
    }
    Story(**given).referred("2025-06-01")
    Story(postcode="", gender_identity="", ethnic_category="").referred("2025-06-01")
    compute()
    for where in ({}, {"level": "provider", "code": "RXA"}):
        assert groups("wait.mrs02", "age_band", **where) == {"18-25": 1, "26-64": 1}
        assert groups("wait.mrs02", "gender", **where) == {"Non-binary": 1, "Not known": 1}
        assert groups("wait.mrs02", "ethnic_group", **where) == {"Black": 1, "Not known": 1}
        assert groups("wait.mrs02", "imd_quintile", **where) == {"1": 1, "Not known": 1}
        assert groups("wait.mrs02", "core20", **where) == {"Core20": 1, "Not known": 1}


def test_values_are_one_tenant_s_alone(in_a_tenant: Tenant) -> None:
    Story().referred("2025-06-01")
    compute()
    assert IndicatorValue.objects.filter(tenant=in_a_tenant).count() == IndicatorValue.objects.count()
