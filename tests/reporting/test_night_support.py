"""The values of employment support and psychological therapies."""

from __future__ import annotations

from datetime import date

import pytest

from hubs.models import Tenant
from tests.reporting.care_world import (
    ART_THERAPY,
    CBT_FOR_PSYCHOSIS,
    IPS,
    IPS_OTHER,
    REFUSED,
    employed,
    fraction,
    left_out,
    on_pathway,
)
from tests.reporting.clock_world import A_THERAPY, AN_ASSESSMENT, Story, reference_data
from tests.reporting.night_world import compute, number, value

pytestmark = pytest.mark.usefixtures("in_a_tenant")


@pytest.fixture(autouse=True)
def _reference(in_a_tenant: Tenant) -> None:
    reference_data()


class TestAccessToEmploymentSupport:
    @pytest.mark.parametrize(
        ("first", "counts"), [("2024-06-30", 0), ("2024-07-01", 1), ("2025-06-30", 1), ("2025-07-01", 0)]
    )
    def test_first_contact_ever_lies_in_the_twelve_months(self, first: str, counts: int) -> None:
        story = Story()
        referral = story.referred("2024-01-01", kind="D05")
        story.seen(referral, first)
        story.seen(referral, max(first, "2025-03-01"))
        compute()
        assert number("ips.access") == counts
        found = value("ips.access")
        assert found is not None
        assert found.period_start == date(2024, 7, 1)

    @pytest.mark.parametrize(
        ("procedure", "counts"),
        [
            (IPS, 1),
            (IPS_OTHER, 1),
            (f"{IPS}:408730004=385645004", 1),
            (f"{IPS}:408730004={REFUSED}", 0),
            (AN_ASSESSMENT, 0),
            ("", 0),
        ],
    )
    def test_a_procedure_with_any_other_team_unless_it_was_refused(self, procedure: str, counts: int) -> None:
        story = Story()
        story.seen(story.referred("2025-01-01"), "2025-02-01", procedure)
        compute()
        assert number("ips.access") == counts

    def test_the_first_contact_is_the_first_with_the_procedure(self) -> None:
        story = Story()
        referral = story.referred("2024-01-01")
        story.seen(referral, "2024-02-01")
        story.seen(referral, "2025-02-01", IPS)
        compute()
        assert number("ips.access") == 1

    @pytest.mark.parametrize(
        ("more", "counts"),
        [
            ({"attendance": "3"}, 0),
            ({"mechanism": "05"}, 0),
            ({"mechanism": "11"}, 1),
            ({"attendance": "6"}, 1),
        ],
    )
    def test_attended_and_direct(self, more: dict[str, str], counts: int) -> None:
        by_team, by_procedure = Story(), Story()
        by_team.seen(by_team.referred("2025-01-01", kind="D05"), "2025-02-01", **more)
        by_procedure.seen(by_procedure.referred("2025-01-01"), "2025-02-01", IPS, **more)
        compute()
        assert number("ips.access") == 2 * counts

    def test_referrals_are_counted_not_people_and_each_once(self) -> None:
        story = Story()
        for kind in ("D05", "A06"):
            referral = story.referred("2025-01-01", kind=kind)
            for on in ("2025-02-01", "2025-03-01"):
                story.seen(referral, on, IPS)
        compute()
        assert number("ips.access") == 2

    def test_an_employment_team_that_joined_in(self) -> None:
        story = Story()
        referral = story.referred("2025-01-01")
        story.joined(referral, "D05")
        story.seen(referral, "2025-02-01")
        compute()
        assert number("ips.access") == 1

    def test_residence_outside_england_is_left_out(self) -> None:
        for postcode in ("FY1 1AA", "ZZ99 3VZ", "CF10 1AA"):
            story = Story(postcode=postcode)
            story.seen(story.referred("2025-01-01", kind="D05"), "2025-02-01")
        compute()
        assert number("ips.access") == 2
        assert left_out("ips.access") == (1, 0)


class TestWork:
    @pytest.mark.parametrize(
        ("began", "is_paid", "expected"),
        [
            ("2024-06-30", True, (0, 1)),
            ("2024-07-01", True, (1, 1)),
            ("2025-06-30", True, (1, 1)),
            ("2025-07-01", True, (0, 1)),
            ("2025-03-01", False, (0, 1)),
        ],
    )
    def test_paid_work_that_began_in_the_twelve_months(
        self, began: str, is_paid: bool, expected: tuple[int, int]
    ) -> None:
        story = Story()
        referral = story.referred("2024-01-01", kind="D05")
        story.seen(referral, "2025-02-01")
        employed(referral, began, is_paid=is_paid)
        compute()
        assert fraction("ips.started_work") == expected

    def test_two_jobs_are_one_referral_that_led_to_work(self) -> None:
        story, other = Story(), Story()
        referral = story.referred("2024-01-01", kind="D05")
        other.seen(other.referred("2024-01-01", kind="D05"), "2025-02-01")
        for began in ("2025-02-01", "2025-04-01"):
            employed(referral, began)
        compute()
        assert fraction("ips.started_work") == (1, 2)


