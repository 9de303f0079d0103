"""The values of waits for a second contact: MHS124 to MHS129."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from hubs.models import Tenant
from tests.reporting.clock_world import Story, day, reference_data
from tests.reporting.night_world import compute, number

pytestmark = pytest.mark.usefixtures("in_a_tenant")


@pytest.fixture(autouse=True)
def _reference(in_a_tenant: Tenant) -> None:
    reference_data()


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
