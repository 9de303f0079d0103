"""Sending what is due. Nobody ever gets the same message twice; for that, a message may now and then not go out.

A sender first writes that it takes a message (SENDING) and commits, then sends outside of any transaction, then writes
what came of it. So there are three ends. It certainly went: SENT. It certainly did not: it is tried again after a
while, five times in all, then FAILED. Or nobody can tell, because the worker died between sending and writing, or the
answer was lost: then the message stays SENDING, and after ten minutes is looked at again. A text message is asked
after at the provider by our reference, and sent only if it never arrived there. An email cannot be asked after, so it
becomes FAILED with these words, and a person decides. We err on the side of silence: a person who is written to twice
about a cancelled appointment is misled, and one message too few stands on the administrators' page.
"""

from __future__ import annotations

import smtplib
from dataclasses import dataclass

from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from hubs.rules.roles import Actor
from hubs.tenancy import in_tenant
from referrals import sms
from referrals.models import OutgoingMessage
from referrals.models.message import Channel, SendState
from referrals.rules.sending import LEFT_AFTER, wait_after
from referrals.sms import NotSent, Unsure

# A task takes no more than these, so that it never runs into the next of its kind for long.
MOST_AT_ONCE = 500
UNKNOWN = (
    "Nobody can tell whether this went out: the answer was lost. Ask the receiver before it is sent again"
)
GONE_FOR_GOOD = 500


@dataclass(frozen=True)
class Outcome:
    """How many went out, wait for another try, and failed."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0


def send_due(*, by: Actor, most: int = MOST_AT_ONCE) -> Outcome:
    """Send what is due in the tenant of ``by``. Opens its own short transactions: needs none, and should stand in none.

    One message is claimed at a time: whatever ends this worker leaves one message in doubt, not many. Several workers
    may do this at once.
    """
    _look_after_the_left(by)
    ends: list[SendState] = []
    while len(ends) < most and (message := _claim(by)):
        ends.append(_send(by, message))
    return Outcome(ends.count(SendState.SENT), ends.count(SendState.WAITING), ends.count(SendState.FAILED))


def _claim(by: Actor) -> OutgoingMessage | None:
    """The next message that is due, marked as being sent; what another worker is just claiming is passed over."""
    with in_tenant(by.tenant_id):
        now = timezone.now()
        due = OutgoingMessage.objects.select_for_update(skip_locked=True).filter(
            state=SendState.WAITING, due_at__lte=now
        )
        message: OutgoingMessage | None = due.order_by("due_at", "pk").first()
        if message:
            _write(message, SendState.SENDING, claimed_at=now, tries=message.tries + 1, problem="")
        return message


def _send(by: Actor, message: OutgoingMessage) -> SendState:
    """Hand it over and write down what came of it."""
    try:
        provider_id = _hand_over(message)
    except NotSent as error:
        return _not_sent(by, message, error)
    except Unsure as error:
        # It stays as being sent, until it is looked after.
        _finish(by, message, SendState.SENDING, problem=str(error))
        return SendState.SENDING
    return _sent(by, message, provider_id)


def _hand_over(message: OutgoingMessage) -> str:
    if message.channel == Channel.TEXT:
        reference = str(message.public_id)
        return sms.provider().send(to=message.address, body=message.body, reference=reference)
    return _email(message)


def _email(message: OutgoingMessage) -> str:
    """By Django's back end; the name under which mail servers know the email. NotSent, or Unsure."""
    name = f"<{message.public_id}@community-hub>"
    email = EmailMessage(message.subject, message.body, to=[message.address], headers={"Message-ID": name})
    try:
        connection = mail.get_connection()
        connection.open()
    except OSError as error:
        raise NotSent(f"The mail server cannot be reached ({type(error).__name__})", again=True) from error
    try:
        connection.send_messages([email])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise NotSent(
            "The mail server does not know the address", again=all(code < GONE_FOR_GOOD for code in codes)
        ) from error
    except smtplib.SMTPResponseException as error:
        words = f"The mail server refused the message ({error.smtp_code})"
        raise NotSent(words, again=error.smtp_code < GONE_FOR_GOOD) from error
    except OSError as error:
        raise Unsure("The mail server stopped answering") from error
    finally:
        connection.close()
    return name


def _look_after_the_left(by: Actor) -> None:
    """What a sender left in doubt: asked after where somebody can be asked, else put before a person."""
    with in_tenant(by.tenant_id):
        left = OutgoingMessage.objects.filter(
            state=SendState.SENDING, claimed_at__lt=timezone.now() - LEFT_AFTER
        )
        left.filter(channel=Channel.EMAIL).update(state=SendState.FAILED, problem=UNKNOWN)
        texts = list(left.filter(channel=Channel.TEXT).order_by("pk")[:MOST_AT_ONCE])
    for message in texts:
        _ask_after(by, message)


def _ask_after(by: Actor, message: OutgoingMessage) -> None:
    try:
        provider_id = sms.provider().find(str(message.public_id))
    except (Unsure, NotSent) as error:
        _finish(by, message, SendState.SENDING, problem=str(error))
        return
    if provider_id:
        _sent(by, message, provider_id)
    else:
        _not_sent(by, message, NotSent("The message never reached the provider", again=True))


def _sent(by: Actor, message: OutgoingMessage, provider_id: str) -> SendState:
    return _finish(
        by, message, SendState.SENT, sent_at=timezone.now(), provider_id=provider_id[:100], problem=""
    )


def _not_sent(by: Actor, message: OutgoingMessage, error: NotSent) -> SendState:
    wait = wait_after(message.tries) if error.again else None
    if wait is None:
        return _finish(by, message, SendState.FAILED, problem=str(error))
    return _finish(by, message, SendState.WAITING, due_at=timezone.now() + wait, problem=str(error))


def _finish(by: Actor, message: OutgoingMessage, state: SendState, **values: object) -> SendState:
    """Write the end, unless somebody else wrote one since this sender claimed it."""
    with in_tenant(by.tenant_id):
        held = OutgoingMessage.objects.select_for_update().filter(
            pk=message.pk, state=SendState.SENDING, claimed_at=message.claimed_at
        )
        ours = held.first()
        if ours:
            _write(ours, state, **values)
    return state


def _write(message: OutgoingMessage, state: SendState, **values: object) -> None:
    for name, value in {"state": state, **values}.items():
        setattr(message, name, value)
    message.save(update_fields=["state", *values])
