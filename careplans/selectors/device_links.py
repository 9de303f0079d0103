"""Links by which a person rates on their own device."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from careplans.models import DeviceLink, DialogSession
from careplans.rules import device_links
from referrals.models import Needs, Person
from referrals.rules import answer_links, phones


def working(session: DialogSession) -> DeviceLink | None:
    """The link of an open session that still works."""
    found: DeviceLink | None = _links().filter(session=session).order_by("-pk").first()
    return found if found and _works(found) else None


def latest(session: DialogSession) -> DeviceLink | None:
    """The last link that was made, also when it was used or is over."""
    return _links().filter(session=session).order_by("-pk").first()


def by_secret(secret: str) -> DeviceLink | None:
    """The link with this secret, while it works; None for any other."""
    found = any_by_secret(secret)
    return found if found and _works(found) else None


def any_by_secret(secret: str) -> DeviceLink | None:
    """The same, used up or over: for the page that says so."""
    return _links().filter(secret_hash=answer_links.digest(secret)).first() if secret else None


def _links() -> QuerySet[DeviceLink]:
    rows: QuerySet[DeviceLink] = DeviceLink.objects.select_related("session__referral", "session__worker")
    return rows


def _works(link: DeviceLink) -> bool:
    session = link.session
    return (
        session.is_open
        and session.voided_at is None
        and device_links.works(expires_at=link.expires_at, used_at=link.used_at, now=timezone.now())
    )


def ways_to_send(person: Person) -> dict[str, str]:
    """Channel -> address, for the ways in which the person said that they may be written to."""
    needs = Needs.objects.filter(person=person).first()
    number = phones.for_texts(person.phone) if needs and needs.may_text else ""
    email = person.email if needs and needs.may_email else ""
    return {channel: address for channel, address in (("text", number), ("email", email)) if address}
