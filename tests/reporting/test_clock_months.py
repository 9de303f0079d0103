"""What happened in a month counts by what that month's record said: which teams, of which type, what was agreed,
when it was asked and ended, and where the person lived.

Nationally a month's rows are joined with one another, never with another month's (4w_waits_prep, by RecordNumber).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hubs.models import TeamTypeTime, Tenant
from referrals.models import Referral
from reporting.rules.periods import add_months
from tests.reporting.clock_world import Story, of_months, reference_data, team, trust

pytestmark = pytest.mark.usefixtures("in_a_tenant")
APRIL, MAY, JUNE = (date(2025, month, 1) for month in (4, 5, 6))


@pytest.fixture(autouse=True)
def _reference(in_a_tenant: Tenant) -> None:
    reference_data()


class TestTeams:
    def test_what_happened_before_a_team_in_scope_took_over_does_not_count(self) -> None:
        """The first door of a hub is often out of scope: the wait runs from the day it was asked, and does not stop
        there.
        """
        story = Story()
        referral = story.referred("2025-04-02", kind="A06")
        story.named(referral, "A18", "2025-04")
        story.named(referral, "A06", "2025-05", "2025-06")
        story.helped(referral, "2025-04-30")
        clock = story.clock()
        assert (clock.started_on, clock.first_contact_on, clock.outcome_on) == (date(2025, 4, 2), None, None)
        story.helped(referral, "2025-05-01")
        assert story.clock().stopped_on == date(2025, 5, 1)

    def test_before_that_there_is_no_wait(self) -> None:
        story = Story()
        referral = story.referred("2025-04-02", kind="A06")
        story.named(referral, "A18", "2025-04")
        story.named(referral, "A06", "2025-05")
        assert story.clocks("2025-04-30") == []
        assert len(story.clocks("2025-05-31")) == 1

    def test_a_referral_that_left_for_a_team_out_of_scope_ended_with_the_last_month_before(self) -> None:
        story = Story()
        referral = story.referred("2025-04-02", kind="A18")
        story.named(referral, "A06", "2025-04", "2025-05")
        story.named(referral, "A18", "2025-06")
        story.helped(referral, "2025-06-02")
        assert story.clock("2025-05-31").is_open
        clock = story.clock()
        assert (clock.is_open, clock.ended_on, clock.stopped_on) == (False, date(2025, 5, 31), None)

    def test_another_team_counts_in_the_months_that_named_it(self) -> None:
        story = Story()
        referral = story.referred("2025-04-02", kind="A18")
        story.joined(referral, "A06")
        story.named(referral, "A06", "2025-04", "2025-06", is_other=True)
        story.seen(referral, "2025-05-20")
        story.seen(referral, "2025-06-20")
        clock = story.clock()
        assert (clock.is_open, clock.first_contact_on, clock.second_contact_on) == (
            True,
            date(2025, 6, 20),
            None,
        )

    def test_what_only_a_later_record_says_did_not_end_the_part_of_a_team(self) -> None:
        """Rejected in May and never named again: that July's record has a discharge changes nothing of it."""
        story = Story()
        referral = story.referred("2025-04-02", "2025-07-04", kind="A18")
        story.joined(referral, "A06", rejected_on=date(2025, 5, 12))
        story.named(referral, "A06", "2025-04", "2025-05", is_other=True)
        assert story.clock().ended_on == date(2025, 5, 12)
        assert story.clock("2025-07-31").ended_on == date(2025, 5, 12)

    def test_a_discharge_that_the_newest_record_dates_later_than_its_month_comes_first(self) -> None:
        story = Story()
        referral = story.referred(
            "2025-04-02", "2025-07-01", kind="A18", source_month=JUNE, latest_month=JUNE
        )
        story.joined(referral, "A06", closed_on=date(2025, 5, 12))
        assert story.clock().ended_on == date(2025, 6, 30)

    def test_a_team_without_months_of_its_own_is_on_it_all_along(self) -> None:
        story = Story()
        referral = story.referred("2025-04-02", kind="A06")
        story.named(referral, "A18", "2025-04")
        story.seen(referral, "2025-04-20")
        assert story.clock().first_contact_on == date(2025, 4, 20)

    def test_nothing_is_known_of_a_referral_whose_months_in_scope_lie_before_it(self) -> None:
        story = Story()
        referral = story.referred("2025-05-02", kind="A18")
        story.named(referral, "A06", "2025-04")
        assert story.clocks() == []


