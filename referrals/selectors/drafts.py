"""Drafts of contacts, for the worker who typed them and nobody else."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from hubs.rules.roles import Actor
from referrals.models import Contact, ContactDraft, Person

# Of a draft all, of the person whose name is told.
SHOWN = (
    "key",
    "staff",
    "content",
    "updated_at",
    "referral__reference",
    "referral__person__reference",
    "referral__person__family_name",
    "referral__person__given_name",
)


def own(by: Actor) -> QuerySet[ContactDraft]:
    """Their drafts with the person each is about, the newest first."""
    logged = Contact.with_voided.filter(form_key=OuterRef("key"))
    drafts: QuerySet[ContactDraft] = ContactDraft.objects.filter(~Exists(logged), staff=by.staff_id)
    return drafts.select_related("referral__person").only(*SHOWN).order_by("-updated_at")


def latest_about(by: Actor, person: Person) -> ContactDraft | None:
    """What they typed last about this person and did not save."""
    return own(by).filter(referral__person=person).first()


def find(by: Actor, key: UUID, *, person: str) -> ContactDraft | None:
    """Their draft with this key, when it is about this person."""
    return own(by).filter(key=key, referral__person__reference=person).first()
