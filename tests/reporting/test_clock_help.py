"""What counts as the help that stops the adult four-week wait: procedures and plans."""

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
    EXCLUDED,
    Story,
    reference_data,
    void,
)

pytestmark = pytest.mark.usefixtures("in_a_tenant")


@pytest.fixture(autouse=True)
def _reference(in_a_tenant: Tenant) -> None:
    reference_data()


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

    def test_each_update_that_was_told_of_counts(self) -> None:
        """A plan older than the spell is told of in two months, which give an update each: the first one helped."""
        story = Story()
        story.referred("2025-04-01")
        story.planned("2025-01-10", "2025-04-22", "2025-06-20")
        assert story.clock().help_on == date(2025, 4, 22)

    def test_update_after_the_end_of_a_spell_leaves_it_its_help(self) -> None:
        story = Story()
        story.referred("2025-03-01", "2025-04-30")
        story.planned("2025-03-10", "2025-03-20", "2025-06-02")
        assert story.clock().help_on == date(2025, 3, 10)

    def test_updates_in_two_spells_help_in_both(self) -> None:
        story = Story()
        story.referred("2025-03-01", "2025-04-30")
        story.referred("2025-05-20")
        story.planned("2025-03-10", "2025-03-20", "2025-06-02")
        assert [clock.help_on for clock in story.clocks()] == [date(2025, 6, 2), date(2025, 3, 10)]

    def test_update_that_is_known_by_the_day_leaves_nothing_to_later_ones(self) -> None:
        """Without it the day the plan was made would stand for what is not known yet."""
        story = Story()
        story.referred("2025-03-01", "2025-04-30")
        story.planned("2025-04-10", "2025-05-05", "2025-07-15")
        assert story.clock("2025-06-30").help_on is None
        assert story.clock("2025-05-04").help_on == date(2025, 4, 10)

    def test_creation_is_the_day_that_was_told_with_the_update(self) -> None:
        story = Story()
        story.referred("2025-04-01")
        plan = story.planned("2025-04-20", "2025-05-20")
        plan.updates.create(created_on=date(2025, 4, 12), updated_on=date(2025, 4, 30))
        assert story.clock().help_on == date(2025, 4, 12)
        void(plan.updates.get(updated_on=date(2025, 4, 30)))
        assert story.clock().help_on == date(2025, 4, 20)

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
