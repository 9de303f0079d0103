"""Whose clock runs, from when and in which spell; and each trap in it."""

from __future__ import annotations

from datetime import date

import pytest

from hubs.models import Tenant
from reporting.rules.clock import Component
from tests.reporting.clock_world import (
    AN_ASSESSMENT,
    JUNE,
    Story,
    day,
    reference_data,
    team,
    void,
)

pytestmark = pytest.mark.usefixtures("in_a_tenant")


@pytest.fixture(autouse=True)
def _reference(in_a_tenant: Tenant) -> None:
    reference_data()


class TestAssessmentBeforeApril2024:
    @pytest.mark.parametrize(
        ("received", "contact", "needed"),
        [
            ("2024-03-20", "2024-03-31", False),
            ("2024-03-20", "2024-04-01", True),
            ("2024-03-31", "2024-03-31", False),
            ("2024-04-01", "2024-04-01", True),
        ],
    )
    def test_needed_unless_begun_and_seen_before(self, received: str, contact: str, needed: bool) -> None:
        story = Story()
        referral = story.referred(received)
        story.seen(referral, contact)
        story.scored(referral, "2024-04-10")
        story.planned("2024-04-12")
        clock = story.clock("2024-06-30")
        assert clock.needs_assessment is needed
        assert clock.stopped_on == (None if needed else date(2024, 4, 12))
        assert clock.lacking == ((Component.ASSESSMENT,) if needed else ())

    def test_assessment_that_is_not_needed_does_not_move_the_stop(self) -> None:
        story = Story()
        referral = story.referred("2024-03-01")
        story.seen(referral, "2024-03-02")
        story.scored(referral, "2024-03-03")
        story.planned("2024-03-04")
        story.seen(referral, "2024-05-01", AN_ASSESSMENT)
        assert story.clock("2024-06-30").stopped_on == date(2024, 3, 4)

    def test_needed_while_nobody_has_been_seen(self) -> None:
        story = Story()
        story.referred("2024-03-01")
        assert story.clock("2024-06-30").needs_assessment


class TestSpells:
    @pytest.mark.parametrize(("again", "spells"), [("2025-04-24", 1), ("2025-04-25", 1), ("2025-04-26", 2)])
    def test_five_days_join_and_six_do_not(self, again: str, spells: int) -> None:
        story = Story()
        story.referred("2025-04-01", "2025-04-20")
        story.referred(again)
        assert len(story.clocks()) == spells

    def test_gap_is_counted_from_the_latest_end_so_far(self) -> None:
        story = Story()
        story.referred("2025-04-01", "2025-05-20")
        story.referred("2025-04-05", "2025-04-06")
        latest = story.referred("2025-05-25")
        clock = story.clock()
        assert (clock.started_on, clock.referral_count) == (date(2025, 4, 1), 3)
        assert clock.latest_referral_id == latest.pk

    def test_events_belong_to_the_spell_they_lie_in(self) -> None:
        story = Story()
        first = story.referred("2025-03-01", "2025-03-20")
        second = story.referred("2025-04-01")
        story.helped(first, "2025-03-10")
        story.seen(second, "2025-04-10")
        newer, older = story.clocks()
        assert older.stopped_on == date(2025, 3, 10)
        assert (newer.first_contact_on, newer.stopped_on) == (date(2025, 4, 10), None)

    def test_providers_never_merge(self) -> None:
        story = Story()
        story.referred("2025-04-01")
        story.referred("2025-04-01", provider="RXB")
        assert len(story.clocks()) == 2

    @pytest.mark.parametrize(("received", "spells"), [("2015-12-31", 0), ("2016-01-01", 1)])
    def test_spells_that_began_before_2016_are_dropped(self, received: str, spells: int) -> None:
        story = Story()
        story.referred(received)
        story.referred("2016-02-01")
        assert len(story.clocks()) == spells

    def test_rejection_ends_the_referral_which_still_counts(self) -> None:
        story = Story()
        story.rejected("2025-04-01", "2025-04-08")
        clock = story.clock()
        assert (clock.started_on, clock.ended_on, clock.is_open) == (
            date(2025, 4, 1),
            date(2025, 4, 8),
            False,
        )

    def test_discharge_comes_before_rejection(self) -> None:
        story = Story()
        story.rejected("2025-04-01", "2025-04-08", "2025-04-15")
        assert story.clock().ended_on == date(2025, 4, 15)

    def test_spell_runs_on_over_the_end_of_the_year(self) -> None:
        story = Story()
        story.helped(story.referred("2024-12-20"), "2025-01-17")
        assert (story.clock("2024-12-31").days, story.clock("2024-12-31").is_running) == (11, True)
        assert (story.clock("2025-01-31").days, story.clock("2025-01-31").within_four_weeks) == (28, True)


