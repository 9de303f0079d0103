"""What a row that breaks a rule of the national intake is, and what must be said of it."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.models.record_set import Severity
from tests.reporting.record_set_files import APRIL

REFUSED, GROUP, WARNED, SERIOUS = (
    Severity.REJECTED,
    Severity.GROUP_REJECTED,
    Severity.WARNING,
    Severity.WARNING_1,
)


@dataclass(eq=False)
class Fault:
    """A row like the one at ``like``, added with other values; what must be said of it."""

    table: str
    values: dict[str, str]
    element: str
    severity: Severity
    says: str
    rule: str = ""
    like: int = 0
    month: str = APRIL

    def __str__(self) -> str:
        return f"{self.table} {self.element} {' '.join(self.values.values())}"[:70]


LONG = "X" * 21
