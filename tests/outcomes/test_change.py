"""What counts nationally as a change, and as a recovery."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.rules import change, dialog
from outcomes.rules.change import Change
from outcomes.rules.dialog import Group
from tests.outcomes.taken import (
    FRIENDSHIPS,
    FRIENDSHIPS_BEFORE,
    GOALS,
    MEDICATION,
    MENTAL_HEALTH,
    REQOL_10,
    REQOL_20,
)
from tests.shared import shared_rows

BETTER, SAME, WORSE = Change.IMPROVED, Change.UNCHANGED, Change.DETERIORATED
NATIONAL = {"improvement": BETTER, "no_change": SAME, "deterioration": WORSE}
RECOVERY = {"recovered": True, "not_recovered": False, "not_eligible": None, "": None}
A_CODE_OF = {"DIALOG": MENTAL_HEALTH, "GBO": GOALS[0], "ReQoL-10": REQOL_10}
MEASURED = st.sampled_from(list(change.RULES))
SCORES = st.integers(0, 40).map(Decimal)


@pytest.mark.parametrize(
    ("code", "baseline", "follow_up", "expected"),
    [
        (MENTAL_HEALTH, 4, 4, SAME),
        (MENTAL_HEALTH, 4, 5, BETTER),
        (MENTAL_HEALTH, 5, 4, WORSE),
        (FRIENDSHIPS_BEFORE, 2, 3, BETTER),
        (FRIENDSHIPS, 3, 2, WORSE),
        (GOALS[2], 0, 2, SAME),
        (GOALS[2], 0, 3, BETTER),
        (GOALS[1], 9, 7, SAME),
        (GOALS[1], 9, 6, WORSE),
        (REQOL_10, 18, 22, SAME),
        (REQOL_10, 18, 23, BETTER),
        (REQOL_10, 18, 14, SAME),
        (REQOL_10, 18, 13, WORSE),
        # The areas of treatment are experience, and ReQoL-20 is not in the national rule for adults.
        (MEDICATION, 1, 7, None),
        (REQOL_20, 10, 70, None),
        ("720433000", 20, 2, None),
    ],
)
def test_changes_by_hand(code: str, baseline: int, follow_up: int, expected: Change | None) -> None:
    assert change.judge(code, Decimal(baseline), Decimal(follow_up)) == expected


@pytest.mark.parametrize(
    ("baseline", "follow_up", "expected"),
    [
        (24, 29, True),
        (19, 25, True),
        (20, 25, True),
        (21, 25, False),
        (10, 24, False),
        (24, 10, False),
        (25, 40, None),
        (40, 0, None),
    ],
)
def test_recovery_by_hand(baseline: int, follow_up: int, expected: bool | None) -> None:
    assert change.recovered(REQOL_10, Decimal(baseline), Decimal(follow_up)) is expected


def test_nothing_but_reqol_10_knows_a_recovery() -> None:
    others = [code for code in change.RULES if code != REQOL_10]
    assert [change.recovered(code, Decimal(0), Decimal(40)) for code in others] == [None] * len(others)


def test_the_cases_of_the_reference_material() -> None:
    for case in shared_rows("oracles", "prom_change_cases.csv"):
        code, first, latest = A_CODE_OF[case["tool"]], Decimal(case["baseline"]), Decimal(case["follow_up"])
        assert change.judge(code, first, latest) == NATIONAL[case["category"]], case
        assert change.recovered(code, first, latest) is RECOVERY[case["reliable_recovery"]], case
        assert latest - first == Decimal(case["change"]), case


def test_the_thresholds_of_the_reference_material() -> None:
    for row in shared_rows("oracles", "prom_codes_thresholds.csv"):
        rule = change.RULES.get(row["snomed_code"])
        if row["change_measured_nationally"] != "yes":
            assert rule is None, row
            continue
        assert rule is not None, row
        assert rule.at_least == Decimal(row["reliable_change_at_least"]), row
        cut_off = Decimal(row["clinical_cut_off"]) if row["clinical_cut_off"] else None
        assert rule.recovered_from == cut_off, row


def test_each_area_of_life_is_measured_by_every_code_it_has_had_and_no_area_of_treatment_is() -> None:
    measured = {code for code, rule in change.RULES.items() if rule.tool == "DIALOG"}
    assert measured == {code for code, item in dialog.BY_CODE.items() if item.group == Group.QUALITY_OF_LIFE}
    assert all(change.RULES[code].item == dialog.BY_CODE[code].key for code in measured)


def test_every_threshold_says_where_it_comes_from() -> None:
    assert all(rule.source for rule in change.RULES.values())


@given(MEASURED, SCORES, SCORES)
def test_the_way_back_is_the_opposite_change(code: str, one: Decimal, other: Decimal) -> None:
    opposite = {BETTER: WORSE, WORSE: BETTER, SAME: SAME}
    there, back = change.judge(code, one, other), change.judge(code, other, one)
    assert there is not None
    assert opposite[there] == back


@given(MEASURED, SCORES, SCORES, st.integers(-20, 20))
def test_only_the_difference_matters(code: str, one: Decimal, other: Decimal, moved: int) -> None:
    assert change.judge(code, one, other) == change.judge(code, one + moved, other + moved)


@given(SCORES, SCORES)
def test_who_recovered_has_improved_and_crossed_the_cut_off(first: Decimal, latest: Decimal) -> None:
    improved = change.judge(REQOL_10, first, latest) == BETTER
    expected = improved and latest >= 25 if first < 25 else None
    assert change.recovered(REQOL_10, first, latest) is expected


@pytest.mark.parametrize(
    ("code", "first", "latest", "words"),
    [
        (MENTAL_HEALTH, "3", "5", "From 3 to 5: improved (change of 1 or more: national rule)"),
        (GOALS[0], "2.00", "4.00", "From 2 to 4: no change (change of 3 or more: national rule)"),
        (REQOL_10, "30", "20", "From 30 to 20: got worse (change of 5 or more: national rule)"),
        (MEDICATION, "3", "5", "From 3 to 5. Not measured for change nationally"),
    ],
)
def test_the_change_in_words_names_its_rule(code: str, first: str, latest: str, words: str) -> None:
    assert change.in_words(code, Decimal(first), Decimal(latest)) == words
