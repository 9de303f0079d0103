"""A plan's document as JSON and back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from careplans.rules import frozen
from careplans.rules.document import PlanDocument
from tests.careplans.made_up import DOCUMENTS


@given(DOCUMENTS)
def test_what_is_frozen_comes_back_as_it_was(document: PlanDocument) -> None:
    assert frozen.thaw(json.loads(json.dumps(frozen.freeze(document)))) == document


@given(DOCUMENTS)
def test_freezing_again_gives_the_same(document: PlanDocument) -> None:
    content = frozen.freeze(document)
    assert frozen.freeze(frozen.thaw(content)) == content


def test_what_was_never_a_plan_is_refused() -> None:
    with pytest.raises(TypeError):
        frozen.thaw({"reference": "N1"})
