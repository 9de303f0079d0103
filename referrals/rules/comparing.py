"""Two records side by side: what agrees, what differs, and what only one of them knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Agreement(StrEnum):
    AGREES = "Agrees"
    DIFFERS = "Differs"
    ONE_ONLY = "Only one has it"


@dataclass(frozen=True)
class Row:
    """A fact as both records have it; empty where one does not."""

    label: str
    first: str
    second: str

    @property
    def agreement(self) -> Agreement:
        if not self.first or not self.second:
            return Agreement.ONE_ONLY
        same = self.first.casefold() == self.second.casefold()
        return Agreement.AGREES if same else Agreement.DIFFERS


def rows(first: Mapping[str, str], second: Mapping[str, str]) -> list[Row]:
    """A row for each fact that one of them knows, in the order of the first."""
    return [Row(label, text, second[label]) for label, text in first.items() if text or second[label]]
