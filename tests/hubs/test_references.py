"""References: short, unguessable, and a wrong character or two that changed places are seen."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hubs.rules import references
from hubs.rules.names import name_key, search_key

ALPHABET = string.digits + string.ascii_uppercase
bodies = st.text(ALPHABET, min_size=2, max_size=19).filter(
    lambda body: references.check_character(body) != references.NO_CHARACTER
)


def test_a_reference_fits_into_a_national_record_set() -> None:
    made = {references.new("P") for _ in range(500)}
    assert len(made) == 500
    assert all(
        re.fullmatch(r"P[0-9A-Z]{10}", reference) and references.is_valid(reference) for reference in made
    )


@given(bodies, st.data())
def test_one_wrong_character_is_seen(body: str, data: st.DataObject) -> None:
    reference = body + references.check_character(body)
    position = data.draw(st.integers(0, len(reference) - 1))
    wrong = data.draw(st.sampled_from(ALPHABET))
    assume(wrong != reference[position])
    assert references.is_valid(reference)
    assert not references.is_valid(reference[:position] + wrong + reference[position + 1 :])


@given(bodies, st.data())
def test_two_neighbours_that_changed_places_are_seen(body: str, data: st.DataObject) -> None:
    reference = body + references.check_character(body)
    position = data.draw(st.integers(0, len(reference) - 2))
    one, two = reference[position], reference[position + 1]
    assume(one != two)
    assert not references.is_valid(reference[:position] + two + one + reference[position + 2 :])


def test_people_may_type_it_as_they_like() -> None:
    reference = references.new("R")
    typed = f" {reference[:4].lower()}-{reference[4:]} "
    assert references.normalise(typed) == reference
    assert references.is_valid(typed)


@pytest.mark.parametrize("text", ["", "P", "P1", "not a reference", "Pé23456789X"])
def test_what_is_no_reference(text: str) -> None:
    assert not references.is_valid(text)


@pytest.mark.parametrize(
    ("family", "given_name", "key"),
    [
        ("O'Neill", "Séan", "oneill sean"),
        ("Smith-Jones", "Anne Marie", "smithjones anne marie"),
        ("ŻÓŁĆ", "", "zołc"),
        ("  Khan ", " Aisha", "khan aisha"),
    ],
)
def test_names_are_made_comparable(family: str, given_name: str, key: str) -> None:
    assert name_key(family, given_name) == key
    assert search_key(f"{family}, {given_name}") == key
