"""Which team a contact is of, unless whoever logs it says otherwise."""

from __future__ import annotations

from collections.abc import Collection


def usual(held_by: int | None, own: Collection[int]) -> int | None:
    """The team that holds the referral, for its own workers and for whoever works in none or in several others.

    An involved worker of one other team, such as a partner's, sees the person for that team (MHS201, the team that
    carried out the contact).
    """
    if held_by not in own and len(own) == 1:
        return next(iter(own))
    return held_by
