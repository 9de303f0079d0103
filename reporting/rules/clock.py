"""The four things that a four-week wait needs, in words; when each happened is said by sql/clock.sql alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

# "Less than four weeks" in the title of MRS01a is counted as 28 days or fewer.
FOUR_WEEKS = 28
# More than so many days are the long waits of MRS02a to MRS02f: 52, 78 and 104 weeks.
LONG_WAITS: Mapping[int, int] = {52: 364, 78: 546, 104: 728}


class Component(StrEnum):
    """What stops the clock when all of it is there."""

    CONTACT = "contact"
    OUTCOME = "outcome"
    ASSESSMENT = "assessment"
    HELP = "help"

    @property
    def label(self) -> str:
        """In plain English, as a thing that is there or lacking."""
        return LABELS[self]


LABELS: Mapping[Component, str] = {
    Component.CONTACT: "contact",
    Component.OUTCOME: "baseline score",
    Component.ASSESSMENT: "assessment",
    Component.HELP: "plan or intervention",
}


def lacking(dates: Mapping[Component, dt.date | None], *, needs_assessment: bool) -> tuple[Component, ...]:
    """Which components have not happened; an assessment only where the clock needs one."""
    return tuple(
        component
        for component in Component
        if dates.get(component) is None and (needs_assessment or component is not Component.ASSESSMENT)
    )
