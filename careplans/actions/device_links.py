"""Links by which a person rates one session on their own device, and what they do there."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from careplans.actions import ratings, sessions
from careplans.models import DeviceLink, DialogRating, DialogSession
from careplans.rules import device_links
from careplans.rules.rating import Rated
from careplans.selectors import device_links as selectors
from careplans.selectors.dialog_items import Asked
from config import addresses
from hubs.rules.roles import Actor
from hubs.selectors.staff import system_actor
from hubs.selectors.tenants import current_tenant
from hubs.tenancy import current_tenant_id
from referrals.actions import messages
from referrals.models import OutgoingMessage
from referrals.models.message import Channel, SendState
from referrals.rules import answer_links

GONE = "This link does not work any more. Ask your worker for another"
REPLACED = "Replaced by a later link"
ROUTE = "dialog-outside"


@transaction.atomic
def make(*, by: Actor, session: DialogSession, send_by: str = "") -> str:
    """A link for the person's own device, in place of any before; its address, which is kept nowhere.

    ``send_by`` sends it by text or email as well. ValidationError when the session is over, or the person did not say
    that they may be written to in this way.
    """
    held = sessions.lock(session)
    ways = selectors.ways_to_send(held.person)
    if send_by and send_by not in ways:
        raise ValidationError("The person has not agreed to be written to in this way", code="send_by")
    withdraw(by=by, session=held, reason=REPLACED)
    secret = answer_links.new_secret()
    link = DeviceLink.objects.create(
        session=held,
        secret_hash=answer_links.digest(secret),
        expires_at=device_links.expires_at(timezone.now()),
    )
    address = addresses.absolute(ROUTE, answer_links.token(current_tenant().slug, secret))
    if send_by:
        _send(by, link, address, Channel(send_by), ways[send_by])
    sessions.record(by, "link_made", held, {"sent_by": send_by})
    return address


def _send(by: Actor, link: DeviceLink, address: str, channel: Channel, to: str) -> None:
    messages.queue(
        by=by,
        key=f"{device_links.KIND}:{link.secret_hash}",
        kind=device_links.KIND,
        channel=channel,
        address=to,
        subject=device_links.SUBJECT if channel == Channel.EMAIL else "",
        body=device_links.body(address, link.expires_at),
        person=link.session.person,
    )


@transaction.atomic
def withdraw(*, by: Actor, session: DialogSession, reason: str = "Ended by the worker") -> None:
    """The links of the session work no longer."""
    links = DeviceLink.objects.filter(session=session, used_at=None)
    hashes = list(links.values_list("secret_hash", flat=True))
    links.update(voided_at=timezone.now(), voided_by=by.staff_id, void_reason=reason)
    messages.cancel(by=by, keys=[f"{device_links.KIND}:{one}" for one in hashes])


@transaction.atomic
def rate(*, secret: str, asked: Asked, said: Rated) -> DialogRating:
    """What the person says of an area on their own device: their own answer takes the place of what was there, and
    words of the worker stay where they wrote none. ValidationError when the link works no longer.
    """
    session = _working(secret).session
    before = ratings.of(sessions.lock(session), asked)
    if before and not before.by_person and not said.comment.strip():
        said = replace(said, comment=before.comment)
    return ratings.save(by=_the_person(), session=session, asked=asked, said=said, by_person=True)


@transaction.atomic
def finish(*, secret: str) -> None:
    """The person is done: the link is used up. ValidationError when it works no longer."""
    link = _working(secret)
    held = sessions.lock(link.session)
    DeviceLink.objects.filter(pk=link.pk).update(used_at=timezone.now())
    sessions.record(_the_person(), "link_used", held)


@transaction.atomic
def forget_links(*, by: Actor) -> int:
    """Take the secret out of the messages that carried one and are sent, or are older than a link lasts. How many."""
    over = timezone.now() - device_links.LASTS
    ended = Q(state__in=(SendState.SENT, SendState.CANCELLED)) | Q(due_at__lt=over)
    kept = OutgoingMessage.objects.filter(ended, kind=device_links.KIND).exclude(body="")
    return int(kept.update(body=""))


def _working(secret: str) -> DeviceLink:
    link = selectors.by_secret(secret)
    if link is None:
        raise ValidationError(GONE, code="link")
    return link


def _the_person() -> Actor:
    return system_actor(current_tenant_id(), "The person, by a link")
