"""The list of common procedures, and codes that are typed."""

from __future__ import annotations

import csv

import pytest

from hubs.rules import snomed
from referrals.rules import procedures
from referrals.rules.procedures import FILE


def test_every_code_of_the_list_is_a_concept() -> None:
    assert [code for code in procedures.common() if procedures.problem(code)] == []
    assert all(snomed.is_identifier(code) for code in procedures.common())


def test_labels_are_all_different() -> None:
    labels = [procedure.label for procedure in procedures.common().values()]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("386053000", ""),
        ("1082621000000104", ""),
        (
            "38605300",
            "38605300 is not a SNOMED CT code: a digit is wrong or two have changed places. Check it",
        ),
        ("12345", "SNOMED CT code must be 6 to 18 digits, like 386053000"),
        ("38605300O", "SNOMED CT code must be 6 to 18 digits, like 386053000"),
        (
            "386053001",
            "386053001 is not a SNOMED CT code: a digit is wrong or two have changed places. Check it",
        ),
        # A description of the same concept has a good check digit and names no concept.
        (
            "197213015",
            "197213015 is not a SNOMED CT code: a digit is wrong or two have changed places. Check it",
        ),
    ],
)
def test_a_typed_code(code: str, problem: str) -> None:
    assert procedures.problem(code) == problem


def test_an_expression_is_told_by_its_concept() -> None:
    assert procedures.in_words("386053000:363589002=258174001") == "Assessment"
    assert procedures.in_words("71388002") == "SNOMED CT 71388002"


def test_what_was_refused_says_so() -> None:
    expression = procedures.refused("1082621000000104")
    assert procedures.is_refused(expression)
    assert not procedures.is_refused("443390004")
    assert procedures.concept(expression) == "1082621000000104"
    assert procedures.in_words(expression).endswith("(individual placement and support): offered, not wanted")


def test_every_psychological_therapy_of_the_national_lists_is_offered_by_name() -> None:
    with (FILE.parent / "codes" / "snomed_psych_therapies_smi.csv").open(encoding="utf-8") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    assert len(codes) == 23
    groups = {procedures.common()[code].group for code in codes}
    assert groups == {"Psychological therapy"}


def test_choices_say_what_counts() -> None:
    groups = dict(procedures.choices({"386053000"})[1:])
    assert ("386053000", "Assessment (counts for the 4-week wait)") in groups["Assessment"]
    assert ("225338004", "Risk assessment") in groups["Assessment"]
