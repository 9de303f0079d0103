"""As much of a person as a list tells: a row of the table for each would take longer to make than the list."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

from hubs.rules import names


@dataclass(frozen=True, slots=True)
class Named:
    """Whoever a row of a list is about."""

    reference: str
    family_name: str
    given_name: str
    birth_date: dt.date | None
    nhs_number: str

    @property
    def display_name(self) -> str:
        """As lists name the person."""
        return names.in_lists(family=self.family_name, given=self.given_name, reference=self.reference)


# What of a person's row makes one, in this order.
COLUMNS = tuple(field.name for field in fields(Named))
