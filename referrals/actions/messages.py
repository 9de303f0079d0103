"""Messages that go out once: what is put in here under a key is never put in twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from hubs.models import StaffMember
from hubs.rules.roles import Actor
from referrals.models import OutgoingMessage, Person


@transaction.atomic
def queue(
    *,
    by: Actor,
    key: str,
    kind: str,
    channel: str,
    address: str,
    body: str,
    subject: str = "",
    staff: StaffMember | None = None,
    person: Person | None = None,
    due_at: dt.datetime | None = None,
) -> OutgoingMessage:
    """A message that waits to be sent, now or at ``due_at``. The same key gives the message that is there."""
    message, _ = OutgoingMessage.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "channel": channel,
            "address": address,
            "subject": subject,
            "body": body,
            "staff": staff,
            "person": person,
            "due_at": due_at or timezone.now(),
        },
    )
    return message


def queue_all(*, by: Actor, messages: Iterable[OutgoingMessage]) -> None:
    """The same for many at once, in one statement; those whose key is there already are left out."""
    OutgoingMessage.objects.bulk_create(messages, ignore_conflicts=True)
