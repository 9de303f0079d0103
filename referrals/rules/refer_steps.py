"""The pages of the forms that anybody may fill in: their order, and what is promised at their end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from referrals.rules import working_days

SELF, PROFESSIONAL = "self", "professional"
CARER = "carer"
CHECK = "check"
WITHOUT_THEM = "without-them"

_PAGES: Mapping[str, Sequence[str]] = {
    SELF: ("who", "knows", "asker", "person", "reach", "practice", "story", "urgency", "needs"),
    PROFESSIONAL: ("you", "person", "consent", "reach", "practice", "story", "urgency", "needs"),
}
_ONLY_OF_CARERS = frozenset({"knows", "asker"})

# Working days until somebody has been in touch with whoever cannot wait, whatever the tenant promises to others: the
# hub's teams meet each working day, and they are spoken to before the next meeting.
IN_TOUCH_URGENT = 1
# A draft that was left alone for so long asks who goes on with it: the next user of a shared computer may not.
PAUSE = dt.timedelta(minutes=30)
KEPT = dt.timedelta(days=7)
ADULT = 18


@dataclass(frozen=True)
class Promise:
    """When somebody will have been in touch; ``seen_by`` is set for whoever cannot wait."""

    in_touch_by: dt.date
    seen_by: dt.date | None


def flows() -> Sequence[str]:
    return tuple(_PAGES)


def pages(flow: str, who: str = "") -> Sequence[str]:
    """The pages in order; those about a carer only when a carer asks."""
    return tuple(page for page in _PAGES[flow] if who == CARER or page not in _ONLY_OF_CARERS)


def after(flow: str, who: str, page: str) -> str:
    """The page that follows; after the last the answers are checked."""
    in_order = (*pages(flow, who), CHECK)
    return in_order[in_order.index(page) + 1]


def before(flow: str, who: str, page: str) -> str:
    """The page before; empty for the first, which the start page leads to."""
    in_order = ("", *pages(flow, who), CHECK)
    return in_order[in_order.index(page) - 1]


def promise(asked_on: dt.date, *, urgent: bool, within: int, seen_within: int) -> Promise:
    """What the asker may count on. ``within`` is the tenant's promise, in working days; ``seen_within`` is in days, for
    whoever cannot wait.
    """
    days = IN_TOUCH_URGENT if urgent else within
    seen_by = asked_on + dt.timedelta(days=seen_within) if urgent else None
    return Promise(working_days.add(asked_on, days), seen_by)
