"""Who is still waiting in a hub: open referrals with fewer than two contacts that count nationally."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hubs.rules.roles import Actor, Permission
from referrals.models import Contact, Referral
from referrals.models.contact import COUNTS
from referrals.selectors.people import viewable_hubs

NOT_SEEN, SEEN_ONCE = "0", "1"


def waiting(by: Actor, *, seen: str = "") -> QuerySet[Referral]:
    """Open referrals of the hubs of ``by``, the longest waiting first, with ``counted`` contacts (0 or 1).

    ``seen`` narrows it to those whom nobody has seen yet ("0") or who wait for a second contact ("1").
    """
    counted = (
        Contact.objects.filter(COUNTS, referral=OuterRef("pk"))
        .order_by()
        .values("referral")
        .annotate(number=Count("pk"))
        .values("number")
    )
    found = open_in_hubs(by).annotate(counted=Coalesce(Subquery(counted), 0))
    few = {"counted": int(seen)} if seen in {NOT_SEEN, SEEN_ONCE} else {"counted__lt": 2}
    return found.filter(**few)


def open_in_hubs(by: Actor) -> QuerySet[Referral]:
    """Every open referral of the hubs of ``by``, the longest waiting first."""
    referrals = Referral.objects.filter(_of_hubs(by), discharged_on=None, rejected_on=None)
    return referrals.order_by("received_on", "pk")


def _of_hubs(by: Actor) -> Q:
    hubs = viewable_hubs(by, Permission.QUEUE_VIEW)
    return Q(hub__isnull=False) if hubs is None else Q(hub__in=hubs)
