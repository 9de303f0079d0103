"""What stops the adult four-week wait: its four parts, their contacts and their outcome."""

from __future__ import annotations

from datetime import date

import pytest

from hubs.models import Tenant
from reporting.rules.clock import Component
from tests.reporting.clock_world import (
    AN_ASSESSMENT,
    CURRENT_VIEW,
    JUNE,
    Story,
    day,
    reference_data,
    void,
)

pytestmark = pytest.mark.usefixtures("in_a_tenant")


@pytest.fixture(autouse=True)
def _reference(in_a_tenant: Tenant) -> None:
    reference_data()


class TestStop:
    def test_clock_stops_on_the_latest_of_the_first_dates(self) -> None:
        story = Story()
        referral = story.referred("2025-04-01")
        story.seen(referral, "2025-04-03")
        story.seen(referral, "2025-04-20", AN_ASSESSMENT)
        story.scored(referral, "2025-04-10")
        story.planned("2025-04-12")
        clock = story.clock()
        assert (clock.stopped_on, clock.days) == (date(2025, 4, 20), 19)
        assert clock.still_lacking == ""

    @pytest.mark.parametrize("left_out", list(Component))
    def test_clock_runs_while_one_component_is_lacking(self, left_out: Component) -> None:
        story = Story()
        referral = story.referred("2025-04-01")
        if left_out is not Component.CONTACT:
            story.seen(referral, "2025-04-03")
        if left_out is not Component.OUTCOME:
            story.scored(referral, "2025-04-10")
        if left_out is not Component.ASSESSMENT:
            story.worked_for(referral, "2025-04-10", AN_ASSESSMENT)
        if left_out is not Component.HELP:
            story.planned("2025-04-12")
        clock = story.clock()
        assert clock.stopped_on is None
        assert clock.is_running
        assert clock.lacking == (left_out,)
        assert clock.days == (JUNE - date(2025, 4, 1)).days

    def test_what_is_lacking_is_said_in_plain_words(self) -> None:
        story = Story()
        referral = story.referred("2025-06-01")
        assert story.clock().still_lacking == "contact, baseline score, assessment and plan or intervention"
        story.seen(referral, "2025-06-03", AN_ASSESSMENT)
        assert story.clock().still_lacking == "baseline score and plan or intervention"
        story.planned("2025-06-05")
        assert story.clock().still_lacking == "baseline score"

    @pytest.mark.parametrize(
        ("helped_on", "within"), [("2025-04-28", True), ("2025-04-29", True), ("2025-04-30", False)]
    )
    def test_twenty_eight_days_are_within_four_weeks(self, helped_on: str, within: bool) -> None:
        story = Story()
        story.helped(story.referred("2025-04-01"), helped_on)
        clock = story.clock()
        assert clock.stopped_on == day(helped_on)
        assert clock.within_four_weeks is within
        assert clock.due_on == date(2025, 4, 29)

    def test_all_four_on_the_first_day_is_a_wait_of_no_days(self) -> None:
        story = Story()
        story.helped(story.referred("2025-04-01"), "2025-04-01")
        assert story.clock().days == 0

    def test_nothing_after_the_day_counts(self) -> None:
        story = Story()
        referral = story.referred("2025-04-01", "2025-08-01")
        story.helped(referral, "2025-07-02")
        assert story.clock("2025-06-30").stopped_on is None
        assert story.clock("2025-06-30").is_open
        assert story.clock("2025-07-01").lacking == tuple(Component)
        assert story.clock("2025-07-02").stopped_on == date(2025, 7, 2)
        assert not story.clock("2025-08-07").is_open
        assert story.clocks("2025-03-31") == []


