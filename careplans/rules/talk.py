"""The first three of the four steps of a talk about an area, in words; and what came of what was agreed before."""

from __future__ import annotations

from dataclasses import dataclass

from careplans.rules.parts import ActionState
from careplans.rules.rating import State, plain


@dataclass(frozen=True)
class Talked:
    """What was said of an area: how it is, how it could be, and what could help."""

    understanding: str = ""
    looking_forward: str = ""
    options: str = ""

    @property
    def state(self) -> State:
        return {
            "understanding": plain(self.understanding),
            "looking_forward": plain(self.looking_forward),
            "options": plain(self.options),
        }

    @property
    def is_empty(self) -> bool:
        return not any(self.state.values())


def came_of_it(state: str, words: str) -> State:
    """What was said of an action of last time. Words without an answer are about something that is still to do."""
    said = plain(words)
    return {"state": state or (ActionState.OPEN.value if said else ""), "words": said}


def as_good_as(said: State) -> State:
    """The same, where nothing was answered as what that means: the action is still to do."""
    return {**said, "state": said["state"] or ActionState.OPEN.value}