class TestTypes:
    @staticmethod
    def typed(kind: str, told: str, *months: date) -> None:
        TeamTypeTime.objects.create(team=team(kind), team_type=told, days=of_months(months))

    def test_a_team_counts_by_the_type_that_it_was_told_to_be_of(self) -> None:
        story = Story()
        referral = story.referred("2025-04-02", kind="A06")
        self.typed("A06", "A18", APRIL)
        self.typed("A06", "A06", MAY, JUNE)
        story.seen(referral, "2025-04-20")
        story.seen(referral, "2025-05-20")
        clock = story.clock()
        assert (clock.first_contact_on, clock.second_contact_on) == (date(2025, 5, 20), None)
        assert story.clocks("2025-04-30") == []

    def test_where_nothing_was_told_it_is_of_the_type_that_it_has_now(self) -> None:
        story = Story()
        referral = story.referred("2025-03-02", kind="A06")
        self.typed("A06", "A18", APRIL)
        story.seen(referral, "2025-03-31")
        story.seen(referral, "2025-04-20")
        story.seen(referral, "2025-06-01")
        clock = story.clock()
        assert (clock.first_contact_on, clock.second_contact_on) == (date(2025, 3, 31), date(2025, 6, 1))

    def test_a_team_that_left_the_scope_takes_its_referrals_along(self) -> None:
        story = Story()
        story.referred("2025-04-02", kind="A18")
        self.typed("A18", "A06", APRIL, MAY)
        assert story.clock("2025-05-31").is_open
        assert not story.clock().is_open


def sent(story: Story, received: str, until: str | None = None, **more: Any) -> Referral:
    """A referral of record sets, the newest that of June, which is what it says itself."""
    return story.referred(received, until, source_month=APRIL, latest_month=JUNE, **more)


