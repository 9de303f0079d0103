"""What went out, waits and failed, for those who keep the system running: never what a message says, or to whom."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from referrals.models import OutgoingMessage
from referrals.models.message import SendState

# All that a page of messages may show.
SHOWN = ("public_id", "kind", "channel", "state", "due_at", "sent_at", "tries", "problem")
WORDS: Mapping[str, str] = {
    "appointment": "Reminder of an appointment, to a person",
    "appointment-changed": "Changed appointment, to a person",
    "appointment-cancelled": "Cancelled appointment, to a person",
    "request-received": "Request received, to a person",
    "digest": "What waits today, to a worker",
    "handover-link": "Handover, to a receiver outside",
    "handover-reminder": "Handover unanswered, to a receiver outside",
    "handover-answer": "Answer about a handover, to a receiver outside",
    "exchange-rings": "Handover or advice unanswered, to a worker",
    "exchange-escalates": "Handover or advice unanswered for 5 days, to a manager",
    "exchange-question": "Question about a handover or advice, to a worker",
    "exchange-answer": "Answer about a handover or advice, to a worker",
    "exchange-confirmed": "Handover or advice confirmed, to a worker",
    "exchange-withdrawn": "Handover or advice taken back, to a worker",
}


def words(kind: str) -> str:
    """What a message is for, in words."""
    return WORDS.get(kind, kind.replace("-", " ").capitalize())


def of_state(state: str = "") -> QuerySet[OutgoingMessage]:
    """Those of a state, or all with what failed first; the newest first."""
    rows: QuerySet[OutgoingMessage] = OutgoingMessage.objects.only(*SHOWN, "tenant_id")
    if state in SendState.values:
        return rows.filter(state=state).order_by("-due_at", "-pk")
    failed_first = Case(
        When(state=SendState.FAILED, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return rows.order_by(failed_first, "-due_at", "-pk")


def counts() -> Mapping[str, int]:
    """How many there are of each state."""
    rows = OutgoingMessage.objects.order_by().values_list("state").annotate(how_many=Count("pk"))
    return dict(rows)


def find(public_id: UUID) -> OutgoingMessage | None:
    return OutgoingMessage.objects.filter(public_id=public_id).first()
