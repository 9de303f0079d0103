"""The first three of the four steps of a talk about an area, in words; the fourth is what was agreed."""

from __future__ import annotations

from dataclasses import dataclass

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
