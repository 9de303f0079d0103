"""What is known of any exchange: what it is called, where its page is, who may speak in it, and how it stands."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from config import addresses, formats
from hubs.models import Team
from hubs.rules.roles import Actor, Permission
from referrals.models import Advice, Handover, IncomingHandover
from referrals.models.exchange import AdviceKind, State
from referrals.rules.exchanges import acts_for
from referrals.selectors.people import viewable_hubs

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


def speaks_for(by: Actor, team: Team | None) -> bool:
    return team is not None and acts_for(by, team_id=team.pk, hub_id=team.hub_id)


def teams_of(by: Actor, field: str) -> Q:
    """Rows whose team ``field`` is one that ``by`` speaks for."""
    hubs = viewable_hubs(by, Permission.REFERRAL_MANAGE)
    if hubs is None:
        return Q(**{f"{field}__isnull": False})
    return Q(**{f"{field}__in": by.team_ids}) | Q(**{f"{field}__hub__in": hubs})


def stands(exchange: Exchange) -> str:
    """In words, how one that waits no longer ended."""
    if exchange.state == State.CONFIRMED:
        return f"{exchange.confirmed_name} confirmed it on {formats.datetime(exchange.confirmed_at)}"
    return "The sender took it back"
