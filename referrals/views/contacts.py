"""Logging a contact, correcting one, and taking one out."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest
from outcomes.actions import scored_contacts
from referrals.actions import drafts as draft_actions
from referrals.forms import entry as entries
from referrals.forms import ownership, typed
from referrals.forms.entry import Entry
from referrals.selectors import drafts
from referrals.selectors.people import Found
from referrals.views.drafts import keeps_typed, remember
from referrals.views.records import about_person

SAVED = "The contact is saved."
SAVED_BEFORE = "This contact had been saved already. Nothing was saved twice."
NO_REFERRAL = "There is no referral to log a contact for"


@keeps_typed
@about_person("Form of a contact", Permission.CONTACT_LOG)
def log(request: StaffRequest, found: Found) -> HttpResponse:
    """The form of a new contact, filled with what is likely or with a draft; and what its buttons do."""
    if not found.referrals:
        return render(request, "referrals/no_referral.jinja", {"found": found, "person": found.person})
    if request.method != "POST":
        return _opened(request, found)
    sent = request.POST
    if "save" in sent or "missed" in sent or not entries.is_helper(sent):
        return _save(request, found, entries.missed(sent, sent["missed"]) if "missed" in sent else sent)
    if "draft" in sent:
        remember(request.actor, found, _key(sent), sent)
        messages.success(request, "Your draft is saved. You find it on your caseload, and nobody else does.")
        return redirect(f"{request.path}?draft={_key(sent)}")
    changed = entries.without(sent, sent["remove"]) if "remove" in sent else entries.with_another(sent)
    return _form(request, found, Entry(found, request.actor, shown=changed), _key(sent))


def _opened(request: StaffRequest, found: Found) -> HttpResponse:
    initial = entries.defaults(found, request.actor, chosen=request.GET.get("referral", ""))
    if (text := request.GET.get("draft")) and (key := _uuid(text)):
        draft = drafts.find(request.actor, key, person=found.person.reference)
        shown = typed.data(draft.content) if draft else None
        entry = Entry(found, request.actor, shown=shown, initial=initial)
        return _form(request, found, entry, key, draft=draft, lost=draft is None)
    return _form(request, found, Entry(found, request.actor, initial=initial), uuid4())


def _save(request: StaffRequest, found: Found, sent: QueryDict) -> HttpResponse:
    entry = Entry(found, request.actor, sent=sent)
    if not entry.is_valid() or entry.doubts:
        return _form(request, found, entry, _key(sent))
    try:
        logged = scored_contacts.log(
            by=request.actor,
            referral=entry.referral,
            occurred_on=entry.form.cleaned_data["occurred_on"],
            form_key=_key(sent),
            activities=entry.done,
            taken=entry.taken,
            **entry.details,
        )
    except ValidationError as error:
        entry.refuse(error)
        return _form(request, found, entry, _key(sent))
    messages.success(request, SAVED if logged.is_new else SAVED_BEFORE)
    return redirect(_next(request, found, logged.contact.local_id))


def _form(
    request: StaffRequest, found: Found, entry: Entry, key: UUID, *, draft: Any = None, lost: bool = False
) -> HttpResponse:
    owner = ownership.Owner(request.actor.tenant_id, request.actor.staff_id or 0, found.person.reference, key)
    context = {
        "found": found,
        "person": found.person,
        "entry": entry,
        "form": entry.form,
        "key": key,
        "owner": ownership.seal(owner),
        "draft": draft,
        "lost": lost,
        "back": _back(request),
        "faulty": bool(entry.sent is not None and entry.shown_errors),
        "doubts": [] if entry.sent is None or entry.shown_errors else entry.doubts,
    }
    return render(request, "referrals/contact.jinja", context)


def _key(sent: QueryDict) -> UUID:
    # A form without a key is a new one: it can be sent once only, as it cannot be known again.
    return _uuid(sent.get("form_key", "")) or uuid4()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _back(request: StaffRequest) -> str:
    """"caseload" when the form was opened from there, where its worker goes on."""
    return "caseload" if request.GET.get("from", request.POST.get("from")) == "caseload" else ""


def _next(request: StaffRequest, found: Found, local_id: str) -> str:
    if _back(request):
        return reverse("caseload")
    return f"{reverse('person', args=[found.person.reference])}#{local_id}"


__all__ = ["Http404", "draft_actions", "log"]
