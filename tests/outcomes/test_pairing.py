"""Which first and which later score are compared."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.rules import pairing
from outcomes.rules.pairing import Pair
from tests.outcomes.taken import (
    DAY,
    FAMILY,
    FAMILY_BEFORE,
    FRIENDSHIPS,
    FRIENDSHIPS_BEFORE,
    GOALS,
    MENTAL_HEALTH,
    PHYSICAL_HEALTH,
    REQOL_10,
    Taken,
    taken,
)
from tests.shared import shared_rows

Found = list[tuple[int | None, int | None]]


def found(scores: list[Taken], until: dt.date | None = None) -> Found:
    """Baseline and follow-up of each item and referral, in the order in which they came."""
    return [
        (value(pair.baseline), value(pair.follow_up)) for pair in pairing.pairs(scores, until=until).values()
    ]


def value(score: Taken | None) -> int | None:
    return None if score is None or score.value is None else int(score.value)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([], []),
        ([taken(3)], [(3, None)]),
        ([taken(3), taken(5, 90)], [(3, 5)]),
        ([taken(3), taken(5, 90), taken(2, 200)], [(3, 2)]),
        # The latest valid one, whatever came after it.
        ([taken(3), taken(5, 90), taken(None, 200)], [(3, 5)]),
        ([taken(3), taken(5, 90), taken(8, 200)], [(3, 5)]),
        ([taken(3), taken(8, 90)], [(3, None)]),
        # An invalid first score leaves no pair, however many follow.
        ([taken(None), taken(3, 1), taken(5, 90)], [(None, None)]),
        ([taken(8), taken(3, 1), taken(5, 90)], [(None, None)]),
        # 8 is no point of the DIALOG scale, and a good one of a goal.
        ([taken(8, tool_code=GOALS[0]), taken(9, 90, tool_code=GOALS[0])], [(8, 9)]),
        # Within one referral, and one item.
        ([taken(3), taken(5, 90, referral_id=2)], [(3, None), (5, None)]),
        ([taken(3), taken(5, 90, tool_code=PHYSICAL_HEALTH)], [(3, None), (5, None)]),
        ([taken(3, tool_code=GOALS[0]), taken(9, 90, tool_code=GOALS[1])], [(3, None), (9, None)]),
        # What was taken again on the first day is no follow-up.
        ([taken(3, pk=1), taken(6, pk=2)], [(3, None)]),
        ([taken(3, pk=1), taken(6, pk=2), taken(4, 9, pk=3)], [(3, 4)]),
        # Of two on the last day, the one that was written down last.
        ([taken(3, pk=1), taken(6, 9, pk=3), taken(4, 9, pk=2)], [(3, 6)]),
        # The same again, sent twice.
        ([taken(3), taken(3), taken(5, 90), taken(5, 90)], [(3, 5)]),
    ],
)
def test_pairs_by_hand(scores: list[Taken], expected: Found) -> None:
    assert found(scores) == expected


@pytest.mark.parametrize(("before", "now"), [(FRIENDSHIPS_BEFORE, FRIENDSHIPS), (FAMILY_BEFORE, FAMILY)])
def test_an_item_whose_code_was_replaced_pairs_with_itself(before: str, now: str) -> None:
    assert found([taken(2, tool_code=before), taken(4, 90, tool_code=now)]) == [(2, 4)]
    assert found([taken(2, tool_code=now), taken(4, 90, tool_code=before)]) == [(2, 4)]


def test_friendships_and_family_do_not_pair_with_each_other() -> None:
    assert found([taken(2, tool_code=FRIENDSHIPS_BEFORE), taken(4, 90, tool_code=FAMILY)]) == [
        (2, None),
        (4, None),
    ]


def test_the_time_of_day_says_which_was_first() -> None:
    morning, evening = (dt.datetime(2026, 1, 5, hour, tzinfo=dt.UTC) for hour in (9, 20))
    late_entry = taken(3, pk=2, completed_at=morning)
    assert found([taken(8, pk=1, completed_at=evening), late_entry, taken(5, 90, pk=3)]) == [(3, 5)]


def test_pairs_as_they_stood_at_the_end_of_a_period() -> None:
    scores = [taken(3), taken(5, 90), taken(6, 180)]
    assert found(scores, until=DAY + dt.timedelta(days=179)) == [(3, 5)]
    assert found(scores, until=DAY + dt.timedelta(days=89)) == [(3, None)]
    assert found(scores, until=DAY - dt.timedelta(days=1)) == []


def test_the_same_score_of_one_day_is_one_score() -> None:
    first = taken(2, pk=1, tool_code=FAMILY_BEFORE, score="2")
    sent_again = taken(2, pk=2, tool_code=FAMILY, score="2")
    another, other_day = taken(3, pk=3, tool_code=FAMILY), taken(2, 1, pk=4, tool_code=FAMILY)
    elsewhere = taken(2, pk=5, tool_code=FAMILY, referral_id=2)
    outside = [taken(None, pk=6, tool_code=REQOL_10, score=score) for score in ("41", "410")]
    kept = pairing.once([other_day, another, sent_again, first, elsewhere, *outside])
    assert kept == [first, another, elsewhere, *outside, other_day]


def test_the_cases_of_the_reference_material() -> None:
    """P5 and P6 say which referral or item a score is of; the second of two referrals or items says the second."""
    codes, referrals = {"item2": PHYSICAL_HEALTH}, {"B": 2}
    for case in shared_rows("oracles", "prom_pairing_cases.csv"):
        scores = []
        for written in case["scores_date_value_valid"].split("; "):
            item, day, said, referral = re.fullmatch(
                r"(?:(item\d): )?(\S+)=(\d)(?: \[referral (\w)\])?", written
            ).groups()  # type: ignore[union-attr]
            scores.append(
                Taken(
                    Decimal(said),
                    dt.date.fromisoformat(day),
                    codes.get(item, MENTAL_HEALTH),
                    referrals.get(referral, 1),
                )
            )
        baselines = [None if not each else int(each) for each in case["expected_baseline"].split(" / ")]
        follow_up = int(case["expected_follow_up"]) if case["expected_follow_up"] else None
        assert found(scores) == [(each, follow_up) for each in baselines], case["case"]


VALUES = st.one_of(st.none(), st.integers(1, 8))
SCORES = st.lists(
    st.builds(
        taken,
        VALUES,
        st.integers(0, 6),
        tool_code=st.sampled_from([MENTAL_HEALTH, FRIENDSHIPS, FRIENDSHIPS_BEFORE]),
        referral_id=st.integers(1, 2),
    ),
    max_size=12,
).map(lambda scores: [Taken(**{**vars(score), "pk": number}) for number, score in enumerate(scores)])


@given(SCORES, st.randoms())
def test_the_order_in_which_scores_are_read_does_not_matter(scores: list[Taken], random: object) -> None:
    shuffled = list(scores)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert pairing.pairs(shuffled) == pairing.pairs(scores)


@given(SCORES)
def test_a_pair_is_of_one_item_and_referral_and_goes_forward(scores: list[Taken]) -> None:
    for (referral, item), pair in pairing.pairs(scores).items():
        own = [s for s in scores if s.referral_id == referral and pairing.item_of(s.tool_code) == item]
        first = min(own, key=lambda score: (score.taken_on, score.pk))
        assert pair.baseline == (first if pairing.is_valid(first) else None)
        if pair.follow_up is not None:
            assert pair.baseline is not None
            assert pair.follow_up in own
            assert pair.follow_up.taken_on > pair.baseline.taken_on
            assert not [s for s in own if pairing.is_valid(s) and s.taken_on > pair.follow_up.taken_on]


@given(SCORES)
def test_a_pair_is_missing_only_when_nothing_valid_follows(scores: list[Taken]) -> None:
    for (referral, item), pair in pairing.pairs(scores).items():
        if pair.baseline is not None and not pair.is_paired:
            later = [
                s
                for s in scores
                if s.referral_id == referral
                and pairing.item_of(s.tool_code) == item
                and s.taken_on > pair.baseline.taken_on
            ]
            assert not [s for s in later if pairing.is_valid(s)]


@given(SCORES)
def test_what_was_sent_twice_changes_no_pair(scores: list[Taken]) -> None:
    again = [Taken(**{**vars(score), "pk": score.pk + 100}) for score in scores]
    values = {
        series: (value(pair.baseline), value(pair.follow_up))
        for series, pair in pairing.pairs(scores).items()
    }
    assert {
        series: (value(pair.baseline), value(pair.follow_up))
        for series, pair in pairing.pairs([*scores, *again]).items()
    } == values
    collapsed: dict[tuple[int, str], Pair[Taken]] = pairing.pairs(pairing.once([*scores, *again]))
    assert {
        series: (value(pair.baseline), value(pair.follow_up)) for series, pair in collapsed.items()
    } == values
