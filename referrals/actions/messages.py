"""Messages that go out once: what is put in here under a key is never put in twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from functools import partial

from celery import current_app
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from hubs.actions import audit
from hubs.models import StaffMember
from hubs.rules.roles import Actor
from hubs.tenancy.tasks import HEADER
from referrals.actions.sending import send_due
from referrals.models import OutgoingMessage, Person
from referrals.models.message import SendState

__all__ = ["cancel", "queue", "queue_all", "retry", "send_due", "send_soon"]

# Named and not imported: tasks stand above actions.
SEND = "referrals.tasks.send_messages_of_tenant"


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


def send_soon(*, by: Actor) -> None:
    """Have what is due sent as soon as this transaction is committed; without a broker it waits for its usual turn."""
    send = partial(current_app.send_task, SEND, headers={HEADER: str(by.tenant_id)})
    transaction.on_commit(send, robust=True)


@transaction.atomic
def retry(*, by: Actor, message: OutgoingMessage) -> OutgoingMessage:
    """Send again what could not be sent. ValidationError for a message that somebody sends again already."""
    held = OutgoingMessage.objects.select_for_update().get(pk=message.pk)
    if held.state != SendState.FAILED:
        raise ValidationError("Nothing to send again: it is being sent, or was", code="state")
    held.state, held.tries, held.due_at, held.problem = SendState.WAITING, 0, timezone.now(), ""
    held.save(update_fields=["state", "tries", "due_at", "problem"])
    audit.record(
        by=by,
        action="message.retried",
        obj_type="message",
        reference=str(held.public_id),
        detail={"kind": held.kind, "channel": held.channel},
    )
    return held


def cancel(*, by: Actor, keys: Collection[str]) -> int:
    """What is no longer true is not sent any more; what is sent already stays. How many."""
    waiting = OutgoingMessage.objects.filter(key__in=keys, state__in=(SendState.WAITING, SendState.FAILED))
    return waiting.update(state=SendState.CANCELLED)
