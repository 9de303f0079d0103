"""Each rule of the adult four-week wait, and each trap in it."""

from __future__ import annotations

from datetime import date

import pytest

from hubs.models import RefsetMember, Tenant
from referrals.models import IndirectActivity
from reporting.rules.clock import Component
from tests.reporting.clock_world import (
    A_MEDICINE,
    A_SOCIAL_ONE,
    A_THERAPY,
    AN_ASSESSMENT,
    ASSESSMENTS,
    CURRENT_VIEW,
    EXCLUDED,
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


class TestProcedures:
    def test_voided_procedure_and_voided_indirect_activity_were_not_done(self) -> None:
        story = Story()
        referral = story.referred("2025-04-01")
        contact = story.seen(referral, "2025-04-06", AN_ASSESSMENT)
        story.worked_for(referral, "2025-04-08", A_THERAPY)
        assert (story.clock().assessment_on, story.clock().help_on) == (date(2025, 4, 6), date(2025, 4, 8))
        void(contact.activities.get())
        void(IndirectActivity.objects.get())
        assert (story.clock().assessment_on, story.clock().help_on) == (None, None)

    @pytest.mark.parametrize("procedure", [A_THERAPY, A_SOCIAL_ONE, A_MEDICINE])
    def test_three_reference_sets_are_interventions(self, procedure: str) -> None:
        story = Story()
        story.seen(story.referred("2025-04-01"), "2025-04-06", procedure)
        clock = story.clock()
        assert (clock.help_on, clock.assessment_on) == (date(2025, 4, 6), None)

    @pytest.mark.parametrize("procedure", [AN_ASSESSMENT, A_THERAPY])
    def test_procedure_of_a_missed_appointment_counts_as_nationally(self, procedure: str) -> None:
        story = Story()
        story.missed(story.referred("2025-04-01"), "2025-04-06", procedure)
        clock = story.clock()
        assert date(2025, 4, 6) in (clock.assessment_on, clock.help_on)
        assert clock.first_contact_on is None

    def test_only_what_stands_before_the_colon_is_matched(self) -> None:
        story = Story()
        story.seen(story.referred("2025-04-01"), "2025-04-06", f"{AN_ASSESSMENT}:408730004=385658003")
        assert story.clock().assessment_on == date(2025, 4, 6)

    @pytest.mark.parametrize("procedure", [*EXCLUDED, "123456"])
    def test_consultation_signposting_and_strangers_never_count(self, procedure: str) -> None:
        story = Story()
        story.seen(story.referred("2025-04-01"), "2025-04-06", procedure)
        assert story.clock().assessment_on is None

    @pytest.mark.parametrize(
        ("on", "counts"),
        [("2025-04-30", False), ("2025-05-01", True), ("2025-05-31", True), ("2025-06-01", False)],
    )
    def test_reference_sets_count_between_their_days(self, on: str, counts: bool) -> None:
        RefsetMember.objects.create(
            refset_id=ASSESSMENTS, concept_id="777", active_from=date(2025, 5, 1), active_to=date(2025, 5, 31)
        )
        story = Story()
        story.seen(story.referred("2025-04-01"), on, "777")
        assert (story.clock().assessment_on is not None) is counts

    def test_concept_of_a_further_reference_set_is_nothing_to_the_clock(self) -> None:
        RefsetMember.objects.create(refset_id="999000000", concept_id="778", active_from=date(2020, 1, 1))
        story = Story()
        story.seen(story.referred("2025-04-01"), "2025-04-06", "778")
        assert story.clock().lacking == (Component.OUTCOME, Component.ASSESSMENT, Component.HELP)

    def test_indirect_activity_counts(self) -> None:
        story = Story()
        referral = story.referred("2025-04-01")
        story.worked_for(referral, "2025-04-08", AN_ASSESSMENT)
        story.worked_for(referral, "2025-04-09", A_THERAPY)
        clock = story.clock()
        assert (clock.assessment_on, clock.help_on) == (date(2025, 4, 8), date(2025, 4, 9))


class TestPlans:
    def test_voided_plan_and_voided_agreement_count_no_more(self) -> None:
        story = Story()
        story.referred("2025-04-01")
        void(story.planned("2025-04-10"))
        agreed = story.planned("2025-04-12")
        assert story.clock().help_on == date(2025, 4, 12)
        void(agreed.agreements.get())
        assert story.clock().help_on is None

    def test_plan_nobody_agreed_never_counts(self) -> None:
        story = Story()
        story.referred("2025-04-01")
        story.planned("2025-04-20", agreed=False)
        assert story.clock().help_on is None

    def test_plan_made_in_the_spell_counts_from_the_day_it_was_made(self) -> None:
        story = Story()
        story.referred("2025-04-01")
        story.planned("2025-04-20", "2025-06-10")
        assert story.clock().help_on == date(2025, 4, 20)

    def test_plan_made_before_the_spell_counts_from_its_update(self) -> None:
        story = Story()
        story.referred("2025-04-01")
        story.planned("2025-01-10", "2025-04-22")
        assert story.clock().help_on == date(2025, 4, 22)

    @pytest.mark.parametrize("updated", ["2025-03-31", "2025-06-02"])
    def test_plan_last_updated_outside_the_spell_does_not_count(self, updated: str) -> None:
        story = Story()
        story.referred("2025-04-01", "2025-06-01")
        story.planned("2025-01-10", updated)
        assert story.clock().help_on is None

    def test_plan_without_a_last_update_has_no_day_that_counts(self) -> None:
        story = Story()
        story.referred("2025-04-01")
        story.planned("2025-04-20", None)
        assert story.clock().help_on is None

    def test_update_after_the_day_does_not_take_the_plan_away(self) -> None:
        story = Story()
        story.referred("2025-04-01")
        story.planned("2025-04-20", "2025-07-15")
        assert story.clock("2025-06-30").help_on == date(2025, 4, 20)

    def test_agreement_after_the_day_is_not_known_yet(self) -> None:
        story = Story()
        story.referred("2025-04-01")
        story.planned("2025-04-20", agreed=False).agreements.create(
            agreed_by="10", agreed_on=date(2025, 7, 2)
        )
        assert story.clock("2025-07-01").help_on is None
        assert story.clock("2025-07-02").help_on == date(2025, 4, 20)

    def test_plan_belongs_to_person_and_provider_not_to_a_referral(self) -> None:
        story = Story()
        story.referred("2025-04-01")
        story.referred("2025-04-01", provider="RXB")
        story.planned("2025-04-20", provider="RXB")
        helped = {clock.latest_referral_id: clock.help_on for clock in story.clocks()}
        assert sorted(helped.values(), key=str) == [date(2025, 4, 20), None]


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
