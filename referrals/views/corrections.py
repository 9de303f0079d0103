"""Correcting a contact, and taking one out: both with a reason, and both leave what was there in its
history.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from hubs.forms import kept_words
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest
from outcomes.actions import scored_contacts
from outcomes.selectors import scores
from referrals.forms import entry as entries
from referrals.forms.contact import OTHERS, ReasonForm
from referrals.forms.entry import Entry
from referrals.models import Contact
from referrals.rules import attendance
from referrals.selectors import contacts
from referrals.selectors.people import Found
from referrals.views import panels
from referrals.views.records import about_person


@about_person("Correction of a contact", Permission.CONTACT_LOG)
def correct(request: StaffRequest, found: Found, local_id: str) -> HttpResponse:
    """The contact's form as it stands, with a reason; what it said before stays in its history."""
    contact = _contact(found, local_id)
    about = replace(found, referrals=[contact.referral])
    also = contacts.workers(contact)
    if request.method != "POST":
        initial, activities = _as_recorded(contact)
        before = kept_words.waiting(request)
        entry = Entry(about, request.actor, shown=before, initial=initial, activities=activities, also=also)
        return _form(
            request, found, contact, entry, ReasonForm(), seen=before.get("seen") if before else None
        )
    if (changed := entries.changed(request.POST)) is not None:
        entry = Entry(about, request.actor, shown=changed, also=also)
        return _form(request, found, contact, entry, ReasonForm(initial=request.POST.dict()))
    entry, reason = Entry(about, request.actor, sent=request.POST, also=also), ReasonForm(request.POST)
    if not all([entry.is_valid(), reason.is_valid()]) or entry.doubts:
        return _form(request, found, contact, entry, reason)
    try:
        _amend(request, contact, entry, reason.cleaned_data["reason"])
    except ValidationError as error:
        entry.refuse(error)
        return _form(request, found, contact, entry, reason)
    messages.success(request, "The contact is corrected. What it said before is kept in its history.")
    return _back_to(found, contact)


def _amend(request: StaffRequest, contact: Contact, entry: Entry, reason: str) -> None:
    scored_contacts.amend(
        by=request.actor,
        contact=contact,
        reason=reason,
        seen=_number(request.POST.get("seen", "")),
        activities=entry.done,
        taken=entry.taken,
        occurred_on=entry.form.cleaned_data["occurred_on"],
        **entry.details,
    )


@about_person("Voiding of a contact", Permission.CONTACT_LOG)
def void(request: StaffRequest, found: Found, local_id: str) -> HttpResponse:
    """Asks why, and takes the contact out of every count and list; it stays on the timeline, struck
    through.
    """
    contact = _contact(found, local_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            scored_contacts.void(by=request.actor, contact=contact, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            messages.success(request, "The contact is voided. It no longer counts anywhere.")
            return _back_to(found, contact)
    context = {
        "found": found,
        "banner": panels.banner(found.person),
        "contact": contact,
        "form": form,
        "attendance": attendance.in_words,
    }
    return render(request, "referrals/void.jinja", context)


def _contact(found: Found, local_id: str) -> Contact:
    contact = contacts.recorded_here(found, local_id)
    if contact is None or contact.voided_at:
        raise Http404
    return contact


def _as_recorded(contact: Contact) -> tuple[dict[str, Any], list[Mapping[str, Any]]]:
    """The contact as the initial values of the form and of its activities."""
    taken = scores.of_contact(contact)
    initial = {
        **{name: getattr(contact, name) for name in Entry.form_class.base_fields if hasattr(contact, name)},
        "referral": contact.referral.reference,
        "team": str(contact.team_id or ""),
        "staff": str(contact.staff_id or ""),
        "tool": taken.tool_code if taken else "",
        "score": taken.score if taken else "",
        **{
            name: f"{other.staff_id}-{other.team_id}"
            for name, other in zip(OTHERS, contacts.beside(contact), strict=False)
        },
    }
    done: list[Mapping[str, Any]] = [
        entries.activity_initial(row) for row in contact.activities.all() if row.procedure
    ]
    return initial, done


def _form(
    request: StaffRequest,
    found: Found,
    contact: Contact,
    entry: Entry,
    reason: ReasonForm,
    *,
    seen: str | None = None,
) -> HttpResponse:
    """``seen`` is how often the contact had been changed when what is shown was typed; None for now."""
    context = {
        "found": found,
        "banner": panels.banner(found.person),
        "contact": contact,
        "entry": entry,
        "form": entry.form,
        "reason": reason,
        "seen": seen or contacts.times_changed(contact),
    }
    return render(request, "referrals/correct.jinja", context)


def _back_to(found: Found, contact: Contact) -> HttpResponse:
    return redirect(f"{reverse('person', args=[found.person.reference])}#{contact.local_id}")


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 6 else None
