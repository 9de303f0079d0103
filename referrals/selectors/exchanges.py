"""What is known of any exchange: what it is called, where its page is, who may speak in it, and how it stands."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from config import addresses, formats
from hubs.models import Team
from hubs.rules.roles import Actor, Permission
from referrals.models import Advice, Handover, IncomingHandover
from referrals.models.exchange import AdviceKind, State
from referrals.rules.exchanges import acts_for
from referrals.selectors.people import viewable_hubs

R = TypeVar("R", Handover, Advice)
Exchange = Handover | Advice | IncomingHandover
# Lists show no more of one kind; the ones that wait longest come first.
MOST_SHOWN = 100


def public_name(exchange: Exchange) -> UUID:
    """What stands in its address."""
    return exchange.key if isinstance(exchange, IncomingHandover) else exchange.public_id


def what(exchange: Exchange) -> str:
    """Its name in a message."""
    if isinstance(exchange, Advice):
        return "A question" if exchange.kind == AdviceKind.ADVICE else "A session"
    return "A handover"


def link(exchange: Exchange) -> str:
    """The whole address of its page."""
    pages = {Handover: "handover", Advice: "advice", IncomingHandover: "handover-incoming"}
    return addresses.absolute(pages[type(exchange)], public_name(exchange))


def speaks_for(by: Actor, team: Team | None, other: Team | None = None) -> bool:
    """Whether ``by`` may speak for a team, towards the ``other``."""
    if team is None:
        return False
    return acts_for(by, team_id=team.pk, hub_id=team.hub_id, other_id=other.pk if other else None)


def teams_of(by: Actor, field: str, other: str = "") -> Q:
    """Rows for whose team ``field`` somebody speaks, towards the team ``other``: ``speaks_for`` as a question to
    the database.
    """
    hubs = viewable_hubs(by, Permission.REFERRAL_MANAGE)
    looked_after = Q(**{f"{field}__isnull": False}) if hubs is None else Q(**{f"{field}__hub__in": hubs})
    if other:
        looked_after &= ~Q(**{f"{other}__in": by.team_ids})
    return Q(**{f"{field}__in": by.team_ids}) | looked_after


def both_sides(by: Actor, rows: QuerySet[R]) -> tuple[list[R], list[R]]:
    """What waits for the teams that ``by`` speaks for, and what these wait for. Who looks after both sides without
    being in either has it once, among the first. Two queries.
    """
    to_us = list(rows.filter(teams_of(by, "to_team", "from_team"))[:MOST_SHOWN])
    shown = {row.pk for row in to_us}
    from_us: list[R] = list(rows.filter(teams_of(by, "from_team", "to_team"))[:MOST_SHOWN])
    return to_us, [row for row in from_us if row.pk not in shown]


def stands(exchange: Exchange) -> str:
    """In words, how one that waits no longer ended."""
    if exchange.state == State.CONFIRMED:
        return f"{exchange.confirmed_name} confirmed it on {formats.datetime(exchange.confirmed_at)}"
    return "The sender took it back"
