"""Contacts: logged once, corrected with a reason, voided with a reason, never deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from hubs.actions import audit
from hubs.rules import references
from hubs.rules.roles import Actor
from hubs.tenancy import current_tenant_id
from hubs.tenancy.history import because
from referrals.models import CareActivity, Contact, ContactDraft, ContactStaff, Referral
from referrals.rules import attendance as attendances
from referrals.rules import contact_dates, contact_teams
from referrals.selectors import contacts as contact_selectors
from referrals.selectors.contacts import Beside

ONE_A_FORM = "referrals_contact_form_key_uniq"
# What a correction may change; whose contact it is may not.
CHANGEABLE = frozenset(
    {
        "occurred_on",
        "occurred_time",
        "duration_minutes",
        "mechanism",
        "attendance",
        "location_type",
        "subject",
        "team_id",
        "staff_id",
        "note",
    }
)


@dataclass(frozen=True)
class Done:
    """One thing done in a contact: a SNOMED CT expression, or "" where only a score was taken."""

    procedure: str = ""
    duration_minutes: int | None = None


@dataclass(frozen=True)
class Logged:
    """``is_new`` is False when the same form had been saved before: the contact is that one, unchanged."""

    contact: Contact
    activities: Sequence[CareActivity]
    is_new: bool


def log(
    *,
    by: Actor,
    referral: Referral,
    occurred_on: dt.date,
    form_key: UUID | None = None,
    activities: Sequence[Done] = (),
    others: Sequence[Beside] = (),
    **details: Any,
) -> Logged:
    """Write a contact with what was done in it, and remove the draft it came from.

    ``others`` took part beside the worker: joint work is one contact, which counts once. ``details`` are any of
    CHANGEABLE; team and worker are the referral's and ``by`` unless said. A form that is sent twice, even at the same
    moment, makes one contact. ValidationError, by field, when the contact cannot have been.
    """
    key = form_key or uuid4()
    given = {**usual(by, referral), **details, "occurred_on": occurred_on}
    refuse(referral, given, activities)
    _refuse_others(others, given["staff_id"])
    try:
        return _write(by, referral, key, given, activities, others)
    except IntegrityError as error:
        if ONE_A_FORM not in str(error):
            raise
        return _logged_before(by, key)


def usual(by: Actor, referral: Referral) -> dict[str, Any]:
    """What a contact is unless said otherwise."""
    return {
        "attendance": attendances.ATTENDED,
        "mechanism": "01",
        "subject": "01",
        "team_id": contact_teams.usual(referral.team_id, by.team_ids),
        "staff_id": by.staff_id,
    }


@transaction.atomic
def _write(
    by: Actor,
    referral: Referral,
    key: UUID,
    given: Mapping[str, Any],
    activities: Sequence[Done],
    others: Sequence[Beside],
) -> Logged:
    contact = Contact.objects.create(
        referral=referral,
        provider_id=referral.provider_id,
        local_id=references.new("C"),
        form_key=key,
        **given,
    )
    done = _add_activities(by, contact, activities)
    _add_others(by, contact, others)
    ContactDraft.objects.filter(key=key, staff=by.staff_id).delete()
    _record(by, "logged", contact, {"referral": referral.reference})
    return Logged(contact, done, is_new=True)


def _logged_before(by: Actor, key: UUID) -> Logged:
    contact = Contact.with_voided.get(form_key=key)
    if contact.created_by_id != by.staff_id:
        raise ValidationError("This form belongs to somebody else. Open a new one", code="not-yours")
    return Logged(contact, list(contact.activities.all()), is_new=False)


@transaction.atomic
def amend(
    *,
    by: Actor,
    contact: Contact,
    reason: str,
    activities: Sequence[Done] | None = None,
    others: Sequence[Beside] | None = None,
    seen: int | None = None,
    **changes: Any,
) -> Contact:
    """Correct a contact: the row as it was stays in its history, with ``reason``, who and when.

    ``changes`` are any of CHANGEABLE; ``activities`` and ``others``, when given, replace the ones there are, which are
    voided. ``seen`` is how often the contact had been changed when it was shown: somebody else's correction
    is not undone unread. ValidationError for that, and when it was voided meanwhile, came with a record
    set, or cannot have been.
    """
    if unknown := changes.keys() - CHANGEABLE:
        raise TypeError(f"Not part of a contact: {', '.join(sorted(unknown))}")
    held = _held(contact, reason)
    _refuse_unseen(held, seen)
    for name, value in changes.items():
        setattr(held, name, value)
    done, beside = _done(held), contact_selectors.beside(held)
    now_done = done if activities is None else activities
    now_beside = beside if others is None else others
    refuse(held.referral, {name: getattr(held, name) for name in CHANGEABLE}, now_done)
    _refuse_others(now_beside, held.staff_id)
    with because(reason):
        held.save(update_fields=sorted(changes))
        _change_activities(by, held, done, now_done, reason)
        _change_others(by, held, beside, now_beside, reason)
    _record(by, "corrected", held, {"fields": sorted(changes)})
    return held


@transaction.atomic
def void(*, by: Actor, contact: Contact, reason: str) -> Contact:
    """Take a contact out of every count and list; on its person's timeline it stays, with ``reason``."""
    held = _held(contact, reason)
    with because(reason):
        held.voided_at, held.voided_by_id, held.void_reason = timezone.now(), by.staff_id, reason
        held.save(update_fields=["voided_at", "voided_by", "void_reason"])
        _void_activities(by, held, reason)
        _void(by, ContactStaff.objects.filter(contact=held), reason)
    _record(by, "voided", held)
    return held


