"""Scores taken in contacts."""

from __future__ import annotations

from outcomes.models import CodedScore
from referrals.models import Contact


def of_contact(contact: Contact) -> CodedScore | None:
    """The score taken in a contact, the first of several."""
    taken: CodedScore | None = CodedScore.objects.filter(activity__contact=contact).order_by("pk").first()
    return taken
