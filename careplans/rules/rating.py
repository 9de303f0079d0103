"""Rating an area of DIALOG, and choosing what to talk about: pure rules without rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outcomes.rules.dialog import HIGHEST, LOWEST, MIDDLE

# The published meaning of each number (DIALOG scale, ELFT): facts of the scale, not its wording.
SCALE: Mapping[int, str] = {
    1: "Totally dissatisfied",
    2: "Very dissatisfied",
    3: "Fairly dissatisfied",
    4: "In the middle",
    5: "Fairly satisfied",
    6: "Very satisfied",
    7: "Totally satisfied",
}
YES, NO = "yes", "no"
# What stands in a form, by the name of its field, as text: how a page shows it, and how it was sent.
State = Mapping[str, str]


@dataclass(frozen=True)
class Rated:
    """What was said about an area. ``rating`` is None when it was left out, ``more_help`` when nobody was asked.

    ValueError for a number that is not on the scale.
    """

    rating: int | None = None
    more_help: bool | None = None
    comment: str = ""

    def __post_init__(self) -> None:
        if self.rating is not None and not LOWEST <= self.rating <= HIGHEST:
            raise ValueError(f"{self.rating} is not between {LOWEST} and {HIGHEST}")

    @property
    def state(self) -> State:
        helps = {None: "", True: YES, False: NO}[self.more_help]
        rating = "" if self.rating is None else str(self.rating)
        return {"rating": rating, "more_help": helps, "comment": plain(self.comment)}

    @property
    def in_words(self) -> str:
        """4: In the middle; or that it was left out."""
        return "Left out" if self.rating is None else f"{self.rating}: {SCALE[self.rating]}"


def plain(text: str) -> str:
    """A text as it is kept: forms send their line ends in two ways."""
    return text.replace("\r\n", "\n").strip()


def may_write(*, held: State, typed: State, seen: Sequence[State] | None) -> bool:
    """Whether ``typed`` may take the place of what is ``held``.

    ``seen`` are the states that the writer knows of: the one that their page showed, and those they sent without
    hearing whether they arrived. None is a writer who was shown nothing and knows what they do.
    """
    return seen is None or held == typed or any(_same(held, state) for state in seen)


def _same(held: State, state: State) -> bool:
    return {name: plain(text) for name, text in state.items()} == dict(held)


def suggested(rated: Mapping[str, Rated], most: int) -> list[str]:
    """The areas that offer themselves to be talked about, by key: first where more help is wanted, then where the
    person is dissatisfied; the lowest first. It is a suggestion: the person decides.
    """
    offered = [key for key, said in rated.items() if said.more_help or _is_low(said)]
    return sorted(offered, key=lambda key: (not rated[key].more_help, rated[key].rating or HIGHEST + 1))[
        :most
    ]


def _is_low(said: Rated) -> bool:
    return said.rating is not None and said.rating < MIDDLE


def ranks(held: Mapping[str, int], chosen: Sequence[str], most: int) -> Mapping[str, int]:
    """A rank from 1 for each chosen area: those held before keep theirs, the others take what is free.

    ValueError for more than ``most``.
    """
    if len(set(chosen)) > most:
        raise ValueError(f"{len(set(chosen))} are more than {most}")
    kept = {key: rank for key, rank in held.items() if key in chosen}
    free = (rank for rank in range(1, most + 1) if rank not in kept.values())
    return {key: kept[key] if key in kept else next(free) for key in dict.fromkeys(chosen)}
