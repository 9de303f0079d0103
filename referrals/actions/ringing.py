"""What nobody has answered rings after 2 working days and escalates after 5: for all of a tenant at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now
from django.utils import timezone

from config import addresses, formats
from hubs.actions import audit
from hubs.models import RoleAssignment, StaffMember, TeamMembership
from hubs.rules.roles import Actor, Role
from hubs.selectors.tenants import current_tenant
from referrals.actions import messages, telling
from referrals.models import Advice, Handover, IncomingHandover, OutgoingMessage
from referrals.models.exchange import WAITING
from referrals.models.message import Channel, SendState
from referrals.rules import answer_links, notices
from referrals.selectors import exchanges
from referrals.selectors.exchanges import Exchange

RELATED = {
    Handover: ("to_team", "from_team", "referral"),
    Advice: ("to_team", "from_team"),
    IncomingHandover: ("to_team",),
}
ById = Mapping[int, StaffMember]


@dataclass(frozen=True)
class Rung:
    """How many rang now, and how many escalated."""

    rung: int
    escalated: int


@transaction.atomic
def ring(*, by: Actor) -> Rung:
    """Mark everything whose day has come, and tell those who can end it. What rang before does not ring again."""
    rung = [row for model in RELATED for row in _mark(model, "rung_at", "rings_on")]
    escalated = [row for model in RELATED for row in _mark(model, "escalated_at", "escalates_on")]
    if not rung and not escalated:
        return Rung(0, 0)
    told = [*_ringing(rung), *_outside(rung), *_escalating(escalated)]
    messages.queue_all(by=by, messages=told)
    audit.record(
        by=by,
        action="exchanges.rung",
        obj_type="exchange",
        reference="",
        detail={"rung": len(rung), "escalated": len(escalated), "messages": len(told)},
    )
    return Rung(len(rung), len(escalated))


def forget_links(*, by: Actor) -> int:
    """Take the secret out of the emails that carried one and are sent: from then on only its hash is kept. How many."""
    over = timezone.now() - timedelta(days=answer_links.LASTS_DAYS)
    ended = Q(state__in=(SendState.SENT, SendState.CANCELLED)) | Q(due_at__lt=over)
    kept = OutgoingMessage.objects.filter(ended, kind=notices.LINK)
    secrets = Func(F("body"), Value(r"/answer/[^/\s]+/"), Value("/answer/"), function="regexp_replace")
    return int(kept.filter(body__regex=r"/answer/[^/\s]+/").update(body=secrets))


def _mark(model: Any, mark: str, day: str) -> list[Exchange]:
    due = {mark: None, f"{day}__lte": timezone.localdate(), "state__in": WAITING}
    rows = model.objects.select_for_update(of=("self",)).select_related(*RELATED[model]).filter(**due)
    found: list[Exchange] = list(rows.order_by("pk"))
    if found:
        model.objects.filter(pk__in=[row.pk for row in found]).update(**{mark: Now()})
    return found


def _ringing(rung: Collection[Exchange]) -> Iterator[OutgoingMessage]:
    """To those who are to answer, and to the sender's worker."""
    members = _members({row.to_team_id for row in rung if row.to_team_id})
    named = _by_id({pk for row in rung for pk in (_asked_of(row), *_senders(row)) if pk})
    for row in rung:
        key = f"exchange-rings:{exchanges.public_name(row)}"
        notice = notices.rings(exchanges.what(row), exchanges.link(row))
        one = named.get(_asked_of(row) or 0)
        receivers = [one] if one else members[row.to_team_id or 0]
        yield from (telling.to_staff(member, key=f"{key}:to", notice=notice) for member in receivers)
        sender = next((named[pk] for pk in _senders(row) if pk in named), None)
        if sender:
            own = notices.rings_for_sender(exchanges.what(row), exchanges.link(row))
            yield telling.to_staff(sender, key=f"{key}:from", notice=own)


def _outside(rung: Collection[Exchange]) -> Iterator[OutgoingMessage]:
    """To receivers without a login, of whose link only the hash is kept: they are led to the email that holds it."""
    waiting = [row for row in rung if isinstance(row, Handover) and row.to_email]
    system = current_tenant().name if waiting else ""
    for row in waiting:
        notice = notices.reminds_outside(f"{row.from_team.name} ({system})", formats.date(row.sent_at))
        yield OutgoingMessage(
            key=f"{notice.kind}:{row.public_id}",
            kind=notice.kind,
            channel=Channel.EMAIL,
            address=row.to_email,
            subject=notice.subject,
            body=notice.body,
        )


def _escalating(escalated: Collection[Exchange]) -> Iterator[OutgoingMessage]:
    """To the managers of the hubs on both sides."""
    managers = _managers({hub for row in escalated for hub in _hubs(row)}) if escalated else {}
    for row in escalated:
        notice = notices.escalates(exchanges.what(row), addresses.absolute("handovers"))
        key = f"{notice.kind}:{exchanges.public_name(row)}"
        told = {member.pk: member for hub in (*_hubs(row), None) for member in managers.get(hub, ())}
        yield from (telling.to_staff(member, key=key, notice=notice) for member in told.values())


def _asked_of(row: Exchange) -> int | None:
    return row.asked_of_id if isinstance(row, Advice) else None


def _senders(row: Exchange) -> list[int]:
    """The first of these who can sign in is told for the sender's side; a sender of another system is told there."""
    if isinstance(row, IncomingHandover):
        return []
    worker = row.referral.named_worker_id if isinstance(row, Handover) else None
    return [pk for pk in (worker, row.created_by_id) if pk]


def _hubs(row: Exchange) -> set[int]:
    teams = [row.to_team] if isinstance(row, IncomingHandover) else [row.to_team, row.from_team]
    return {team.hub_id for team in teams if team and team.hub_id}


def _members(team_ids: Collection[int]) -> Mapping[int, list[StaffMember]]:
    today = timezone.localdate()
    current = Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))
    rows = TeamMembership.objects.filter(current, team__in=team_ids, staff__in=telling.reachable())
    members: dict[int, list[StaffMember]] = defaultdict(list)
    for membership in rows.select_related("staff__user"):
        members[membership.team_id].append(membership.staff)
    return members


def _by_id(ids: Collection[int]) -> ById:
    return {member.pk: member for member in telling.reachable().filter(pk__in=ids)}


def _managers(hub_ids: Collection[int]) -> Mapping[int | None, list[StaffMember]]:
    held = RoleAssignment.objects.filter(Q(hub__in=hub_ids) | Q(hub=None), role=Role.MANAGER)
    managers: dict[int | None, list[StaffMember]] = defaultdict(list)
    for assignment in held.filter(staff__in=telling.reachable()).select_related("staff__user"):
        managers[assignment.hub_id].append(assignment.staff)
    return managers
