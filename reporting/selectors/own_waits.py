"""The person's own wait and the tenant's local one, for the referral that they wait through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from hubs.models import Tenant
from hubs.rules.local_waits import WaitEnd, WaitStart
from hubs.tenancy import current_tenant_id
from referrals.models import Contact, Referral
from referrals.models.contact import COUNTS
from reporting.rules import own_waits
from reporting.rules.own_waits import OwnWait
from reporting.selectors.clock import Clock


@dataclass(frozen=True)
class Waits:
    """``own``: from the first request to anybody to the first contact. ``local``: as the tenant defines it, in
    ``definition``.
    """

    own: OwnWait
    local: OwnWait
    definition: str


def of_person(opened: Sequence[Referral], clock: Clock | None) -> Waits | None:
    """Of the open referral that asked first; None for somebody without one. Two queries."""
    if not opened:
        return None
    referral = min(opened, key=lambda each: (each.first_requested_on or each.received_on, each.pk))
    tenant = Tenant.objects.get(pk=current_tenant_id())
    requested = referral.first_requested_on or referral.received_on
    counting = Contact.objects.filter(COUNTS, referral__person=referral.person_id, occurred_on__gte=requested)
    days = counting.filter(occurred_on__lte=timezone.localdate()).order_by("occurred_on", "pk")
    met = [*days.values_list("occurred_on", flat=True)[:2], None, None]
    starts = {WaitStart.REQUESTED: requested, WaitStart.RECEIVED: referral.received_on}
    ends = {
        WaitEnd.CONTACT: met[0],
        WaitEnd.SECOND_CONTACT: met[1],
        WaitEnd.HELP: clock.help_on if clock else None,
        WaitEnd.ALL: clock.stopped_on if clock else None,
    }
    start, end = WaitStart(tenant.local_wait_from), WaitEnd(tenant.local_wait_until)

    def wait(begins: WaitStart, stops: WaitEnd) -> OwnWait:
        today, target = timezone.localdate(), tenant.within_days
        return own_waits.of(begins, stops, starts=starts, ends=ends, today=today, target=target)

    words = f"{start.label}, until {end.label[0].lower()}{end.label[1:]}"
    return Waits(wait(WaitStart.REQUESTED, WaitEnd.CONTACT), wait(start, end), words)
