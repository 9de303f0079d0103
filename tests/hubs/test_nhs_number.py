from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hubs.rules import nhs_number
from tests.shared import shared_rows

NINE = st.text("0123456789", min_size=9, max_size=9)


@pytest.mark.parametrize(
    "typed",
    [
        "9434765919",
        "943 476 5919",
        "943-476-5919",
        " 943\u00a0476\u20095919 ",
        "943\u2010476\u20115919",
        "943\u2013476\u22125919",
        "\ufeff9434765919\r\n",
    ],
)
def test_the_groups_may_be_parted_as_people_part_them(typed: str) -> None:
    assert nhs_number.check(typed) == nhs_number.Checked("9434765919")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter an NHS number"),
        (" - ", "Enter an NHS number"),
        ("94347659", "This one has 8"),
        ("94347659190", "This one has 11"),
        ("943476591X", "no letters"),
        # Digits of other scripts count as digits for Python, and would not be found again.
        ("٩٤٣٤٧٦٥٩١٩", "no letters"),
        ("943²765919", "no letters"),
        ("9434765918", "not an NHS number"),
        ("9343765919", "not an NHS number"),
    ],
)
def test_a_wrong_number_is_refused_with_what_to_do(typed: str, says: str) -> None:
    checked = nhs_number.check(typed)
    assert checked.number is None
    assert says in checked.problem


@pytest.mark.parametrize("digit", "0123456789")
def test_a_repeated_digit_is_refused_whatever_its_check_digit_says(digit: str) -> None:
    assert nhs_number.check(digit * 10) == nhs_number.Checked(None, nhs_number.REPEATED)


@given(NINE)
def test_of_the_ten_endings_one_passes_or_none_where_it_would_be_ten(nine: str) -> None:
    assume(len(set(nine)) > 1)
    passing = [digit for digit in "0123456789" if nhs_number.check(nine + digit).number]
    expected = nhs_number.check_digit(nine)
    assert passing == ([] if expected is None else [str(expected)])


def test_a_number_whose_check_digit_would_be_ten_is_never_issued() -> None:
    assert nhs_number.check_digit("999937865") is None


@given(NINE, st.integers(0, 9), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_noticed(nine: str, place: int, other: str) -> None:
    check = nhs_number.check_digit(nine)
    assume(check is not None)
    number = f"{nine}{check}"
    assume(number[place] != other)
    assert nhs_number.check(number[:place] + other + number[place + 1 :]).number is None


@given(NINE, st.integers(0, 8))
def test_two_neighbours_that_changed_places_are_always_noticed(nine: str, place: int) -> None:
    check = nhs_number.check_digit(nine)
    assume(check is not None)
    number = f"{nine}{check}"
    assume(number[place] != number[place + 1])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert nhs_number.check(swapped).number is None


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_a_number_or_a_sentence(typed: str) -> None:
    checked = nhs_number.check(typed)
    assert (checked.number is None) == bool(checked.problem)
    assert checked.number is None or checked.number.isascii()


@pytest.mark.parametrize(("number", "shown"), [("9434765919", "943 476 5919"), ("", ""), ("12A", "12A")])
def test_shown_in_threes_and_a_four(number: str, shown: str) -> None:
    assert nhs_number.display(number) == shown


def test_agrees_with_two_other_programs() -> None:
    for case in shared_rows("oracles", "nhs_number_cases.csv"):
        # Those programs let a repeated digit through; ours refuses it on purpose.
        expected = case["mod11_expected"] == "valid" and case["note"] not in {"all zero", "repeated digit"}
        assert bool(nhs_number.check(case["value"]).number) == expected, case