class TestOpen:
    @pytest.mark.parametrize(
        ("discharged", "is_open"),
        [
            ("2025-06-30", True),
            ("2025-06-25", True),
            ("2025-06-24", False),
            (None, True),
            ("2025-07-01", True),
        ],
    )
    def test_ended_in_the_last_five_days_is_still_open(self, discharged: str | None, is_open: bool) -> None:
        story = Story()
        story.referred("2025-04-01", discharged)
        clock = story.clock()
        assert clock.is_open is is_open
        assert clock.ended_on == min(day(discharged) or JUNE, JUNE)

    @pytest.mark.parametrize(("rejected", "is_open"), [("2025-06-24", False), ("2025-06-26", True)])
    def test_rejected_is_open_for_no_longer_than_that(self, rejected: str, is_open: bool) -> None:
        story = Story()
        story.rejected("2025-06-01", rejected)
        assert story.clock().is_open is is_open

    def test_one_open_referral_keeps_the_spell_open(self) -> None:
        story = Story()
        story.referred("2025-04-01", "2025-05-01")
        story.referred("2025-04-10")
        assert story.clock().is_open

    @pytest.mark.parametrize(
        ("received", "days"),
        [("2024-07-01", 364), ("2024-01-01", 546), ("2023-07-03", 728), ("2023-07-02", 729)],
    )
    def test_long_waits_are_counted_in_whole_days(self, received: str, days: int) -> None:
        story = Story()
        story.referred(received)
        assert story.clock().days == days


