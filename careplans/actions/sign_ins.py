"""How a person signs in to their own plan: they ask for a code, enter it, and leave."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from careplans.models import PersonAccess, PersonSignIn
from careplans.rules import sign_in as rules
from hubs.actions import audit
from hubs.rules.roles import Actor
from referrals.actions import messages
from referrals.models.message import Channel
from referrals.rules import notices


@dataclass(frozen=True)
class SignedIn:
    """``secret`` is for the browser, and kept nowhere here."""

    sign_in: PersonSignIn
    secret: str


@transaction.atomic
def ask(*, by: Actor, access: PersonAccess, service: str) -> PersonSignIn | None:
    """Send a code to the address that was given; ``service`` is who it comes from. None for whoever asks too often.

    Several codes may be on their way at once: a text message that comes late opens what it was sent for.
    """
    held = PersonAccess.objects.select_for_update().get(pk=access.pk)
    now = timezone.now()
    sent = PersonSignIn.objects.filter(access=held, sent_at__gt=now - rules.CODES_WITHIN)
    if sent.count() >= rules.MOST_CODES:
        return None
    code = rules.new_code()
    sign_in = PersonSignIn(access=held, sent_at=now, expires_at=now + rules.CODE_LASTS)
    sign_in.code_hash = rules.digest(code, sign_in.public_id)
    sign_in.save()
    words = rules.words_of_code(service, code)
    messages.queue(
        by=by,
        key=f"{notices.SIGN_IN_CODE}:{sign_in.public_id}",
        kind=notices.SIGN_IN_CODE,
        channel=held.channel,
        address=held.address,
        subject="Your code" if held.channel == Channel.EMAIL else "",
        body=words,
        person=held.person,
    )
    messages.send_soon(by=by)
    _record(by, "asked", sign_in)
    return sign_in


@transaction.atomic
def enter(*, by: Actor, sign_in: PersonSignIn, code: str) -> SignedIn | None:
    """What the code opens; None for a wrong or late one, one that was used, and after the last try."""
    held = PersonSignIn.objects.select_for_update(of=("self",)).select_related("access").get(pk=sign_in.pk)
    now = timezone.now()
    if held.used_at or held.ended_at or held.access.ended_at or held.expires_at <= now:
        return None
    if held.tries >= rules.MOST_TRIES:
        return None
    if not rules.is_code(code, held.public_id, held.code_hash):
        PersonSignIn.objects.filter(pk=held.pk).update(tries=F("tries") + 1)
        return None
    secret = rules.new_secret()
    held.used_at, held.seen_at, held.secret_hash = now, now, rules.digest(secret)
    held.save(update_fields=["used_at", "seen_at", "secret_hash"])
    _record(by, "signed_in", held)
    return SignedIn(held, secret)


def seen(*, by: Actor, sign_in: PersonSignIn) -> None:
    """The browser showed itself: the sign-in goes on."""
    PersonSignIn.objects.filter(pk=sign_in.pk).update(seen_at=timezone.now())


@transaction.atomic
def end(*, by: Actor, sign_in: PersonSignIn) -> None:
    """The person signs out."""
    if PersonSignIn.objects.filter(pk=sign_in.pk, ended_at=None).update(ended_at=timezone.now()):
        _record(by, "signed_out", sign_in)


def _record(by: Actor, verb: str, sign_in: PersonSignIn) -> None:
    audit.record(
        by=by,
        action=f"person_access.{verb}",
        obj_type="person_sign_in",
        reference=str(sign_in.public_id),
    )
