"""Scales as they were filled in: the ratings of one day in one referral."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from outcomes.rules import scales
from tests.outcomes.taken import (
    DAY,
    FAMILY,
    FAMILY_BEFORE,
    MENTAL_HEALTH,
    PHYSICAL_HEALTH,
    REQOL_10,
    Taken,
    taken,
)


def test_a_scale_is_of_one_day_and_referral() -> None:
    first = [taken(3, pk=1), taken(4, pk=2, tool_code=PHYSICAL_HEALTH)]
    elsewhere, later = taken(5, pk=3, referral_id=2), taken(6, 9, pk=4)
    found = scales.scales([later, elsewhere, *first, taken(30, pk=5, tool_code=REQOL_10)])
    assert [(each.taken_on, each.referral_id, each.scores) for each in found] == [
        (DAY, 1, first),
        (DAY, 2, [elsewhere]),
        (DAY + dt.timedelta(days=9), 1, [later]),
    ]
    assert found[0].ratings == {"mental_health": Decimal(3), "physical_health": Decimal(4)}


def test_of_two_ratings_of_a_day_the_last_stands() -> None:
    morning, evening = (dt.datetime(2026, 1, 5, hour, tzinfo=dt.UTC) for hour in (9, 20))
    (scale,) = scales.scales(
        [taken(6, pk=1, completed_at=evening), taken(2, pk=2, completed_at=morning), taken(8, pk=3)]
    )
    assert scale.ratings == {"mental_health": Decimal(6)}


def test_both_codes_of_an_area_rate_one_area() -> None:
    (scale,) = scales.scales([taken(2, pk=1, tool_code=FAMILY_BEFORE), taken(5, pk=2, tool_code=FAMILY)])
    assert scale.ratings == {"family": Decimal(5)}


def test_what_lies_outside_the_scale_is_kept_and_rates_nothing() -> None:
    scores = [taken(8, pk=1), taken(None, pk=2, tool_code=PHYSICAL_HEALTH)]
    (scale,) = scales.scales(scores)
    assert (list(scale.scores), scale.ratings) == (scores, {})


@given(
    st.lists(
        st.builds(
            taken,
            st.one_of(st.none(), st.integers(1, 8)),
            st.integers(0, 3),
            tool_code=st.sampled_from([MENTAL_HEALTH, FAMILY, FAMILY_BEFORE, REQOL_10]),
            referral_id=st.integers(1, 2),
        ),
        max_size=12,
    )
)
def test_every_score_of_dialog_is_in_one_scale_and_only_one(scores: list[Taken]) -> None:
    found = [score for scale in scales.scales(scores) for score in scale.scores]
    assert sorted(map(str, found)) == sorted(str(score) for score in scores if score.tool_code != REQOL_10)
