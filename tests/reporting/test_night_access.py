"""The values of access: two contacts in a year, people seen, the caseload, referrals and rejections."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

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


class TestSecondContacts:
    @pytest.mark.parametrize(("received", "counts"), [("2019-03-31", 0), ("2019-04-01", 1)])
    def test_referrals_since_april_2019(self, received: str, counts: int) -> None:
        waiting, seen = Story(), Story()
        waiting.referred(received)
        referral = seen.referred(received)
        seen.seen(referral, "2025-03-31")
        seen.seen(referral, "2025-04-01")
        compute()
        assert (number("wait.mhs124"), number("wait.mhs127")) == (counts, counts)

    def test_second_contact_is_the_second_ever(self) -> None:
        story = Story()
        referral = story.referred("2025-01-01")
        for on in ("2025-01-10", "2025-03-20", "2025-04-20"):
            story.seen(referral, on)
        compute()
        assert number("wait.mhs124") == 0

    def test_days_of_those_who_had_it_and_of_those_who_wait(self) -> None:
        for second in ("2025-05-11", "2025-05-31"):
            story = Story()
            referral = story.referred("2025-05-01")
            story.seen(referral, "2025-05-02")
            story.seen(referral, second)
        Story().referred("2025-06-21")
        Story().referred("2025-06-30")
        compute()
        assert (number("wait.mhs125"), number("wait.mhs126")) == (20, 28)
        assert (number("wait.mhs128"), number("wait.mhs129")) == (Decimal("5.5"), Decimal("9.1"))

    def test_only_while_a_team_in_scope_has_the_referral_is_it_waiting(self) -> None:
        story = Story()
        referral = story.referred("2025-04-01", kind="A18")
        story.named(referral, "A06", "2025-04", "2025-05")
        story.named(referral, "A18", "2025-06")
        compute(day("2025-05-31"))
        assert number("wait.mhs127", on=day("2025-05-31")) == 1
        compute()
        assert number("wait.mhs127") == 0

    def test_what_a_later_month_told_of_a_referral_was_not_known_before(self) -> None:
        """Received, ended and rejected as May's record said in May, as June's did in June."""
        story = Story()
        kept: dict[str, Any] = {"source_month": date(2025, 5, 1), "latest_month": date(2025, 6, 1)}
        referral = story.referred("2025-04-20", "2025-05-20", rejected_on=day("2025-05-19"), **kept)
        story.named(referral, "A06", "2025-05", received_on="2025-05-02")
        story.named(
            referral,
            "A06",
            "2025-06",
            received_on="2025-04-20",
            discharged_on="2025-05-20",
            rejected_on="2025-05-19",
        )
        may = day("2025-05-31")
        compute(may)
        assert number("wait.mhs127", on=may) == 1
        assert (number("access.referrals", on=may), number("access.rejected", on=may)) == (1, 0)
        compute()
        assert number("wait.mhs127") == 0

    def test_a_discharge_that_was_taken_back_ended_the_wait_while_it_was_told(self) -> None:
        story = Story()
        referral = story.referred("2025-04-02", source_month=date(2025, 4, 1), latest_month=date(2025, 6, 1))
        story.named(referral, "A06", "2025-04", received_on="2025-04-02", discharged_on="2025-04-20")
        story.named(referral, "A06", "2025-05", "2025-06", received_on="2025-04-02")
        waiting = {}
        for on in (day("2025-04-30"), day("2025-05-31")):
            compute(on)
            waiting[on.month] = number("wait.mhs127", on=on)
        assert waiting == {4: 0, 5: 1}

    def test_who_lives_outside_england_is_not_waiting(self) -> None:
        story = Story()
        story.referred("2025-04-02")
        story.lived("FY1 1AA", "2025-04", "2025-05")
        story.lived("CF10 1AA", "2025-06")
        compute(day("2025-05-31"))
        assert number("wait.mhs127", on=day("2025-05-31")) == 1
        compute()
        assert number("wait.mhs127") == 0

    def test_in_hospital_this_financial_year_is_not_waiting(self) -> None:
        story = Story()
        story.admitted(story.referred("2025-03-01"), "2025-04-20")
        compute()
        assert number("wait.mhs127") == 0

    @pytest.mark.parametrize(("until", "waits"), [(None, 1), ("2025-05-12", 0), ("2025-07-01", 1)])
    def test_only_a_discharge_ends_the_wait(self, until: str | None, waits: int) -> None:
        """Nationally a rejected referral waits as long as it is sent without a discharge date."""
        Story().rejected("2025-05-01", "2025-05-09", until, latest_month=date(2025, 6, 1))
        compute()
        assert number("wait.mhs127") == waits

    @pytest.mark.parametrize(
        ("first_sent", "counts"), [(date(2025, 3, 1), 1), (date(2025, 4, 1), 0), (None, 1)]
    )
    def test_in_hospital_in_every_year_that_it_was_sent_in(
        self, first_sent: date | None, counts: int
    ) -> None:
        """A referral counts by its months without a stay in their financial year, and it has those that were sent."""
        story = Story()
        sent: dict[str, Any] = (
            {"source_month": first_sent, "latest_month": date(2025, 6, 1)} if first_sent else {}
        )
        referral = story.referred("2025-02-01", **sent)
        story.admitted(referral, "2025-06-20")
        story.seen(referral, "2025-02-10")
        story.seen(referral, "2025-04-20")
        compute()
        assert number("wait.mhs124") == counts


class TestAdmissions:
    def admitted(self, story: Story, on: str = "2025-05-20", bed: str = "200", source: str = "19") -> None:
        referral = story.referred(on, kind="A01")
        spell = record.hospital_spell(referral=referral, starts_on=day(on), admission_source=source)
        record.ward_stay(spell=spell, patient_class=bed)

    @pytest.mark.parametrize(
        ("on", "known"),
        [("2025-05-18", 0), ("2025-05-17", 1), ("2024-05-20", 1), ("2024-05-19", 0), ("2025-05-21", 0)],
    )
    def test_contact_3_to_365_days_before(self, on: str, known: int) -> None:
        story = Story()
        story.seen(story.referred("2024-01-01", provider="RXB"), on)
        self.admitted(story)
        compute()
        assert (number("access.mhs106"), number("access.mhs106a"), number("access.mhs107a")) == (
            1,
            known,
            known,
        )
        assert (number("access.mhs106b"), number("access.mhs107b")) == (1 - known, 1 - known)

    def test_what_a_later_month_told_of_was_not_known_before(self) -> None:
        story = Story()
        spell = story.admitted(
            story.referred("2025-05-20", kind="A01"), "2025-05-20", source_month=day("2025-06-01")
        )
        record.ward_stay(spell=spell, patient_class="200")
        counted = {}
        for on in (day("2025-05-31"), day("2025-06-30")):
            compute(on)
            counted[on.month] = number("access.mhs106", on=on)
        assert counted == {5: 0, 6: 1}

    def test_indirect_activity_is_a_contact_and_a_missed_appointment_is_none(self) -> None:
        helped, missed = Story(), Story()
        helped.worked_for(helped.referred("2025-01-01"), "2025-03-01", "")
        missed.missed(missed.referred("2025-01-01"), "2025-03-01")
        for story in (helped, missed):
            self.admitted(story)
        compute()
        assert (number("access.mhs106a"), number("access.mhs106b")) == (1, 1)

    @pytest.mark.parametrize(
        ("bed", "source", "counts"),
        [
            ("200", "19", 1), ("201", "19", 1), ("202", "19", 1), ("203", "19", 0), ("10", "19", 0), ("", "19", 0),
            ("200", "49", 0), ("200", "53", 0), ("200", "87", 0), ("200", "", 1),
        ],
    )  # fmt: skip
    def test_acute_beds_and_no_transfers(self, bed: str, source: str, counts: int) -> None:
        self.admitted(Story(), bed=bed, source=source)
        compute()
        found = value("access.mhs106")
        assert found is not None
        assert found.value == counts
        assert (found.excluded, found.incomplete) == (source in ("49", "53", "87"), bed == "")

    def test_bed_of_the_first_ward_counts(self) -> None:
        story = Story()
        spell = record.hospital_spell(
            referral=story.referred("2025-05-01", kind="A01"), starts_on=date(2025, 5, 20)
        )
        record.ward_stay(spell=spell, patient_class="210", starts_on=date(2025, 5, 25))
        record.ward_stay(spell=spell, patient_class="200", starts_on=date(2025, 5, 20))
        compute()
        assert number("access.mhs106") == 1

    @pytest.mark.parametrize(("on", "counts"), [("2025-03-31", 0), ("2025-04-01", 1), ("2025-06-30", 1)])
    def test_admissions_of_the_three_months(self, on: str, counts: int) -> None:
        self.admitted(Story(), on=on)
        compute()
        assert number("access.mhs106") == counts

    def test_before_version_6_beds_had_other_codes(self) -> None:
        self.admitted(Story(), on="2024-03-31", bed="10")
        compute(date(2024, 3, 31))
        assert number("access.mhs106", on=date(2024, 3, 31)) == 1
