"""What changed in a referral, from its history, in words for whoever looked at it before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from config import formats
from hubs.models import StaffMember, Team
from referrals.models import Referral

# What is worth telling, and how it is called.
TOLD: Mapping[str, str] = {
    "team_id": "the team",
    "named_worker_id": "the named worker",
    "level": "the level of complexity",
    "priority": "the priority",
    "discharged_on": "whether it is closed",
    "hub_id": "the hub",
    "primary_reason": "the reason",
}


def told(referral: Referral, *, since: int) -> str:
    """One sentence: who changed what since version ``since``, how it stands now, and what to do."""
    events = list(referral.history.filter(version__gte=since).order_by("pgh_id"))  # type: ignore[attr-defined]
    changed = [name for name in TOLD if events and getattr(events[0], name) != getattr(referral, name)]
    what = formats.listed([TOLD[name] for name in changed]) or "something"
    return (
        f"{_who(events)} changed {what} while you had this page open. {_now(referral)}. "
        "Nothing of yours was saved: look at what changed, and do it again if it is still right"
    )


def _who(events: list[Any]) -> str:
    staff_id = (events[-1].pgh_context or {}).get("staff") if events else None
    staff = StaffMember.objects.filter(pk=staff_id).first() if staff_id else None
    name = staff.name if staff else "Somebody"
    if not events:
        return name
    return f"{name}, at {timezone.localtime(events[-1].pgh_created_at):%H:%M},"


def _now(referral: Referral) -> str:
    if not referral.is_open:
        return "It is closed now"
    team: Team | None = referral.team
    worker: StaffMember | None = referral.named_worker
    with_whom = f"{team.name if team else 'No team'} has it now"
    return f"{with_whom}, named worker {worker.name}" if worker else f"{with_whom}, without a named worker"
