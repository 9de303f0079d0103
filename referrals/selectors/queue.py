"""Who is still waiting in a hub: open referrals with fewer than two contacts that count nationally."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from hubs.rules.roles import Actor, Permission
from referrals.models import Contact, Referral
from referrals.models.contact import COUNTS
from referrals.selectors.people import viewable_hubs

NOT_SEEN, SEEN_ONCE = "0", "1"


def waiting(by: Actor, *, seen: str = "") -> QuerySet[Referral]:
    """Open referrals of the hubs of ``by`` without a second contact, the longest waiting first.

    ``seen`` narrows it to those whom nobody has seen yet ("0") or who wait for a second contact ("1").
    """
    counting = Contact.objects.filter(COUNTS, referral=OuterRef("pk")).order_by()
    # Looks for a second one and no further: most open referrals have many.
    once, twice = Exists(counting), Exists(counting[1:2])
    waits = ~once if seen == NOT_SEEN else ~twice
    return open_in_hubs(by).filter(waits, once if seen == SEEN_ONCE else Q())


def open_in_hubs(by: Actor) -> QuerySet[Referral]:
    """Every open referral of the hubs of ``by``, the longest waiting first."""
    referrals = Referral.objects.filter(_of_hubs(by), discharged_on=None, rejected_on=None)
    return referrals.order_by("received_on", "pk")


def _of_hubs(by: Actor) -> Q:
    hubs = viewable_hubs(by, Permission.QUEUE_VIEW)
    return Q(hub__isnull=False) if hubs is None else Q(hub__in=hubs)