class TestShareSupported:
    def test_of_the_people_seen_wherever_the_support_was(self) -> None:
        supported, only_supported, plain = Story(), Story(), Story()
        supported.seen(supported.referred("2025-01-01"), "2025-02-01")
        supported.seen(supported.referred("2025-01-01", kind="D05", provider="RXB"), "2025-03-01")
        only_supported.seen(only_supported.referred("2025-01-01", kind="A18"), "2025-02-01", IPS)
        plain.seen(plain.referred("2025-01-01"), "2025-02-01")
        compute()
        assert fraction("ips.share_supported") == (1, 2)
        assert fraction("ips.share_supported", level="provider", code="RXA") == (1, 2)

    @pytest.mark.parametrize(("on", "counts"), [("2024-06-30", 0), ("2024-07-01", 1), ("2025-07-01", 0)])
    def test_support_of_the_twelve_months(self, on: str, counts: int) -> None:
        story = Story()
        referral = story.referred("2024-01-01")
        story.seen(referral, "2025-02-01")
        story.seen(referral, on, IPS)
        compute()
        assert fraction("ips.share_supported") == (counts, 1)


THERAPY = {"therapy.pd": ("cen", "A16"), "therapy.aed": ("eating_disorder", "C10")}


class TestTherapyOnAPathway:
    @pytest.mark.parametrize("indicator", THERAPY)
    def test_of_people_seen_on_the_pathway(self, indicator: str) -> None:
        kind = THERAPY[indicator][0]
        for procedure in (CBT_FOR_PSYCHOSIS, ""):
            story = Story()
            referral = story.referred("2025-01-01")
            on_pathway(referral, kind, "2025-01-02")
            story.seen(referral, "2025-02-01", procedure)
        unseen = Story()
        on_pathway(unseen.referred("2025-01-01"), kind, "2025-01-02")
        compute()
        assert fraction(indicator) == (1, 2)

    @pytest.mark.parametrize("indicator", THERAPY)
    def test_team_tells_where_no_pathway_is_recorded(self, indicator: str) -> None:
        team_type = THERAPY[indicator][1]
        by_team, by_joined_team, recorded_otherwise, neither = (Story() for _ in range(4))
        by_team.seen(by_team.referred("2025-01-01", kind=team_type), "2025-02-01", A_THERAPY)
        joined = by_joined_team.referred("2025-01-01", kind="A06")
        by_joined_team.joined(joined, team_type)
        by_joined_team.seen(joined, "2025-02-01")
        other = recorded_otherwise.referred("2025-01-01", kind=team_type)
        on_pathway(other, "core", "2025-01-02")
        recorded_otherwise.seen(other, "2025-02-01")
        neither.seen(neither.referred("2025-01-01"), "2025-02-01")
        compute()
        assert fraction(indicator) == (1, 2)

    @pytest.mark.parametrize(
        ("began", "ended", "counts"),
        [
            ("2024-01-01", "2024-06-30", 0),
            ("2024-01-01", "2024-07-01", 1),
            ("2025-06-30", None, 1),
            ("2025-07-01", None, 0),
        ],
    )
    def test_pathway_of_the_twelve_months(self, began: str, ended: str | None, counts: int) -> None:
        story = Story()
        referral = story.referred("2024-01-01")
        on_pathway(referral, "cen", began, ended)
        story.seen(referral, "2025-02-01", CBT_FOR_PSYCHOSIS)
        compute()
        assert fraction("therapy.pd") == (counts, counts)

    @pytest.mark.parametrize(
        ("procedure", "on", "counts"),
        [
            (CBT_FOR_PSYCHOSIS, "2024-07-01", 1),
            (CBT_FOR_PSYCHOSIS, "2024-06-30", 0),
            (A_THERAPY, "2025-06-30", 1),
            (f"{A_THERAPY}:408730004={REFUSED}", "2025-06-30", 0),
            (f"{CBT_FOR_PSYCHOSIS}:408730004={REFUSED}", "2025-06-30", 0),
            (ART_THERAPY, "2025-06-30", 0),
            (AN_ASSESSMENT, "2025-06-30", 0),
        ],
    )
    def test_therapies_of_the_reference_set_and_of_the_list_unless_refused(
        self, procedure: str, on: str, counts: int
    ) -> None:
        story = Story()
        referral = story.referred("2024-01-01", kind="A16")
        story.seen(referral, "2025-02-01")
        story.seen(referral, on, procedure)
        compute()
        assert fraction("therapy.pd") == (counts, 1)

    def test_therapy_on_a_missed_appointment_or_without_the_person_is_none(self) -> None:
        story = Story()
        referral = story.referred("2025-01-01", kind="A16")
        story.seen(referral, "2025-02-01")
        story.missed(referral, "2025-03-01", CBT_FOR_PSYCHOSIS)
        story.worked_for(referral, "2025-03-02", CBT_FOR_PSYCHOSIS)
        compute()
        assert fraction("therapy.pd") == (0, 1)

    def test_therapy_on_another_referral_is_not_that_of_the_pathway(self) -> None:
        story = Story()
        story.seen(story.referred("2025-01-01", kind="A16"), "2025-02-01")
        story.seen(story.referred("2025-01-01"), "2025-02-01", CBT_FOR_PSYCHOSIS)
        compute()
        assert fraction("therapy.pd") == (0, 1)
        assert fraction("therapy.smi") == (1, 1)


def test_therapy_among_people_seen_by_core_teams() -> None:
    seen, treated, elsewhere, young = Story(), Story(), Story(), Story(birth_date=date(2010, 1, 1))
    seen.seen(seen.referred("2025-01-01"), "2025-02-01")
    treated.seen(treated.referred("2025-01-01"), "2025-02-01", CBT_FOR_PSYCHOSIS)
    elsewhere.seen(elsewhere.referred("2025-01-01", kind="A18"), "2025-02-01", CBT_FOR_PSYCHOSIS)
    young.seen(young.referred("2025-01-01"), "2025-02-01", CBT_FOR_PSYCHOSIS)
    compute()
    assert fraction("therapy.smi") == (1, 2)
