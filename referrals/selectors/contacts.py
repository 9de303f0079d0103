"""Contacts of a person that may be corrected."""

from __future__ import annotations

from typing import Any

from django.db.models import Manager, Prefetch

from referrals.models import CareActivity, Contact
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


def times_changed(contact: Contact) -> int:
    """How often the contact has been changed since it was logged."""
    history: Manager[Any] = contact.history  # type: ignore[attr-defined]
    return history.count()
