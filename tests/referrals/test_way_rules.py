"""What is up, down and across; when FREED applies; seven days; six weeks; two of ten outcomes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.models.assessment import CareActOutcome
from referrals.models.pathway import PathwayEpisode, PathwayKind
from referrals.models.referral import Level
from referrals.rules import care_act, levels, pathways, short_support, urgent
from referrals.rules.levels import Direction

RECEIVED = date(2025, 6, 1)
KNOWN: dict[str, Any] = {
    "birth_date": date(2005, 6, 1),
    "received_on": RECEIVED,
    "illness_began_on": date(2024, 6, 1),
    "treated_before": False,
}


def test_the_levels_are_those_of_the_model() -> None:
    assert list(levels.IN_ORDER) == Level.values


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("less", "complex", Direction.UP),
        ("less", "more", Direction.UP),
        ("more", "complex", Direction.DOWN),
        ("complex", "complex", Direction.ACROSS),
        ("", "", Direction.ACROSS),
        ("", "more", Direction.FIRST),
    ],
)
def test_directions(before: str, after: str, expected: Direction) -> None:
    assert levels.direction(before, after) is expected


@pytest.mark.parametrize(
    ("team", "team_hub", "held_by", "own", "at_once"),
    [
        (1, 10, 10, (), True),
        (1, 10, 11, (), False),
        (1, 10, 11, (1,), True),
        (1, None, None, (), False),
    ],
)
def test_which_step_goes_at_once(
    team: int, team_hub: int | None, held_by: int | None, own: tuple[int, ...], at_once: bool
) -> None:
    assert (
        levels.goes_at_once(team_id=team, team_hub_id=team_hub, held_by_hub_id=held_by, own_team_ids=own)
        is at_once
    )


def test_every_pathway_says_what_it_asks() -> None:
    assert set(pathways.ASKED) == set(PathwayKind.values)
    fields = {field.name for field in PathwayEpisode._meta.concrete_fields}
    assert {name for names in pathways.ASKED.values() for name in names} <= fields


def test_no_pathway_knows_of_weight() -> None:
    names = " ".join(field.name for field in PathwayEpisode._meta.concrete_fields)
    assert "weight" not in names
    assert "bmi" not in names


def test_freed_applies() -> None:
    assert pathways.freed(**KNOWN).applies is True


@pytest.mark.parametrize(
    ("changed", "applies"),
    [
        ({"birth_date": date(2009, 6, 1)}, True),
        ({"birth_date": date(2009, 6, 2)}, False),
        ({"birth_date": date(1999, 6, 2)}, True),
        ({"birth_date": date(1999, 6, 1)}, False),
        ({"illness_began_on": date(2022, 6, 2)}, True),
        ({"illness_began_on": date(2022, 6, 1)}, False),
        ({"treated_before": True}, False),
        ({"birth_date": None}, None),
        ({"illness_began_on": None}, None),
        ({"treated_before": None}, None),
        # What rules it out is said, whatever else is unknown.
        ({"birth_date": date(1980, 1, 1), "treated_before": None}, False),
    ],
)
def test_the_edges_of_freed(changed: dict[str, object], applies: bool | None) -> None:
    found = pathways.freed(**{**KNOWN, **changed})
    assert found.applies is applies


def test_what_freed_still_needs_to_know() -> None:
    words = pathways.freed(**{**KNOWN, "birth_date": None, "treated_before": None}).words
    assert words.endswith("the date of birth and whether it is the first episode")


def test_an_illness_that_began_on_a_leap_day() -> None:
    began = {"illness_began_on": date(2024, 2, 29), "birth_date": date(2010, 1, 1)}
    assert pathways.freed(**{**KNOWN, **began, "received_on": date(2027, 2, 28)}).applies
    assert pathways.freed(**{**KNOWN, **began, "received_on": date(2027, 3, 1)}).applies is False


def test_a_review_is_overdue_the_day_after() -> None:
    assert not pathways.review_overdue(review_on=RECEIVED, ended_on=None, today=RECEIVED)
    assert pathways.review_overdue(review_on=RECEIVED, ended_on=None, today=RECEIVED + timedelta(1))
    assert not pathways.review_overdue(review_on=RECEIVED, ended_on=RECEIVED, today=RECEIVED + timedelta(1))


def test_working_together_ends_with_the_transfer() -> None:
    transfer = RECEIVED + timedelta(30)
    period = pathways.joint_working(started_on=RECEIVED, transfer_on=transfer, today=transfer)
    assert period == (RECEIVED, transfer)
    later = transfer + timedelta(1)
    assert pathways.joint_working(started_on=RECEIVED, transfer_on=transfer, today=later) is None
    assert pathways.joint_working(started_on=RECEIVED, transfer_on=None, today=RECEIVED) is None


@pytest.mark.parametrize(
    ("seen", "today", "words"),
    [
        (None, date(2025, 6, 3), "To be seen by 8 June 2025, 5 days left"),
        (None, date(2025, 6, 8), "To be seen by 8 June 2025, which is today"),
        (None, date(2025, 6, 9), "Should have been seen by 8 June 2025, 1 day ago"),
        (date(2025, 6, 8), date(2025, 6, 20), "Seen on 8 June 2025, in time"),
        (date(2025, 6, 10), date(2025, 6, 20), "Seen on 10 June 2025, 2 days late"),
    ],
)
def test_the_seven_days(seen: date | None, today: date, words: str) -> None:
    found = urgent.of_referral(priority="2", received_on=RECEIVED, seen_on=seen)
    assert found is not None
    assert found.words(today) == words
    assert found.is_overdue(today) is words.startswith("Should")


def test_only_urgent_ones_have_seven_days() -> None:
    assert urgent.of_referral(priority="3", received_on=RECEIVED, seen_on=None) is None


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(-3, 60))
def test_six_weeks_at_most(starts_on: date, length: int) -> None:
    ends_on = starts_on + timedelta(length)
    wrong = short_support.faults(starts_on=starts_on, ends_on=ends_on, received_on=starts_on)
    assert ("ends_on" in wrong) is not (1 <= length + 1 <= 42)


def test_two_of_ten_outcomes() -> None:
    assert len(CareActOutcome) == care_act.OUTCOMES
    one = care_act.eligibility({"nutrition": False, "hygiene": True})
    assert (one.looked_at, one.cannot, one.enough) == (2, 1, False)
    assert "8 are still to be looked at" in one.words
    two = care_act.eligibility({"nutrition": False, "hygiene": False})
    assert two.enough
    assert "ask the council to decide" in two.words
    assert care_act.eligibility({}).words == "No outcome has been looked at yet"
    every = care_act.eligibility({outcome.value: True for outcome in CareActOutcome})
    assert "needs below that can still be met" in every.words
