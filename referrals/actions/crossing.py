"""What crosses between systems is sent as a task that carries a key and nothing about anybody."""

from __future__ import annotations

from functools import partial

from celery import current_app
from django.db import transaction

from hubs.tenancy.tasks import HEADER
from referrals.models import Handover, IncomingHandover
from referrals.models.exchange import Receiver

# Named and not imported: tasks stand above actions.
ONWARD, BACK = "referrals.tasks.carry_handover", "referrals.tasks.carry_answer"


def onward(handover: Handover) -> None:
    """Carry a handover to another system as it stands, once this transaction is committed; others stay here."""
    if handover.receiver == Receiver.TENANT:
        _carry(ONWARD, handover.tenant_id, str(handover.public_id))


def back(incoming: IncomingHandover) -> None:
    """Carry what the receiver said back to the system that sent it."""
    _carry(BACK, incoming.tenant_id, str(incoming.key))


def _carry(task: str, tenant_id: int, key: str) -> None:
    # When the broker does not answer the handover waits all the same, and the next morning carries it again.
    send = partial(current_app.send_task, task, args=[key], headers={HEADER: str(tenant_id)})
    transaction.on_commit(send, robust=True)