class TestContacts:
    @pytest.mark.parametrize(
        ("attendance", "mechanism", "counts"),
        [
            ("5", "01", True), ("6", "01", True), ("5", "02", True), ("5", "04", True), ("5", "11", True),
            ("2", "01", False), ("3", "01", False), ("4", "01", False), ("7", "01", False), ("", "01", False),
            ("5", "05", False), ("5", "09", False), ("5", "10", False), ("5", "98", False), ("5", "", False),
        ],
    )  # fmt: skip
    def test_attended_and_direct(self, attendance: str, mechanism: str, counts: bool) -> None:
        story = Story()
        story.seen(story.referred("2025-04-01"), "2025-04-06", attendance=attendance, mechanism=mechanism)
        assert (story.clock().first_contact_on is not None) is counts

    @pytest.mark.parametrize(
        ("on", "mechanism", "counts"),
        [
            ("2021-09-30", "03", True), ("2021-09-30", "98", True), ("2021-09-30", "05", False),
            ("2021-09-30", "06", False), ("2021-09-30", "", False), ("2021-10-01", "03", False),
            ("2021-10-01", "98", False),
        ],
    )  # fmt: skip
    def test_before_october_2021_any_but_email_and_text_message(
        self, on: str, mechanism: str, counts: bool
    ) -> None:
        story = Story()
        story.seen(story.referred("2021-09-01"), on, mechanism=mechanism)
        assert (story.clock("2021-10-31").first_contact_on is not None) is counts

    def test_two_contacts_on_one_day_are_first_and_second(self) -> None:
        story = Story()
        referral = story.referred("2025-05-01")
        story.seen(referral, "2025-05-09")
        story.seen(referral, "2025-05-09")
        clock = story.clock()
        assert clock.first_contact_on == clock.second_contact_on == date(2025, 5, 9)

    def test_contact_before_the_spell_or_after_its_end_does_not_count(self) -> None:
        story = Story()
        referral = story.referred("2025-04-01", "2025-04-20")
        story.seen(referral, "2025-03-31")
        story.seen(referral, "2025-04-21")
        assert story.clock().first_contact_on is None
        story.seen(referral, "2025-04-20")
        assert story.clock().first_contact_on == date(2025, 4, 20)

    def test_contact_of_a_team_out_of_scope_does_not_count(self) -> None:
        story = Story()
        story.referred("2025-04-01")
        story.seen(story.referred("2025-04-01", kind="A18"), "2025-04-06")
        assert story.clock().first_contact_on is None

    def test_contact_in_the_gap_between_two_joined_referrals_counts(self) -> None:
        story = Story()
        first = story.referred("2025-04-01", "2025-04-10")
        story.referred("2025-04-15")
        story.seen(first, "2025-04-12")
        assert story.clock().first_contact_on == date(2025, 4, 12)

    def test_voided_contact_never_was(self) -> None:
        story = Story()
        contact = story.seen(story.referred("2025-04-01"), "2025-04-06")
        void(contact)
        assert story.clock().first_contact_on is None

    def test_what_was_done_in_a_voided_contact_was_not_done(self) -> None:
        story = Story()
        void(story.seen(story.referred("2025-04-01"), "2025-04-06", AN_ASSESSMENT))
        assert story.clock().assessment_on is None


class TestOutcome:
    def test_voided_score_is_no_baseline(self) -> None:
        story = Story()
        referral = story.referred("2025-04-01")
        story.scored(referral, "2025-04-06")
        void(referral.scores.get())
        assert story.clock().outcome_on is None

    def test_current_view_is_no_baseline(self) -> None:
        story = Story()
        referral = story.referred("2025-04-01")
        story.scored(referral, "2025-04-06", CURRENT_VIEW)
        story.scored(referral, "2025-04-07", "1")
        assert story.clock().outcome_on is None

    def test_score_of_an_activity_counts_on_the_day_of_its_contact_even_if_missed(self) -> None:
        story = Story()
        story.scored_in(story.missed(story.referred("2025-04-01"), "2025-04-09"))
        assert story.clock().outcome_on == date(2025, 4, 9)

    def test_score_out_of_range_is_still_a_baseline(self) -> None:
        story = Story()
        story.scored(story.referred("2025-04-01"), "2025-04-09", score="99", value=None)
        assert story.clock().outcome_on == date(2025, 4, 9)

    def test_score_before_the_referral_is_none(self) -> None:
        story = Story()
        story.scored(story.referred("2025-04-01"), "2025-03-31")
        assert story.clock().outcome_on is None
