from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubs.models import OrganisationKind
from hubs.rules import ods
from hubs.rules.ods import Kind
from tests.shared import shared_rows

REAL = [
    (Kind.ICB, "QJK"),
    # Letters that the published frame leaves out.
    (Kind.ICB, "QUY"),
    (Kind.ICB, "QOX"),
    (Kind.NHS_TRUST, "RBS"),
    (Kind.NHS_TRUST, "R1H"),
    # A care trust, and a trust with a code of the new form.
    (Kind.NHS_TRUST, "TAH"),
    (Kind.NHS_TRUST, "G6V2S"),
    (Kind.GP_PRACTICE, "P81001"),
    (Kind.GP_PRACTICE, "Y00001"),
    (Kind.GP_PRACTICE, "W00001"),
    (Kind.PCN, "U12345"),
    (Kind.SUB_ICB, "01A"),
    (Kind.SUB_ICB, "D9Y0V"),
    (Kind.VCSE, "8HA03"),
    (Kind.INDEPENDENT, "NV7"),
    (Kind.INDEPENDENT, "DFC"),
    (Kind.INDEPENDENT, "S9X2N"),
    (Kind.COUNCIL, "323"),
]


@pytest.mark.parametrize(("kind", "code"), REAL)
def test_codes_in_use_are_taken(kind: Kind, code: str) -> None:
    assert ods.matches(kind, code)
    assert ods.check(kind, f" {code.lower()} ") == ods.Checked(code)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Kind.PCN, "U1234"),
        (Kind.PCN, "U123456"),
        (Kind.PCN, "X12345"),
        (Kind.PCN, "U1234O"),
        (Kind.GP_PRACTICE, "I81001"),
        (Kind.GP_PRACTICE, "O81001"),
        (Kind.GP_PRACTICE, "V81234"),
        (Kind.GP_PRACTICE, "A8100"),
        (Kind.NHS_TRUST, "QJK"),
        (Kind.NHS_TRUST, "RH"),
        (Kind.ICB, "RH8"),
        (Kind.SUB_ICB, "A12"),
        (Kind.NON_NHS_PROVIDER, "8003A"),
        (Kind.PCN, "U12345\n"),
    ],
)
def test_codes_of_another_form_are_not(kind: Kind, code: str) -> None:
    assert not ods.matches(kind, code)


@pytest.mark.parametrize("code", ["V81997", "V81998", "V81999", "X99998", "X99999", "89999", "Q99"])
def test_a_default_code_is_no_organisations_code(code: str) -> None:
    assert ods.is_default(code)
    assert not any(ods.matches(kind, code) for kind in Kind)
    assert "means that there is no code" in ods.check(Kind.ICB, code.lower()).problem


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_refused_says_how_the_code_must_look(kind: Kind) -> None:
    problem = ods.check(kind, "?").problem
    example = problem.partition("like ")[2][:6].split(".")[0].split(",")[0].split(" ")[0]
    assert ods.matches(kind, example)
    assert ods.check(kind, "  ").problem == "Enter an ODS code"


def test_every_kind_of_organisation_has_a_form() -> None:
    assert set(OrganisationKind.values) <= {kind.value for kind in Kind}


@given(st.sampled_from(Kind), st.text(max_size=8))
def test_whatever_is_typed_gives_a_code_or_a_sentence(kind: Kind, typed: str) -> None:
    checked = ods.check(kind, typed)
    assert (checked.code is None) == bool(checked.problem)
    assert checked.code is None or ods.matches(kind, checked.code)


def test_agrees_with_the_published_frames_but_for_the_letters_real_codes_use() -> None:
    kinds = {"icb_or_high_level_geography": Kind.ICB, "sub_icb_location": Kind.SUB_ICB}
    for case in shared_rows("oracles", "ods_code_cases.csv"):
        code, kind = case["code"], case["kind"]
        if kind.startswith("default_") or "default" in case["note"]:
            assert ods.is_default(code)
        elif code in {"QUY", "RBS"}:
            assert ods.matches(kinds.get(kind) or Kind(kind), code), "in use, whatever the frame says"
        else:
            assert ods.matches(kinds.get(kind) or Kind(kind), code) == (case["matches_format"] == "1"), case
