"""Contacts of a person that may be corrected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Manager, Prefetch

from referrals.models import CareActivity, Contact, ContactStaff
from referrals.selectors.people import Found


def recorded_here(found: Found, local_id: str) -> Contact | None:
    """The person's contact with this identifier, voided or not, when it was logged here and not sent by a
    provider.

    Providers use an identifier again in other months; one made here is random (``references.new``) and unique
    for its provider. Where two providers' contacts carry it all the same, neither is guessed: None.
    ``activities`` holds those that are not voided.
    """
    live = CareActivity.objects.order_by("pk")
    meant = (
        Contact.with_voided.filter(
            referral__in=[referral.pk for referral in found.referrals], local_id=local_id, source_month=None
        )
        .select_related("referral")
        .prefetch_related(Prefetch("activities", live))
    )
    contacts: list[Contact] = list(meant[:2])
    return contacts[0] if len(contacts) == 1 else None


@dataclass(frozen=True)
class Beside:
    """Another worker who took part in a contact, and for which team."""

    staff_id: int
    team_id: int


def beside(contact: Contact) -> list[Beside]:
    """Who took part beside the worker of the contact, as they were named. One query."""
    rows = ContactStaff.objects.filter(contact=contact).order_by("pk")
    return [Beside(*row) for row in rows.values_list("staff_id", "team_id")]


def workers(contact: Contact) -> list[Beside]:
    """Everybody whom the contact names, its worker first. One query."""
    first = [Beside(contact.staff_id, contact.team_id)] if contact.staff_id and contact.team_id else []
    return [*first, *beside(contact)]


def times_changed(contact: Contact) -> int:
    """How often the contact has been changed since it was logged."""
    history: Manager[Any] = contact.history  # type: ignore[attr-defined]
    return history.count()
