"""Steps up, down and across: between levels of complexity and between teams, without closing and referring again.

The levels are those of the framework (NCCMH and NHS England, 2019): less complex, complex, more complex needs.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

# referrals.models.referral.Level, from the least to the most.
IN_ORDER = ("less", "complex", "more")


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    ACROSS = "across"
    FIRST = "first"

    def words(self, team: str = "") -> str:
        """As a title: what happened, with the other team that it led to, where it did."""
        if not team:
            return self._title
        # The level that is written down with the first move is no level agreed “to” a team.
        title = Direction.ACROSS._title if self is Direction.FIRST else self._title
        return f"{title} to {team}"

    @property
    def _title(self) -> str:
        return {
            Direction.UP: "Stepped up",
            Direction.DOWN: "Stepped down",
            Direction.ACROSS: "Moved across",
            Direction.FIRST: "Level of complexity agreed",
        }[self]


def direction(before: str, after: str) -> Direction:
    """Where a step leads from one level to another; the first level that is written down is no step.

    The same level before and after, known or not, is a step across, to another team.
    """
    if before == after:
        return Direction.ACROSS
    if not before or not after:
        return Direction.FIRST
    return Direction.UP if IN_ORDER.index(after) > IN_ORDER.index(before) else Direction.DOWN


def goes_at_once(
    *, team_id: int, team_hub_id: int | None, held_by_hub_id: int | None, own_team_ids: Collection[int]
) -> bool:
    """Whether a step to a team needs no handover: the worker is in that team, or it is of the hub that holds
    the person. Any other team has to say yes first (referrals.actions.handovers).
    """
    return team_id in own_team_ids or (team_hub_id is not None and team_hub_id == held_by_hub_id)