class TestDates:
    def test_a_discharge_that_a_later_month_told_of_was_not_known_before(self) -> None:
        """Keyed late: May's record still had the referral open, and nationally so does May."""
        story = Story()
        referral = sent(story, "2025-04-02", "2025-05-20")
        story.named(referral, "A06", "2025-04", "2025-05", received_on="2025-04-02")
        story.named(referral, "A06", "2025-06", received_on="2025-04-02", discharged_on="2025-05-20")
        may, june = story.clock("2025-05-31"), story.clock()
        assert (may.is_open, may.ended_on) == (True, date(2025, 5, 31))
        assert (june.is_open, june.ended_on) == (False, date(2025, 5, 20))

    def test_a_discharge_that_was_taken_back_ended_it_while_it_was_told(self) -> None:
        story = Story()
        referral = sent(story, "2025-04-02")
        story.named(referral, "A06", "2025-04", received_on="2025-04-02", discharged_on="2025-04-20")
        story.named(referral, "A06", "2025-05", "2025-06", received_on="2025-04-02")
        assert (story.clock("2025-04-30").is_open, story.clock("2025-04-30").ended_on) == (
            False,
            date(2025, 4, 20),
        )
        assert story.clock("2025-05-31").is_open

    def test_the_wait_began_when_the_month_said(self) -> None:
        story = Story()
        referral = sent(story, "2025-03-28")
        story.named(referral, "A06", "2025-04", received_on="2025-04-02")
        story.named(referral, "A06", "2025-05", "2025-06", received_on="2025-03-28")
        assert story.clock("2025-04-30").started_on == date(2025, 4, 2)
        assert story.clock("2025-05-31").started_on == date(2025, 3, 28)

    def test_somebody_is_of_age_on_the_day_that_the_month_said(self) -> None:
        story = Story(birth_date=date(2007, 4, 1))
        referral = sent(story, "2025-03-28")
        story.named(referral, "A06", "2025-04", received_on="2025-04-02")
        story.named(referral, "A06", "2025-05", "2025-06", received_on="2025-03-28")
        assert len(story.clocks("2025-04-30")) == 1
        assert story.clocks() == []

    def test_another_team_ended_its_part_as_the_month_said(self) -> None:
        story = Story()
        referral = sent(story, "2025-04-02", kind="A18")
        story.joined(referral, "A06")
        part: dict[str, Any] = {"is_other": True, "received_on": "2025-04-02"}
        story.named(referral, "A06", "2025-04", **part, closed_on="2025-04-11")
        story.named(referral, "A06", "2025-05", **part, rejected_on="2025-05-12", closed_on="2025-05-13")
        story.named(referral, "A06", "2025-06", **part)
        assert story.clock("2025-04-30").ended_on == date(2025, 4, 11)
        assert story.clock("2025-05-31").ended_on == date(2025, 5, 12)
        assert story.clock().is_open

    def test_what_is_put_right_here_was_so_in_every_month_that_said_as_the_newest_did(self) -> None:
        story = Story()
        referral = sent(story, "2025-04-02")
        story.named(referral, "A06", "2025-04", received_on="2025-04-09")
        story.named(referral, "A06", "2025-05", "2025-06", received_on="2025-04-02")
        Referral.objects.filter(pk=referral.pk).update(
            received_on=date(2025, 4, 3), discharged_on=date(2025, 5, 5)
        )
        assert story.clock("2025-04-30").started_on == date(2025, 4, 9)
        may = story.clock("2025-05-31")
        assert (may.started_on, may.ended_on) == (date(2025, 4, 3), date(2025, 5, 5))

    def test_a_month_that_named_no_team_has_the_referral_out_of_scope(self) -> None:
        story = Story()
        referral = sent(story, "2025-04-02", kind="A06")
        story.named(referral, None, "2025-04", received_on="2025-04-02")
        story.named(referral, "A06", "2025-05", "2025-06", received_on="2025-04-02")
        # The team of the newest month has times of its own, so it is on the referral in those alone.
        assert story.clocks("2025-04-30") == []
        assert story.clock().is_open

    def test_an_admission_that_a_later_month_told_of_was_not_known_before(self) -> None:
        story = Story()
        story.admitted(story.referred("2025-04-02"), "2025-05-20", source_month=JUNE)
        assert len(story.clocks("2025-05-31")) == 1
        assert story.clocks() == []


