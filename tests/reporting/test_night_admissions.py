"""The values of admissions: MHS106 and MHS107."""

from __future__ import annotations

from datetime import date

import pytest

from hubs.models import Tenant
from tests.factories import record
from tests.reporting.clock_world import Story, day, reference_data
from tests.reporting.night_world import compute, number, value

pytestmark = pytest.mark.usefixtures("in_a_tenant")


@pytest.fixture(autouse=True)
def _reference(in_a_tenant: Tenant) -> None:
    reference_data()


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
