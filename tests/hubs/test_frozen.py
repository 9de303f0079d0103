"""Dataclasses as JSON and back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest

from hubs.rules.frozen import freeze, thaw
from reporting.rules.return_document import ReturnDocument
from tests.reporting.made_up_return import made_up_return


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Inner:
    on: date
    at: datetime
    colour: Colour
    exact: Decimal


@dataclass(frozen=True)
class Outer:
    name: str
    rows: tuple[tuple[str, tuple[Inner, ...]], ...]
    maybe: Inner | None = None
    number: int | None = None


INNER = Inner(date(2025, 6, 30), datetime(2025, 7, 2, 1, 14, tzinfo=UTC), Colour.RED, Decimal("0.52"))


@pytest.mark.parametrize(
    "value", [Outer("a", ()), Outer("b", (("x", (INNER, INNER)), ("y", ())), INNER, 7)], ids=["bare", "full"]
)
def test_what_is_frozen_is_thawed_as_it_was(value: Outer) -> None:
    assert thaw(Outer, json.loads(json.dumps(freeze(value)))) == value


@pytest.mark.parametrize("signed", [True, False])
def test_a_whole_return_comes_back(signed: bool) -> None:
    document = made_up_return(signed=signed, version=2)
    assert thaw(ReturnDocument, json.loads(json.dumps(freeze(document)))) == document


def test_what_a_later_shape_lacks_is_left_out_and_what_it_adds_has_its_default() -> None:
    assert thaw(Outer, {"name": "a", "rows": [], "dropped": 1}) == Outer("a", ())


def test_what_cannot_be_one_is_refused() -> None:
    with pytest.raises(TypeError):
        thaw(Outer, {"name": "a"})
    with pytest.raises(ValueError, match="blue"):
        thaw(Inner, {**freeze(INNER), "colour": "blue"})