class TestAddresses:
    def test_who_moved_out_of_england_left_the_cohort_with_the_month_before(self) -> None:
        story = Story(postcode="CF10 1AA")
        referral = story.referred("2025-04-02")
        story.lived("FY1 1AA", "2025-04", "2025-05")
        story.lived("CF10 1AA", "2025-06")
        story.helped(referral, "2025-06-03")
        assert story.clock("2025-05-31").is_open
        june = story.clock()
        assert (june.is_open, june.ended_on, june.stopped_on) == (False, date(2025, 5, 31), None)

    def test_who_moved_to_england_is_in_it_since(self) -> None:
        story = Story(postcode="FY1 1AA")
        referral = story.referred("2025-04-02")
        story.lived("CF10 1AA", "2025-04")
        story.lived("FY1 1AA", "2025-05", "2025-06")
        story.seen(referral, "2025-04-20")
        story.seen(referral, "2025-05-20")
        assert story.clocks("2025-04-30") == []
        assert (story.clock().started_on, story.clock().first_contact_on) == (
            date(2025, 4, 2),
            date(2025, 5, 20),
        )

    @pytest.mark.parametrize("newest", ["FY1 1AA", "CF10 1AA"])
    def test_each_provider_goes_by_the_address_that_it_told(self, newest: str) -> None:
        """Nationally a referral is read with its own provider's record of the person."""
        story = Story(postcode=newest)
        story.referred("2025-04-02", provider="RXA")
        story.referred("2025-04-02", provider="RXB")
        story.lived("FY1 1AA", "2025-04", "2025-05", "2025-06", provider="RXA")
        story.lived("CF10 1AA", "2025-04", "2025-05", "2025-06", provider="RXB")
        assert story.clock().provider_id == trust("RXA").pk

    @pytest.mark.parametrize(("postcode", "counts"), [("FY1 1AA", 1), ("CF10 1AA", 0)])
    def test_in_months_that_told_of_no_address_the_person_s_own_counts(
        self, postcode: str, counts: int
    ) -> None:
        story = Story(postcode=postcode)
        story.referred("2025-04-02")
        story.lived("FY1 1AA", "2025-04")
        assert len(story.clocks("2025-04-30")) == 1
        assert [clock.is_open for clock in story.clocks()] == [bool(counts)]

    @pytest.mark.parametrize("told", ["", "ZZ99 3VZ", "XX1 1XX"])
    def test_who_lives_nobody_knows_where_counts(self, told: str) -> None:
        story = Story(postcode="CF10 1AA")
        story.referred("2025-04-02")
        story.lived(told, "2025-06")
        assert story.clock().is_open


class TestPlans:
    @staticmethod
    def plan(story: Story, updates: dict[str, tuple[date, ...]], agreed: tuple[date, ...]) -> None:
        plan = story.planned("2025-03-01", None, agreed=False)
        for on, months in updates.items():
            plan.updates.create(
                created_on=plan.created_on, updated_on=date.fromisoformat(on), days=of_months(months)
            )
        plan.agreements.create(agreed_by="10", days=of_months(agreed))

    @pytest.mark.parametrize(
        ("agreed", "counts"),
        [
            ((APRIL, MAY), "2025-04-10"),
            ((MAY,), "2025-05-10"),
            ((APRIL,), "2025-04-10"),
            ((JUNE,), None),
        ],
    )
    def test_an_update_counts_where_the_same_month_told_of_an_agreement(
        self, agreed: tuple[date, ...], counts: str | None
    ) -> None:
        story = Story()
        story.referred("2025-04-02")
        self.plan(story, {"2025-04-10": (APRIL,), "2025-05-10": (MAY,)}, agreed)
        assert story.clock().help_on == (date.fromisoformat(counts) if counts else None)

    def test_what_only_a_later_month_told_was_not_known_before(self) -> None:
        """Made and agreed in May, without an update until June: nationally nothing that counts in May."""
        story = Story()
        story.referred("2025-04-02")
        plan = story.planned("2025-05-08", None, agreed=False)
        plan.agreements.create(agreed_by="10", agreed_on=date(2025, 5, 8), days=of_months([MAY, JUNE]))
        plan.updates.create(created_on=plan.created_on, updated_on=date(2025, 6, 9), days=of_months([JUNE]))
        assert story.clock("2025-05-31").help_on is None
        assert story.clock().help_on == date(2025, 5, 8)

    def test_an_agreement_told_later_is_one_to_what_is_still_told(self) -> None:
        story = Story()
        story.referred("2025-04-02")
        self.plan(story, {"2025-04-10": (APRIL, MAY)}, (MAY,))
        assert story.clock().help_on == date(2025, 4, 10)

    def test_an_agreement_made_here_stands_whatever_becomes_of_the_plan(self) -> None:
        story = Story()
        story.referred("2025-04-02")
        plan = story.planned("2025-04-03")
        plan.updates.create(created_on=plan.created_on, updated_on=date(2025, 6, 1))
        assert story.clock().help_on == date(2025, 4, 3)


def test_days_of_months_follow_one_another() -> None:
    days: Any = of_months([APRIL, MAY])
    assert (days[0].lower, days[1].upper) == (APRIL, add_months(MAY, 1))
