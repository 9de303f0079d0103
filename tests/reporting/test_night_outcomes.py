"""The values of outcome scores: of which referrals two are expected, which are paired, and how they changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from hubs.models import Tenant
from referrals.models import Referral
from tests.factories import record_sets
from tests.outcomes.taken import (
    FAMILY,
    FAMILY_BEFORE,
    FRIENDSHIPS,
    FRIENDSHIPS_BEFORE,
    GOALS,
    MEDICATION,
    MENTAL_HEALTH,
    PHYSICAL_HEALTH,
    REQOL_10,
    REQOL_20,
)
from tests.reporting.care_world import fraction, left_out, rated, rated_twice, seen_twice, share
from tests.reporting.clock_world import CURRENT_VIEW, Story, reference_data
from tests.reporting.night_world import compute, groups, number, value
from tests.shared import shared_rows

pytestmark = pytest.mark.usefixtures("in_a_tenant")


@pytest.fixture(autouse=True)
def _reference(in_a_tenant: Tenant) -> None:
    reference_data()


def paired() -> Referral:
    """A referral of which two scores are expected, and there."""
    referral = seen_twice(Story())
    rated_twice(referral, 3, 5)
    return referral


class TestOfWhichTwoScoresAreExpected:
    @pytest.mark.parametrize(
        ("received", "expected"), [("2025-01-01", 1), ("2025-01-02", 0), ("2019-04-01", 1), ("2019-03-31", 0)]
    )
    def test_open_for_180_days_and_received_since_april_2019(self, received: str, expected: int) -> None:
        seen_twice(Story(), received)
        compute()
        assert fraction("outcome.paired") == (0, expected)

    @pytest.mark.parametrize(
        ("closed", "expected"),
        [("2025-05-31", 0), ("2025-06-01", 1), ("2025-06-30", 1), ("2025-07-01", 0)],
    )
    def test_closed_in_the_month_however_short_it_was(self, closed: str, expected: int) -> None:
        seen_twice(Story(), "2025-05-20", closed)
        compute()
        assert fraction("outcome.paired") == (0, expected)

    def test_in_a_month_that_is_not_over_days_are_counted_to_the_day(self) -> None:
        seen_twice(Story(), "2025-01-01")
        compute(date(2025, 6, 29))
        assert fraction("outcome.paired") == (0, 0)

    @pytest.mark.parametrize(("contacts", "expected"), [(0, 0), (1, 0), (2, 1), (3, 1)])
    def test_two_contacts(self, contacts: int, expected: int) -> None:
        story = Story()
        referral = story.referred("2024-09-01")
        story.missed(referral, "2024-09-02")
        story.seen(referral, "2024-09-03", mechanism="05")
        for _ in range(contacts):
            story.seen(referral, "2024-10-01")
        story.seen(referral, "2025-07-01")
        compute()
        assert fraction("outcome.paired") == (0, expected)

    @pytest.mark.parametrize(
        ("kind", "expected"),
        [
            ("A05", 1), ("A06", 1), ("A08", 1), ("A09", 1), ("A12", 1), ("A13", 1), ("A14", 1), ("A16", 1),
            ("A18", 0), ("C10", 0), ("D05", 0), ("A10", 0), ("F06", 0),
        ],
    )  # fmt: skip
    def test_teams_of_the_national_query(self, kind: str, expected: int) -> None:
        seen_twice(Story(), kind=kind)
        compute()
        assert fraction("outcome.paired") == (0, expected)

    def test_another_team_brings_the_referral_in(self) -> None:
        story = Story()
        story.joined(seen_twice(story, kind="A18"), "A14")
        compute()
        assert fraction("outcome.paired") == (0, 1)

    def test_rejected_is_not_expected_and_not_said_to_be_left_out(self) -> None:
        story = Story()
        referral = story.rejected("2025-06-01", "2025-06-10", "2025-06-10")
        for _ in range(2):
            story.seen(referral, "2025-06-02")
        compute()
        assert fraction("outcome.paired") == (0, 0)
        assert left_out("outcome.paired") == (0, 0)

    @pytest.mark.parametrize(
        ("born", "expected", "without"),
        [
            (date(2006, 9, 1), 1, (0, 0)),
            (date(2006, 9, 2), 0, (1, 0)),
            (None, 0, (0, 1)),
        ],
    )
    def test_adults_at_the_referral(self, born: date | None, expected: int, without: tuple[int, int]) -> None:
        seen_twice(Story(birth_date=born), "2024-09-01")
        compute()
        assert fraction("outcome.paired") == (0, expected)
        assert left_out("outcome.paired") == without

    @pytest.mark.parametrize(("reason", "expected"), [("08", 0), ("04", 1), ("", 1)])
    def test_organic_brain_disorder_is_left_out(self, reason: str, expected: int) -> None:
        rated_twice(seen_twice(Story(), primary_reason=reason), 3, 5)
        compute()
        assert fraction("outcome.paired") == (expected, expected)
        assert fraction("outcome.reliable_change") == (expected, expected)
        assert left_out("outcome.paired") == (1 - expected, 0)

    @pytest.mark.parametrize(
        ("admitted", "expected"), [("2024-10-01", 0), ("2025-06-30", 0), ("2025-07-01", 1)]
    )
    def test_hospital_spell_on_the_referral_is_left_out(self, admitted: str, expected: int) -> None:
        story = Story()
        story.admitted(seen_twice(story), admitted)
        compute()
        assert fraction("outcome.paired") == (0, expected)
        assert left_out("outcome.paired") == (1 - expected, 0)

    def test_residence_outside_england_is_left_out_and_one_that_is_not_known_is_not(self) -> None:
        seen_twice(Story(postcode="CF10 1AA"))
        seen_twice(Story(postcode="ZZ99 3VZ"))
        seen_twice(Story(postcode=""))
        compute()
        assert fraction("outcome.paired") == (0, 2)
        assert left_out("outcome.paired") == (1, 0)

    def test_somebody_with_two_referrals_counts_twice(self) -> None:
        story = Story()
        rated_twice(seen_twice(story), 3, 5)
        seen_twice(story)
        compute()
        assert fraction("outcome.paired") == (1, 2)


class TestPaired:
    def test_by_tool_each_of_all_referrals(self) -> None:
        both, reqol, goals, nothing = (seen_twice(Story()) for _ in range(4))
        rated_twice(both, 3, 3)
        rated_twice(both, 20, 21, REQOL_10)
        rated_twice(reqol, 20, 21, REQOL_10)
        rated_twice(goals, 2, 3, GOALS[2])
        rated(nothing, "2025-01-10", 4)
        compute()
        assert fraction("outcome.paired") == (3, 4)
        assert share("outcome.paired") == Decimal("0.75")
        assert groups("outcome.paired", "tool") == {"DIALOG": 1, "ReQoL-10": 2, "GBO": 1}
        assert share("outcome.paired", breakdown="tool", group="ReQoL-10") == Decimal("0.5")

    def test_an_area_of_treatment_is_a_pair_and_not_measured_for_change(self) -> None:
        rated_twice(seen_twice(Story()), 2, 6, MEDICATION)
        compute()
        assert fraction("outcome.paired") == (1, 1)
        assert fraction("outcome.reliable_change") == (0, 0)

    @pytest.mark.parametrize("code", [CURRENT_VIEW, REQOL_20])
    def test_other_tools_are_no_pair(self, code: str) -> None:
        rated_twice(seen_twice(Story()), 2, 6, code)
        compute()
        assert fraction("outcome.paired") == (0, 1)

    @pytest.mark.parametrize("first", [8, 0, None])
    def test_first_score_that_is_not_valid_leaves_no_pair(self, first: int | None) -> None:
        referral = seen_twice(Story())
        rated(referral, "2025-01-10", first)
        rated(referral, "2025-02-10", 4)
        rated(referral, "2025-05-10", 6)
        compute()
        assert fraction("outcome.paired") == (0, 1)

    def test_a_later_8_is_passed_over(self) -> None:
        referral = paired()
        rated(referral, "2025-06-10", 8)
        compute()
        assert means("mental_health") == (3, 5)

    def test_follow_up_is_the_latest_to_the_end_of_the_month(self) -> None:
        referral = paired()
        rated(referral, "2025-06-30", 6)
        rated(referral, "2025-07-01", 1)
        compute()
        assert means("mental_health") == (3, 6)

    def test_two_scores_of_the_first_day_are_no_pair(self) -> None:
        referral = seen_twice(Story())
        for score in (3, 3, 5):
            rated(referral, "2025-01-10", score)
        compute()
        assert fraction("outcome.paired") == (0, 1)

    def test_the_same_score_sent_twice_changes_nothing(self) -> None:
        referral = seen_twice(Story())
        for _ in range(2):
            rated_twice(referral, 3, 5)
        compute()
        assert fraction("outcome.reliable_change") == (1, 1)

    def test_scores_of_two_referrals_or_two_items_are_never_compared(self) -> None:
        story = Story()
        first, second = seen_twice(story), seen_twice(story)
        rated(first, "2025-01-10", 3)
        rated(first, "2025-05-10", 5, PHYSICAL_HEALTH)
        rated(second, "2025-05-10", 5)
        compute()
        assert fraction("outcome.paired") == (0, 2)

    @pytest.mark.parametrize(
        ("before", "after", "counts"),
        [
            (FRIENDSHIPS_BEFORE, FRIENDSHIPS, 1),
            (FAMILY_BEFORE, FAMILY, 1),
            (FRIENDSHIPS_BEFORE, FAMILY, 0),
        ],
    )
    def test_codes_that_replaced_others_are_the_same_item(self, before: str, after: str, counts: int) -> None:
        referral = seen_twice(Story(), "2024-01-01")
        rated(referral, "2024-03-31", 3, before)
        rated(referral, "2024-06-01", 5, after)
        compute()
        assert fraction("outcome.paired") == (counts, 1)

    def test_voided_score_does_not_count(self) -> None:
        referral = paired()
        score = referral.scores.get(taken_on=date(2025, 5, 10))
        score.voided_at, score.void_reason = score.created_at, "Of somebody else"
        score.save()
        compute()
        assert fraction("outcome.paired") == (0, 1)


def means(domain: str) -> tuple[Decimal | None, Decimal | None]:
    """First and latest."""
    where = {"breakdown": "domain", "group": domain}
    return (
        number("outcome.dialog_domain_means.first", **where),
        number("outcome.dialog_domain_means", **where),
    )


class TestChange:
    def test_by_tool_and_area_each_of_its_own_pairs(self) -> None:
        for first, latest in ((3, 5), (3, 3), (5, 3), (3, 4)):
            rated_twice(seen_twice(Story()), first, latest)
        goals = seen_twice(Story())
        rated_twice(goals, 2, 4, GOALS[0])
        rated_twice(goals, 2, 5, GOALS[1])
        rated_twice(goals, 7, 7, PHYSICAL_HEALTH)
        compute()
        assert fraction("outcome.reliable_change") == (3, 7)
        assert fraction("outcome.reliable_change.unchanged") == (3, 7)
        assert fraction("outcome.reliable_change.deteriorated") == (1, 7)
        by_tool = {
            tool: fraction("outcome.reliable_change", breakdown="tool", group=tool)
            for tool in ("DIALOG", "GBO")
        }
        assert by_tool == {"DIALOG": (2, 5), "GBO": (1, 2)}
        assert groups("outcome.reliable_change", "domain") == {"mental_health": 2, "physical_health": 0}
        where = {"breakdown": "domain", "group": "mental_health"}
        assert share("outcome.reliable_change", **where) == Decimal("0.5")
        assert share("outcome.reliable_change.deteriorated", **where) == Decimal("0.25")

    def test_means_are_of_the_same_people_first_and_latest(self) -> None:
        for first, latest in ((2, 5), (3, 6)):
            rated_twice(seen_twice(Story()), first, latest)
        only_once, treatment = seen_twice(Story()), seen_twice(Story())
        rated(only_once, "2025-01-10", 7)
        rated_twice(treatment, 1, 2, MEDICATION)
        compute()
        assert means("mental_health") == (Decimal("2.5"), Decimal("5.5"))
        assert means("medication") == (1, 2)
        assert number("outcome.dialog_domain_means") == Decimal("5.5")
        assert number("outcome.dialog_domain_means.first") == Decimal("2.5")

    def test_nobody_with_a_pair_is_nothing_to_divide_by(self) -> None:
        compute()
        assert share("outcome.reliable_change") is None
        assert number("outcome.dialog_domain_means") is None

    @pytest.mark.parametrize(
        ("first", "latest", "expected"),
        [
            (20, 25, (1, 1)), (24, 29, (1, 1)), (24, 28, (0, 1)), (21, 25, (0, 1)), (19, 24, (0, 1)),
            (25, 30, (0, 0)), (24, 19, (0, 1)),
        ],
    )  # fmt: skip
    def test_recovery(self, first: int, latest: int, expected: tuple[int, int]) -> None:
        rated_twice(seen_twice(Story()), first, latest, REQOL_10)
        compute()
        assert fraction("outcome.reqol_recovery") == expected


NATIONAL = {"DIALOG": MENTAL_HEALTH, "GBO": GOALS[0], "ReQoL-10": REQOL_10}


def test_night_judges_the_worked_cases_as_they_were_worked() -> None:
    cases = shared_rows("oracles", "prom_change_cases.csv")
    for case in cases:
        rated_twice(
            seen_twice(Story()), int(case["baseline"]), int(case["follow_up"]), NATIONAL[case["tool"]]
        )
    compute()
    for indicator, category in (
        ("outcome.reliable_change", "improvement"),
        ("outcome.reliable_change.unchanged", "no_change"),
        ("outcome.reliable_change.deteriorated", "deterioration"),
    ):
        of_tool = {
            tool: sum(case["tool"] == tool and case["category"] == category for case in cases)
            for tool in NATIONAL
        }
        assert groups(indicator, "tool") == of_tool
    recovery = [case["reliable_recovery"] for case in cases]
    eligible = recovery.count("recovered") + recovery.count("not_recovered")
    assert fraction("outcome.reqol_recovery") == (recovery.count("recovered"), eligible)


def test_levels_and_groups_of_people() -> None:
    young = Story(birth_date=date(2000, 1, 1), gender_identity="2")
    rated_twice(seen_twice(young, provider="RXA"), 3, 5)
    rated_twice(seen_twice(Story(), provider="RXB"), 5, 3)
    compute()
    assert fraction("outcome.reliable_change", level="provider", code="RXA") == (1, 1)
    assert fraction("outcome.reliable_change", level="provider", code="RXB") == (0, 1)
    assert fraction("outcome.paired", breakdown="age_band", group="18-25") == (1, 1)
    assert fraction("outcome.reliable_change", breakdown="gender", group="Female") == (1, 1)
    assert share("outcome.paired", level="provider", code="RXA", breakdown="tool", group="DIALOG") == 1
    found = value("outcome.paired")
    assert found is not None
    assert (found.period_kind, found.period_start) == ("month", date(2025, 6, 1))


def test_referral_that_is_no_longer_sent_is_not_open() -> None:
    referral = seen_twice(Story())
    Referral.objects.filter(pk=referral.pk).update(
        source_month=date(2025, 4, 1), latest_month=date(2025, 4, 1)
    )
    record_sets.taken(date(2025, 6, 1), provider=referral.provider)
    compute()
    assert fraction("outcome.paired") == (0, 0)
