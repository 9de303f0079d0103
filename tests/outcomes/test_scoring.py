"""The means of a DIALOG scale, and how one area reads."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.rules import scoring
from outcomes.rules.dialog import ITEMS, Group
from outcomes.rules.scoring import Means, Reading
from tests.shared import shared_rows

LIFE = [key for key, item in ITEMS.items() if item.group == Group.QUALITY_OF_LIFE]
TREATMENT = [key for key, item in ITEMS.items() if item.group == Group.TREATMENT]
RATINGS = st.integers(1, 7)
FULL = st.fixed_dictionaries(dict.fromkeys(ITEMS, RATINGS))
NO_RATING = st.one_of(st.none(), st.integers(8, 12), st.integers(-3, 0))


def scale(written: str) -> dict[str, int | None]:
    """Eleven ratings in the national order, a dash where one was left out."""
    values = [None if each == "-" else int(each) for each in written.split()]
    return dict(zip(ITEMS, values, strict=True))


@pytest.mark.parametrize(
    ("written", "life", "treatment", "below"),
    [
        # By hand: 3+6+2+5+4+4+7+3 = 34, and 6+2+5 = 13.
        ("3 6 2 5 4 4 7 3 6 2 5", "4.2500", "4.3333", ["mental_health", "job", "safety", "practical_help"]),
        ("7 7 7 7 7 7 7 7 1 1 1", "7.0000", "1.0000", TREATMENT),
        ("4 4 4 4 4 4 4 5 5 5 6", "4.1250", "5.3333", []),
        ("- 6 2 5 4 4 7 3 6 2 5", None, "4.3333", ["job", "safety", "practical_help"]),
        ("3 6 2 5 4 4 7 3 6 - 5", "4.2500", None, ["mental_health", "job", "safety"]),
        ("- - - - - - - - - - -", None, None, []),
        # An 8 is taken in nationally and is no rating: its area counts as left out.
        ("8 6 2 5 4 4 7 3 6 2 5", None, "4.3333", ["job", "safety", "practical_help"]),
        ("3 6 2 5 4 4 7 3 6 2 8", "4.2500", None, ["mental_health", "job", "safety", "practical_help"]),
        ("3 6 0 5 4 4 7 3 6 2 5", None, "4.3333", ["mental_health", "safety", "practical_help"]),
    ],
)
def test_means_by_hand(written: str, life: str | None, treatment: str | None, below: list[str]) -> None:
    ratings = scale(written)
    expected = Means(*(None if mean is None else Decimal(mean) for mean in (life, treatment)))
    assert scoring.means(ratings) == expected
    assert scoring.dissatisfied_with(ratings) == below


def test_the_cases_of_the_reference_material() -> None:
    for case in shared_rows("oracles", "dialog_scoring_cases.csv"):
        ratings = scale(case["items_1_to_11"])
        found = [
            "" if mean is None else str(mean)
            for mean in (scoring.means(ratings).quality_of_life, scoring.means(ratings).treatment)
        ]
        assert found == [case["quality_of_life_mean"], case["treatment_mean"]], case["case"]
        assert len(scoring.dissatisfied_with(ratings)) == int(case["items_below_4"]), case["case"]


@pytest.mark.parametrize(
    ("value", "reads"),
    [
        (1, Reading.DISSATISFIED),
        (3, Reading.DISSATISFIED),
        (4, Reading.NEUTRAL),
        (5, Reading.SATISFIED),
        (7, Reading.SATISFIED),
        (Decimal("3.9999"), Reading.DISSATISFIED),
        (Decimal("4.125"), Reading.SATISFIED),
    ],
)
def test_how_one_area_reads(value: int | Decimal, reads: Reading) -> None:
    assert scoring.reading(value) == reads


@given(FULL)
def test_a_mean_lies_between_the_lowest_and_the_highest_rating(ratings: dict[str, int]) -> None:
    means = scoring.means(ratings)
    for group, mean in ((LIFE, means.quality_of_life), (TREATMENT, means.treatment)):
        assert mean is not None
        rated = [ratings[key] for key in group]
        assert min(rated) <= mean <= max(rated)
        assert abs(mean * len(rated) - sum(rated)) < Decimal("0.001")


@given(FULL, st.randoms())
def test_the_order_of_the_items_does_not_matter(ratings: dict[str, int], random: object) -> None:
    keys = list(ratings)
    random.shuffle(keys)  # type: ignore[attr-defined]
    assert scoring.means({key: ratings[key] for key in keys}) == scoring.means(ratings)


@given(FULL, st.sampled_from(list(ITEMS)), NO_RATING)
def test_one_item_without_a_rating_takes_the_mean_of_its_group_alone(
    ratings: dict[str, int], key: str, no_rating: int | None
) -> None:
    before, after = scoring.means(ratings), scoring.means({**ratings, key: no_rating})
    absent = scoring.means({other: value for other, value in ratings.items() if other != key})
    assert after == absent
    if key in LIFE:
        assert (after.quality_of_life, after.treatment) == (None, before.treatment)
    else:
        assert (after.quality_of_life, after.treatment) == (before.quality_of_life, None)


@given(FULL, st.sampled_from(list(ITEMS)))
def test_a_better_rating_never_lowers_a_mean(ratings: dict[str, int], key: str) -> None:
    better = scoring.means({**ratings, key: min(7, ratings[key] + 1)})
    before = scoring.means(ratings)
    assert better.quality_of_life is not None
    assert before.quality_of_life is not None
    assert better.treatment is not None
    assert before.treatment is not None
    assert better.quality_of_life >= before.quality_of_life
    assert better.treatment >= before.treatment


@given(FULL, st.dictionaries(st.text(min_size=12), RATINGS))
def test_items_of_a_tenants_own_are_never_scored(ratings: dict[str, int], own: dict[str, int]) -> None:
    assert scoring.means({**own, **ratings}) == scoring.means(ratings)
    assert scoring.dissatisfied_with({**own, **ratings}) == scoring.dissatisfied_with(ratings)
