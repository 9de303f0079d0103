"""One email a day to each worker for whom something waits, rather than one for each person that they look after."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from config import addresses
from hubs.rules.roles import Actor
from referrals.actions import messages, telling
from referrals.rules import reminders, working_days
from referrals.rules.notices import Notice
from referrals.rules.reminders import Waiting
from reporting.selectors import digests

KIND = "digest"


@transaction.atomic
def queue_due(*, by: Actor) -> int:
    """Put in this morning's, once a day, on working days alone. For how many workers something waits."""
    today = timezone.localdate()
    if not working_days.is_working(today):
        return 0
    waiting = digests.of_tenant(today)
    members = telling.reachable().filter(pk__in=waiting)
    key = f"{KIND}:{today.isoformat()}"
    made = [telling.to_staff(member, key=key, notice=_notice(waiting[member.pk])) for member in members]
    messages.queue_all(by=by, messages=made)
    return len(made)


def _notice(waiting: Waiting) -> Notice:
    return Notice(KIND, "What waits for you today", reminders.digest(waiting, addresses.absolute("due")))
