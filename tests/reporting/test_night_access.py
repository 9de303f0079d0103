"""The values of access: two contacts in a year, people seen, the caseload, referrals and rejections."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from hubs.models import PcnPractice, Tenant
from referrals.models import GpRegistration
from tests.factories import ground, record
from tests.reporting.clock_world import Story, day, reference_data
from tests.reporting.night_world import compute, groups, number, value

pytestmark = pytest.mark.usefixtures("in_a_tenant")


@pytest.fixture(autouse=True)
def _reference(in_a_tenant: Tenant) -> None:
    reference_data()


def twice(story: Story, received: str = "2025-01-01", kind: str = "A06", until: str | None = None) -> None:
    """A referral with two contacts on it, a month and two after it."""
    referral = story.referred(received, until, kind=kind)
    start = day(received)
    for months in (1, 2):
        story.seen(referral, str(start.replace(month=start.month + months)))


class TestTwoContacts:
    def test_two_on_one_referral_count_and_one_on_each_of_two_do_not(self) -> None:
        twice(Story())
        apart = Story()
        apart.seen(apart.referred("2025-01-01"), "2025-02-01")
        apart.seen(apart.referred("2025-01-01"), "2025-03-01")
        compute()
        assert number("access.mhs108") == 1

    def test_only_months_with_a_team_in_scope_count(self) -> None:
        """Nationally a month's contacts are read with that month's record of the referral."""
        story = Story()
        referral = story.referred("2025-01-01", kind="A06")
        story.named(referral, "A18", "2025-01", "2025-02", "2025-03")
        story.named(referral, "A06", "2025-04", "2025-05", "2025-06")
        story.seen(referral, "2025-03-31")
        story.seen(referral, "2025-04-01")
        compute()
        assert number("access.mhs108") == 0
        story.seen(referral, "2025-06-30")
        compute()
        assert number("access.mhs108") == 1

    def test_only_months_in_which_the_person_lived_in_england_count(self) -> None:
        story = Story(postcode="CF10 1AA")
        referral = story.referred("2025-01-01")
        story.lived("FY1 1AA", "2025-01", "2025-02", "2025-03")
        for on in ("2025-03-20", "2025-04-20"):
            story.seen(referral, on)
        compute()
        assert number("access.mhs108") == 0
        story.seen(referral, "2025-02-20")
        compute()
        assert number("access.mhs108") == 1

    def test_person_counts_once_in_the_whole_and_once_with_each_provider(self) -> None:
        story = Story()
        for provider in ("RXA", "RXB"):
            referral = story.referred("2025-01-01", provider=provider)
            story.seen(referral, "2025-02-01")
            story.seen(referral, "2025-03-01")
        compute()
        assert number("access.mhs108") == 1
        assert number("access.mhs108", level="provider", code="RXA") == 1
        assert number("access.mhs108", level="provider", code="RXB") == 1

    @pytest.mark.parametrize(
        ("first", "second", "counts"),
        [
            ("2024-07-01", "2025-06-30", 1),
            ("2024-06-30", "2025-06-30", 0),
            ("2024-07-01", "2025-07-01", 0),
            ("2025-06-01", "2025-06-01", 1),
        ],
    )
    def test_both_lie_in_the_twelve_months(self, first: str, second: str, counts: int) -> None:
        story = Story()
        referral = story.referred("2024-06-01")
        story.seen(referral, first)
        story.seen(referral, second)
        compute()
        assert number("access.mhs108") == counts
        found = value("access.mhs108")
        assert found is not None
        assert (found.period_start, found.period_end) == (date(2024, 7, 1), date(2025, 6, 30))

    @pytest.mark.parametrize(
        ("kind", "on", "counts"),
        [
            ("A14", "2023-03-31", 0), ("A14", "2023-04-30", 1), ("D05", "2023-03-31", 0), ("D05", "2023-04-30", 1),
            ("A06", "2023-03-31", 1), ("C03", "2023-04-30", 1), ("A18", "2023-04-30", 0), ("F06", "2023-04-30", 0),
        ],
    )  # fmt: skip
    def test_early_intervention_and_placement_teams_count_from_april_2023(
        self, kind: str, on: str, counts: int
    ) -> None:
        twice(Story(), "2022-11-01".replace("11", "01"), kind)
        story = Story()
        referral = story.referred("2023-01-01", kind=kind)
        story.seen(referral, "2023-02-01")
        story.seen(referral, "2023-03-01")
        compute(day(on))
        assert number("access.mhs108", on=day(on)) == counts

    def test_another_team_brings_the_referral_in(self) -> None:
        story = Story()
        referral = story.referred("2025-01-01", kind="A18")
        story.joined(referral, "A14")
        story.seen(referral, "2025-02-01")
        story.seen(referral, "2025-03-01")
        compute()
        assert number("access.mhs108") == 1

    @pytest.mark.parametrize(
        ("admitted", "ended", "counts"),
        [
            ("2025-04-10", None, 0),
            ("2025-02-01", "2025-02-20", 1),
            ("2025-02-01", "2025-04-01", 0),
            ("2024-03-01", "2024-03-20", 1),
        ],
    )
    def test_contacts_of_a_financial_year_with_a_hospital_spell_do_not_count(
        self, admitted: str, ended: str | None, counts: int
    ) -> None:
        story = Story()
        referral = story.referred("2024-01-01")
        record.hospital_spell(referral=referral, starts_on=day(admitted), ends_on=day(ended))
        story.seen(referral, "2025-04-05")
        story.seen(referral, "2025-05-05")
        compute()
        assert number("access.mhs108") == counts

    def test_who_is_left_out_is_said(self) -> None:
        twice(Story(birth_date=date(2008, 1, 1)))
        twice(Story(postcode="CF10 1AA"))
        twice(Story(birth_date=None))
        twice(Story())
        compute()
        found = value("access.mhs108")
        assert found is not None
        assert (found.numerator, found.excluded, found.incomplete) == (1, 2, 1)

    def test_transformed_counts_contacts_since_the_network_runs_the_new_model(self) -> None:
        network = ground.pcn(ods_code="U12345", transformed_from=date(2025, 2, 15))
        PcnPractice.objects.create(
            practice_code="P81001", pcn_code="U12345", pcn_name="A PCN", starts_on=date(2020, 1, 1)
        )
        for received, expected in (("2025-01-01", 0), ("2025-02-01", 1)):
            story = Story()
            GpRegistration.objects.create(
                person=story.person, practice_code="P81001", starts_on=date(2020, 1, 1)
            )
            twice(story, received)
            compute()
            assert number("access.two_contacts_transformed") == expected
        assert number("access.mhs108", level="pcn", code=network.ods_code) == 2


class TestPeople:
    def test_young_and_older_adults_among_people_seen(self) -> None:
        born = ("1999-06-30", "1999-07-01", "1960-06-30", "1960-07-01", "1980-01-01")
        for birth in born:
            story = Story(birth_date=day(birth))
            story.seen(story.referred("2025-01-01"), "2025-02-01")
        Story().referred("2025-01-01")
        compute()
        assert number("access.young_adults") == Decimal("0.2")
        assert number("access.older_adults") == Decimal("0.2")
        assert groups("access.mhs108", "age_band") == {"18-25": 0, "26-64": 0, "65+": 0}

    def test_caseload_is_open_not_rejected_and_seen(self) -> None:
        for ended in (None, "2025-06-30", "2025-07-01"):
            story = Story()
            story.seen(story.referred("2025-01-01", ended), "2025-02-01")
        rejected = Story()
        rejected.seen(rejected.rejected("2025-01-01", "2025-03-01"), "2025-02-01")
        Story().referred("2025-01-01")
        other_team = Story()
        other_team.seen(other_team.referred("2025-01-01", kind="F06"), "2025-02-01")
        compute()
        assert number("access.caseload") == 3

    def test_contacts_a_person_a_month(self) -> None:
        busy, quiet, gone = Story(), Story(), Story()
        referral = busy.referred("2025-01-01")
        for on in ("2025-05-31", "2025-06-01", "2025-06-15", "2025-06-30"):
            busy.seen(referral, on)
        busy.missed(referral, "2025-06-20")
        quiet.seen(quiet.referred("2025-01-01"), "2025-02-01")
        gone.seen(gone.referred("2025-01-01", "2025-06-10"), "2025-06-05")
        compute()
        assert number("access.contacts_per_month") == Decimal("1.5")


class TestReferrals:
    def test_by_source(self) -> None:
        for source in ("A1", "A1", "B1", "G4", "", "Z9"):
            Story().referred("2025-06-10", source=source)
        Story().referred("2025-05-31", source="A1")
        compute()
        assert number("access.referrals") == 6
        assert groups("access.referrals", "source") == {"A1": 2, "B1": 1, "G4": 1, "missing": 2}
        assert number("access.self_and_vcse_referral") == Decimal("0.33333333")
        found = value("access.referrals")
        assert found is not None
        assert (found.period_start, found.incomplete) == (date(2025, 6, 1), 2)

    def test_rejected_by_reason_of_those_received(self) -> None:
        for on, reason in (
            ("2025-06-02", "01"),
            ("2025-06-02", "02"),
            ("2025-06-30", ""),
            ("2025-06-09", "77"),
        ):
            Story().rejected("2025-06-01", on).__class__.objects.filter(rejected_on=day(on)).update(
                rejection_reason=reason
            )
        Story().rejected("2025-05-20", "2025-05-31")
        Story().referred("2025-06-20")
        compute()
        found = value("access.rejected")
        assert found is not None
        assert (found.numerator, found.denominator, found.incomplete) == (4, 5, 2)
        assert number("access.rejected") == Decimal("0.8")
        by_reason = groups("access.rejected", "rejection_reason")
        assert sum(by_reason.values()) == 4
        assert by_reason["missing"] == 2
        assert number("access.rejected", breakdown="rejection_reason", group="missing") == Decimal("0.4")

    def test_nobody_received_is_nothing_to_divide_by(self) -> None:
        compute()
        assert number("access.rejected") is None
        assert number("access.referrals") == 0
