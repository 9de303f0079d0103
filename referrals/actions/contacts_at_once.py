"""Contacts of several people written together, as those of a group session are: by the rules of one contact
(``referrals.actions.contacts``), in a number of queries that does not grow with the people.

What is wrong is raised as a ValidationError by the reference of the referral it is about, and then nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from hubs.actions import audit
from hubs.rules import references
from hubs.rules.roles import Actor
from hubs.tenancy.history import because
from referrals.actions import contacts
from referrals.actions.contacts import CHANGEABLE, Done
from referrals.models import CareActivity, Contact, Referral

Details = Mapping[str, Any]
T = TypeVar("T")


@transaction.atomic
def log(*, by: Actor, entries: Sequence[tuple[Referral, Details]]) -> list[Contact]:
    """A contact for each referral, with its details (CHANGEABLE and ``therapy_mode``), in the order given."""
    given = [(referral, {**contacts.usual(by, referral), **details}) for referral, details in entries]
    _each(given, lambda entry: contacts.refuse(entry[0], entry[1], ()), lambda entry: entry[0])
    made: list[Contact] = Contact.objects.bulk_create(
        Contact(
            referral=referral,
            provider_id=referral.provider_id,
            local_id=references.new("C"),
            form_key=uuid4(),
            created_by_id=by.staff_id,
            **details,
        )
        for referral, details in given
    )
    _record(by, "logged", [(contact, {"referral": contact.referral.reference}) for contact in made])
    return made


@transaction.atomic
def amend(*, by: Actor, changes: Mapping[int, Details], reason: str) -> list[Contact]:
    """Correct contacts, named by id: what each was stays in its history, with ``reason``."""
    if unknown := {name for change in changes.values() for name in change} - CHANGEABLE:
        raise TypeError(f"Not part of a contact: {', '.join(sorted(unknown))}")
    held = _lock(changes, reason)
    done = _done(held)
    for contact in held:
        for name, value in changes[contact.pk].items():
            setattr(contact, name, value)
    _each(held, lambda one: contacts.refuse(one.referral, _details(one), done.get(one.pk, ())), _referral_of)
    names = sorted({name for change in changes.values() for name in change})
    if held and names:
        with because(reason):
            Contact.objects.bulk_update(held, names)
    _record(by, "corrected", [(contact, {"fields": sorted(changes[contact.pk])}) for contact in held])
    return held


@transaction.atomic
def void(*, by: Actor, ids: Collection[int], reason: str) -> list[Contact]:
    """Take contacts, and what was done in them, out of every count and list, with ``reason``."""
    held = _lock(ids, reason)
    voided = {"voided_at": timezone.now(), "voided_by": by.staff_id, "void_reason": reason}
    with because(reason):
        Contact.objects.filter(pk__in=[contact.pk for contact in held]).update(**voided)
        CareActivity.objects.filter(contact__in=held).update(**voided)
    _record(by, "voided", [(contact, {}) for contact in held])
    return held


def _lock(ids: Collection[int], reason: str) -> list[Contact]:
    """The contacts as they are now, locked until the change is made."""
    rows = Contact.with_voided.filter(pk__in=list(ids)).select_for_update(of=("self",))
    held = list(rows.select_related("referral__person").order_by("pk"))
    _each(held, lambda one: contacts.refuse_change(one, reason), _referral_of)
    return held


def _each(items: Iterable[T], judge: Callable[[T], None], referral_of: Callable[[T], Referral]) -> None:
    """Judge each, and raise together what is wrong."""
    wrong: dict[str, str] = {}
    for item in items:
        try:
            judge(item)
        except ValidationError as error:
            referral = referral_of(item)
            wrong[referral.reference] = f"{referral.person.display_name}: {' '.join(error.messages)}"
    if wrong:
        raise ValidationError(wrong)


def _referral_of(contact: Contact) -> Referral:
    referral: Referral = contact.referral
    return referral


def _details(contact: Contact) -> dict[str, Any]:
    return {name: getattr(contact, name) for name in CHANGEABLE}


def _done(held: Sequence[Contact]) -> dict[int, list[Done]]:
    found: dict[int, list[Done]] = {}
    for row in CareActivity.objects.filter(contact__in=held).order_by("pk"):
        found.setdefault(row.contact_id, []).append(Done(row.procedure, row.duration_minutes))
    return found


def _record(by: Actor, verb: str, rows: Sequence[tuple[Contact, dict[str, Any]]]) -> None:
    audit.record_many(
        by=by,
        action=f"contact.{verb}",
        obj_type="contact",
        details={contact.local_id: detail for contact, detail in rows},
    )