def _held(contact: Contact, reason: str) -> Contact:
    """The contact as it is now, locked until the change is made."""
    held: Contact = (
        Contact.with_voided.select_for_update(of=("self",)).select_related("referral").get(pk=contact.pk)
    )
    refuse_change(held, reason)
    return held


def _refuse_unseen(held: Contact, seen: int | None) -> None:
    if seen is not None and contact_selectors.times_changed(held) != seen:
        words = (
            "Somebody has corrected this contact since you opened it. Open it again to see what it says now"
        )
        raise ValidationError(words, code="changed")


def refuse_change(held: Contact, reason: str) -> None:
    """ValidationError when the contact can no longer be changed, or no reason is given."""
    if held.voided_at:
        raise ValidationError("This contact has been voided, so it can no longer be changed", code="voided")
    if held.source_month:
        words = "This contact came with a record set. Correct it where it came from and read the month again"
        raise ValidationError(words, code="imported")
    if not reason.strip():
        raise ValidationError("Say why", code="reason")


def refuse(referral: Referral, given: Mapping[str, Any], activities: Sequence[Done]) -> None:
    """ValidationError with what is wrong, by field."""
    found = contact_dates.faults(
        occurred_on=given["occurred_on"],
        occurred_time=given.get("occurred_time"),
        received_on=referral.received_on,
        now=timezone.localtime(),
        duration_minutes=given.get("duration_minutes"),
    )
    wrong: dict[str, str] = {fault.part: fault.words for fault in found}
    # Nationally a procedure on a missed contact would count as help given, so there must be none.
    if not attendances.took_place(given["attendance"]) and (activities or given.get("duration_minutes")):
        wrong["attendance"] = "A contact that did not take place has no duration and nothing was done in it"
    if wrong:
        raise ValidationError(wrong)


def _add_activities(by: Actor, contact: Contact, activities: Sequence[Done]) -> list[CareActivity]:
    rows = [
        CareActivity(
            tenant_id=current_tenant_id(),
            contact=contact,
            created_by_id=by.staff_id,
            local_id=references.new("A"),
            procedure=done.procedure,
            duration_minutes=done.duration_minutes,
        )
        for done in activities
    ]
    return list(CareActivity.objects.bulk_create(rows))


def _change_activities(
    by: Actor, contact: Contact, before: Sequence[Done], after: Sequence[Done], reason: str
) -> None:
    if list(after) != list(before):
        _void_activities(by, contact, reason)
        _add_activities(by, contact, after)


def _void_activities(by: Actor, contact: Contact, reason: str) -> None:
    _void(by, CareActivity.objects.filter(contact=contact), reason)


def _void(by: Actor, rows: QuerySet[Any], reason: str) -> None:
    rows.update(voided_at=timezone.now(), voided_by=by.staff_id, void_reason=reason)


def _refuse_others(others: Sequence[Beside], staff_id: int | None) -> None:
    named = [other.staff_id for other in others]
    if len({*named, staff_id}) <= len(named):
        raise ValidationError({"others": "Name each worker once: one of them is named twice"})


def _add_others(by: Actor, contact: Contact, others: Sequence[Beside]) -> None:
    if others:
        ContactStaff.objects.bulk_create(
            ContactStaff(
                contact=contact, staff_id=other.staff_id, team_id=other.team_id, created_by_id=by.staff_id
            )
            for other in others
        )


def _change_others(
    by: Actor, contact: Contact, before: Sequence[Beside], after: Sequence[Beside], reason: str
) -> None:
    gone = [other.staff_id for other in before if other not in after]
    if gone:
        _void(by, ContactStaff.objects.filter(contact=contact, staff__in=gone), reason)
    _add_others(by, contact, [other for other in after if other not in before])


def _done(contact: Contact) -> list[Done]:
    rows = CareActivity.objects.filter(contact=contact).order_by("pk")
    return [Done(row.procedure, row.duration_minutes) for row in rows]


def _record(by: Actor, verb: str, contact: Contact, detail: dict[str, Any] | None = None) -> None:
    audit.record(
        by=by, action=f"contact.{verb}", obj_type="contact", reference=contact.local_id, detail=detail
    )
