"""Rating and choosing, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplans.rules import device_links, rating
from careplans.rules.rating import SCALE, Rated, may_write
from careplans.rules.talk import Talked

NUMBERS = st.none() | st.integers(1, 7)
SAID = st.builds(Rated, rating=NUMBERS, more_help=st.none() | st.booleans())
KEYS = st.sampled_from(["mental_health", "job", "family", "safety", "own-money"])


@pytest.mark.parametrize("number", [0, 8, -1, 77])
def test_a_number_that_is_not_on_the_scale(number: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 7"):
        Rated(number)


@pytest.mark.parametrize(
    ("said", "words"),
    [(Rated(1), "1: Totally dissatisfied"), (Rated(4), "4: In the middle"), (Rated(), "Left out")],
)
def test_in_words(said: Rated, words: str) -> None:
    assert said.in_words == words


def test_every_number_has_words_of_its_own() -> None:
    assert list(SCALE) == [1, 2, 3, 4, 5, 6, 7]
    assert len(set(SCALE.values())) == 7


def test_line_ends_and_margins_are_no_change() -> None:
    assert Rated(3, None, " two\r\nlines ").state == Rated(3, None, "two\nlines").state
    assert Talked("a\r\nb").state == Talked("a\nb ").state


HELD, TYPED, OTHER = Rated(3).state, Rated(5).state, Rated(1).state


@pytest.mark.parametrize(
    ("held", "typed", "seen", "may"),
    [
        (HELD, TYPED, [HELD], True),
        (HELD, TYPED, [OTHER], False),
        (HELD, TYPED, [], False),
        (HELD, TYPED, None, True),
        # It arrived, and the answer was lost.
        (TYPED, TYPED, [OTHER], True),
        # Sent without an answer, and it had arrived; something else was typed since.
        (HELD, TYPED, [OTHER, HELD], True),
        # A form sends the line ends of its own.
        (Rated(3, None, "a\nb").state, TYPED, [{"rating": "3", "more_help": "", "comment": "a\r\nb"}], True),
    ],
)
def test_who_may_write(held: rating.State, typed: rating.State, seen: list[rating.State], may: bool) -> None:
    assert may_write(held=held, typed=typed, seen=seen) is may


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ({}, []),
        ({"job": Rated(4), "family": Rated(7)}, []),
        ({"job": Rated(3), "family": Rated(1)}, ["family", "job"]),
        ({"job": Rated(6, True), "family": Rated(1)}, ["job", "family"]),
        ({"job": Rated(None, True), "family": Rated(2, True)}, ["family", "job"]),
        ({"job": Rated(None, False)}, []),
        ({"a": Rated(1), "b": Rated(2), "c": Rated(3), "d": Rated(3)}, ["a", "b", "c"]),
    ],
)
def test_what_is_suggested(said: dict[str, Rated], offered: list[str]) -> None:
    assert rating.suggested(said, 3) == offered


@given(said=st.dictionaries(KEYS, SAID), most=st.integers(0, 3))
def test_suggestions_are_few_and_have_a_reason(said: dict[str, Rated], most: int) -> None:
    offered = rating.suggested(said, most)
    assert len(offered) == len(set(offered)) <= most
    for key in offered:
        assert said[key].more_help or (said[key].rating or 9) < 4


@given(before=st.lists(KEYS, unique=True, max_size=3), chosen=st.lists(KEYS, unique=True, max_size=5))
def test_ranks_are_one_to_three_each_once_and_stay(before: list[str], chosen: list[str]) -> None:
    held = {key: rank for rank, key in enumerate(before, 1)}
    if len(chosen) > 3:
        with pytest.raises(ValueError, match="more than 3"):
            rating.ranks(held, chosen, 3)
        return
    given_ranks = rating.ranks(held, chosen, 3)
    assert set(given_ranks) == set(chosen)
    assert len(set(given_ranks.values())) == len(chosen)
    assert set(given_ranks.values()) <= {1, 2, 3}
    assert all(given_ranks[key] == held[key] for key in chosen if key in held)


MADE = datetime(2025, 6, 18, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "used", "works"),
    [
        (timedelta(0), None, True),
        (timedelta(hours=23, minutes=59), None, True),
        (timedelta(hours=24), None, False),
        (timedelta(hours=1), MADE, False),
    ],
)
def test_how_long_a_link_works(after: timedelta, used: datetime | None, works: bool) -> None:
    until = device_links.expires_at(MADE)
    assert device_links.works(expires_at=until, used_at=used, now=MADE + after) is works


def test_the_message_with_the_link_says_nothing_else() -> None:
    body = device_links.body("https://hub.example/rate/x.y/", device_links.expires_at(MADE))
    assert body == (
        "Here is the link that we spoke about: https://hub.example/rate/x.y/\n"
        "It works until 19 June 2025 at 10am. You cannot reply to this message."
    )
