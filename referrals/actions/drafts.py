"""Drafts of contacts: what a worker has typed and not yet saved, theirs alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from hubs.actions import audit
from hubs.rules.roles import Actor
from referrals.models import Contact, ContactDraft, Referral

Content = Mapping[str, Sequence[str]]

# What nobody went on with for so long is no record of anything, and is not kept about a person.
KEPT_DAYS = 30


class DraftRefused(Exception):
    """The draft cannot be kept: it is another worker's, or its contact has been logged."""


@transaction.atomic
def save(*, by: Actor, key: UUID, referral: Referral, content: Content) -> ContactDraft:
    """Keep what was typed into the form with this key, in place of what was kept before.

    DraftRefused when the key is another worker's, or a contact has been logged from the form: a save that
    was still on its way when the form was sent must not bring the draft back.
    """
    if Contact.with_voided.filter(form_key=key).exists():
        raise DraftRefused("logged")
    assert by.staff_id is not None, "only somebody who types has drafts"
    values = {"referral": referral, "content": {name: list(held) for name, held in content.items()}}
    draft, is_new = ContactDraft.objects.get_or_create(key=key, defaults={**values, "staff_id": by.staff_id})
    if draft.staff_id != by.staff_id:
        raise DraftRefused("not yours")
    if not is_new:
        draft.referral, draft.content = referral, values["content"]
        draft.save(update_fields=["referral", "content", "updated_at"])
    return draft


def discard(*, by: Actor, key: UUID) -> bool:
    """Throw a draft away; False when there was none of theirs."""
    removed, _ = ContactDraft.objects.filter(key=key, staff=by.staff_id).delete()
    return removed > 0


@transaction.atomic
def clear(*, by: Actor, now: dt.datetime) -> int:
    """Remove the drafts that nobody has typed in for ``KEPT_DAYS``; how many there were."""
    removed, _ = ContactDraft.objects.filter(updated_at__lt=now - dt.timedelta(days=KEPT_DAYS)).delete()
    if removed:
        detail = {"drafts": removed, "days": KEPT_DAYS}
        audit.record(by=by, action="drafts.cleared", obj_type="contact_draft", reference="", detail=detail)
    return removed
