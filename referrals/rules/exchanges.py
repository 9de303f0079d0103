"""What is asked of others rings after 2 working days and escalates after 5, and only its receiver confirms it."""

from __future__ import annotations

import datetime as dt

from hubs.rules.roles import Actor, Permission, has_permission
from referrals.rules import working_days

RINGS_AFTER, ESCALATES_AFTER = 2, 5


def rings_and_escalates(sent_on: dt.date) -> dict[str, dt.date]:
    """The days by the names of an exchange's fields."""
    return {
        "rings_on": working_days.add(sent_on, RINGS_AFTER),
        "escalates_on": working_days.add(sent_on, ESCALATES_AFTER),
    }


def acts_for(by: Actor, *, team_id: int | None, hub_id: int | None, other_id: int | None = None) -> bool:
    """Whether somebody may speak for a team: they are in it, or look after the people of its hub.

    Who is in the ``other`` team, on the other side, speaks for that one alone: nobody answers themselves.
    """
    if team_id is None:
        return False
    if team_id in by.team_ids:
        return True
    return other_id not in by.team_ids and has_permission(
        by, Permission.REFERRAL_MANAGE, hub_ids=() if hub_id is None else {hub_id}
    )
