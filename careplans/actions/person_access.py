"""Letting a person see their own plan: given with them, taken away again."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from careplans.models import PersonAccess, PersonSignIn
from careplans.rules import sign_in as rules
from hubs.actions import audit
from hubs.rules.roles import Actor
from referrals.actions import messages
from referrals.models import Person
from referrals.models.message import Channel
from referrals.rules import phones


@transaction.atomic
def give(*, by: Actor, person: Person, channel: str, address: str, invite: str) -> PersonAccess:
    """From now on codes go to this address; one that was given before ends. ValidationError by field.

    Only a telephone that can receive text messages, or an email address, will do: whoever reads there reads the plan.
    ``invite`` is the address of the pages, which the person is told with their reference.
    """
    held = Person.objects.select_for_update().get(pk=person.pk)
    if held.death_date:
        raise ValidationError("The person has died: nobody can be given access to their plan")
    address = _address(channel, address.strip())
    _end(by, held)
    given = PersonAccess.objects.create(
        person=held, channel=channel, address=address, created_by_id=by.staff_id
    )
    messages.queue(
        by=by,
        key=f"own-access:{given.pk}",
        kind="own-access",
        channel=channel,
        address=address,
        subject="Your pages" if channel == Channel.EMAIL else "",
        body=rules.words_of_invitation(invite, held.reference),
        person=held,
    )
    _record(by, "given", held, channel)
    return given


@transaction.atomic
def end(*, by: Actor, person: Person) -> bool:
    """Nobody can sign in any more, and whoever is signed in is signed out. False when there was no access."""
    return _end(by, person)


def _end(by: Actor, person: Person) -> bool:
    now = timezone.now()
    # Of two joined records that both had access, that of the record that ended stayed with it, and opens this one.
    theirs = Person.objects.filter(Q(pk=person.pk) | Q(merged_into=person))
    ended = PersonAccess.objects.filter(person__in=theirs, ended_at=None).update(ended_at=now)
    if not ended:
        return False
    PersonSignIn.objects.filter(access__person__in=theirs, ended_at=None).update(ended_at=now)
    _record(by, "ended", person)
    return True


def _address(channel: str, address: str) -> str:
    if channel == Channel.EMAIL:
        try:
            validate_email(address)
        except ValidationError:
            raise ValidationError({"address": "Enter an email address, like name@example.com"}) from None
        return address
    number = phones.for_texts(address)
    if not number:
        words = "Enter the number of a mobile telephone in the United Kingdom, like 07700 900123"
        raise ValidationError({"address": words})
    return number


def _record(by: Actor, verb: str, person: Person, channel: str = "") -> None:
    audit.record(
        by=by,
        action=f"person_access.{verb}",
        obj_type="person",
        reference=person.reference,
        detail={"channel": channel} if channel else {},
    )
