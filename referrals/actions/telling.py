"""Telling staff and receivers outside that something waits, by messages that go out once."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from hubs.models import StaffMember
from hubs.rules.roles import Actor
from referrals.actions import messages
from referrals.models import OutgoingMessage
from referrals.models.message import Channel
from referrals.rules.notices import Notice


def staff(*, by: Actor, key: str, ids: Collection[int | None], notice: Notice) -> None:
    """An email to each of these who can sign in, but not to ``by`` themselves."""
    known = reachable().filter(pk__in={pk for pk in ids if pk is not None} - {by.staff_id})
    messages.queue_all(by=by, messages=[to_staff(member, key=key, notice=notice) for member in known])


def outside(*, by: Actor, key: str, address: str, notice: Notice) -> None:
    """An email to a receiver without a login."""
    messages.queue(
        by=by,
        key=key,
        kind=notice.kind,
        channel=Channel.EMAIL,
        address=address,
        subject=notice.subject,
        body=notice.body,
    )


def reachable() -> QuerySet[StaffMember]:
    """Who works here and can sign in, with their login."""
    return StaffMember.objects.filter(is_active=True, user__is_active=True).select_related("user")


def to_staff(member: StaffMember, *, key: str, notice: Notice) -> OutgoingMessage:
    """Not yet put in: for those who put in many at once."""
    assert member.user is not None
    return OutgoingMessage(
        key=f"{key}:{member.pk}",
        kind=notice.kind,
        channel=Channel.EMAIL,
        staff=member,
        address=member.user.email,
        subject=notice.subject,
        body=notice.body,
    )