class TestScope:
    @pytest.mark.parametrize("kind", ["A05", "A06", "A08", "A09", "A12", "A13", "A16", "C10", "C03"])
    def test_core_community_teams_are_in(self, kind: str) -> None:
        story = Story()
        story.referred("2025-04-01", kind=kind)
        assert len(story.clocks()) == 1

    @pytest.mark.parametrize("kind", ["A14", "D05", "A07", "A15", "A17", "A10", "A18", "A02", "F06"])
    def test_other_teams_are_out(self, kind: str) -> None:
        story = Story()
        story.referred("2025-04-01", kind=kind)
        assert story.clocks() == []

    def test_one_team_of_several_is_enough(self) -> None:
        story = Story()
        story.joined(story.referred("2025-04-01", kind="A18"), "A16")
        assert len(story.clocks()) == 1

    def test_referral_ends_with_the_last_of_its_teams_in_scope(self) -> None:
        story = Story()
        referral = story.referred("2025-04-01", kind="A18")
        story.joined(referral, "A16", closed_on=date(2025, 5, 10))
        assert story.clock().ended_on == date(2025, 5, 10)
        story.joined(referral, "A06", rejected_on=date(2025, 5, 20), closed_on=date(2025, 6, 1))
        assert story.clock().ended_on == date(2025, 5, 20)
        story.joined(referral, "A08")
        assert story.clock().is_open

    def test_rejection_ends_the_part_of_the_team_that_rejected(self) -> None:
        """Another team may well take somebody on whom the first one turned away; a discharge ends it for all."""
        story = Story()
        referral = story.rejected("2025-04-01", "2025-04-08", kind="A14")
        story.joined(referral, "A05")
        story.seen(referral, "2025-04-20")
        assert story.clock("2025-04-30").is_open
        assert story.clock("2025-04-30").first_contact_on == date(2025, 4, 20)
        referral.discharged_on = date(2025, 4, 25)
        referral.save()
        assert story.clock("2025-04-30").ended_on == date(2025, 4, 25)

    def test_referral_without_a_team_is_out(self) -> None:
        """Only a record set sends one without a team: what is recorded here has one from its first moment."""
        story = Story()
        referral = story.referred("2025-04-01", "2025-04-30", source_month=date(2025, 4, 1))
        referral.team = None
        referral.save()
        assert story.clocks() == []
        story.joined(referral, "A06")
        assert len(story.clocks()) == 1

    @pytest.mark.parametrize(
        ("born", "spells"),
        [("2007-03-31", 1), ("2007-04-01", 1), ("2007-04-02", 0), (None, 0)],
    )
    def test_eighteen_on_the_day_of_the_referral(self, born: str | None, spells: int) -> None:
        story = Story(birth_date=day(born))
        story.referred("2025-04-01")
        assert len(story.clocks()) == spells

    def test_birthday_of_29_february_is_on_1_march(self) -> None:
        story = Story(birth_date=date(2004, 2, 29))
        story.referred("2022-02-28", "2022-02-28")
        assert story.clocks() == []
        story.referred("2022-03-01")
        assert len(story.clocks()) == 1

    @pytest.mark.parametrize(
        ("postcode", "spells"), [("FY1 1AA", 1), ("CF10 1AA", 0), ("ZZ99 3VZ", 1), ("", 1), ("XX", 1)]
    )
    def test_england_or_unknown(self, postcode: str, spells: int) -> None:
        story = Story(postcode=postcode)
        story.referred("2025-04-01")
        assert len(story.clocks()) == spells

    @pytest.mark.parametrize("provider", ["DFC", "S9X2N"])
    def test_two_online_providers_are_published_apart(self, provider: str) -> None:
        story = Story()
        story.referred("2025-04-01", provider=provider)
        assert story.clocks() == []

    def test_hospital_spell_drops_the_referral_from_the_day_it_starts(self) -> None:
        story = Story()
        story.admitted(story.referred("2025-04-01"), "2025-05-20")
        other = story.referred("2025-05-01")
        assert story.clock("2025-05-19").referral_count == 2
        assert story.clock("2025-05-20").latest_referral_id == other.pk
        assert story.clock("2025-05-20").started_on == date(2025, 5, 1)

    @pytest.mark.parametrize("reason", ["24", "25"])
    def test_neurodevelopmental_reasons_are_not_left_out(self, reason: str) -> None:
        story = Story()
        story.referred("2025-04-01", primary_reason=reason)
        assert len(story.clocks()) == 1

    def test_hospital_spell_that_was_voided_drops_nothing(self) -> None:
        story = Story()
        stay = story.admitted(story.referred("2025-04-01"), "2025-05-20")
        assert story.clocks() == []
        void(stay)
        assert len(story.clocks()) == 1

    def test_person_who_was_voided_has_no_clock(self) -> None:
        story = Story()
        story.referred("2025-04-01")
        void(story.person)
        assert story.clocks() == []

    def test_voided_referral_and_voided_part_are_out(self) -> None:
        story = Story()
        referral = story.referred("2025-04-01", kind="A18")
        story.joined(referral, "A06", voided_at=referral.created_at, void_reason="Wrong team")
        assert story.clocks() == []
        other = story.referred("2025-04-01")
        void(other)
        assert story.clocks() == []


def test_teams_are_the_nation_s_not_the_tenant_s() -> None:
    """A team of another provider that takes part brings the referral in, at the referral's own provider."""
    story = Story()
    referral = story.referred("2025-04-01", kind="A18")
    referral.other_teams.create(team=team("A06", "RXB"))
    assert story.clock().provider_id == referral.provider_id
