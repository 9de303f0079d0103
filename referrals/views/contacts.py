"""Logging a contact."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from hubs.forms import typed
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest
from outcomes.actions import scored_contacts
from referrals.forms import entry as entries
from referrals.forms import ownership
from referrals.forms.entry import Entry
from referrals.models import ContactDraft
from referrals.rules import procedures
from referrals.selectors import drafts
from referrals.selectors.people import Found
from referrals.views import panels
from referrals.views.drafts import CONTACT, remember
from referrals.views.keeping import keeps_typed
from referrals.views.records import about_person

SAVED = "The contact is saved."
SAVED_BEFORE = "This contact had been saved already. Nothing was saved twice."
DRAFT_SAVED = "Your draft is saved. You find it on your caseload; nobody else can see it."


@keeps_typed(CONTACT)
@about_person("Form of a contact", Permission.CONTACT_LOG)
def log(request: StaffRequest, found: Found) -> HttpResponse:
    """The form of a new contact, filled with what is likely or with a draft; and what its buttons do."""
    if not found.referrals:
        return render(
            request, "referrals/no_referral.jinja", {"found": found, "banner": panels.banner(found.person)}
        )
    if request.method != "POST":
        return _opened(request, found)
    sent = request.POST
    if "draft" in sent:
        remember(request.actor, found, _key(sent), sent)
        messages.success(request, DRAFT_SAVED)
        return redirect(f"{request.path}?draft={_key(sent)}")
    if (changed := entries.changed(sent)) is not None:
        return _form(request, found, Entry(found, request.actor, shown=changed), _key(sent))
    return _save(request, found, Entry(found, request.actor, sent=sent), _key(sent))


def _opened(request: StaffRequest, found: Found) -> HttpResponse:
    initial = entries.defaults(found, request.actor, chosen=request.GET.get("referral", ""))
    key = _uuid(request.GET.get("draft", ""))
    draft = drafts.find(request.actor, key, person=found.person.reference) if key else None
    shown = typed.data(draft.content) if draft else None
    suggested = request.GET.get("procedure", "")
    activities = [{"procedure": suggested}] if suggested in procedures.common() else []
    entry = Entry(found, request.actor, shown=shown, initial=initial, activities=activities)
    if draft:
        return _form(request, found, entry, draft.key, draft=draft)
    return _form(request, found, entry, uuid4(), waiting=drafts.latest_about(request.actor, found.person))


def _save(request: StaffRequest, found: Found, entry: Entry, key: UUID) -> HttpResponse:
    if not entry.is_valid() or entry.doubts:
        return _form(request, found, entry, key)
    try:
        logged = scored_contacts.log(
            by=request.actor,
            referral=entry.referral,
            occurred_on=entry.form.cleaned_data["occurred_on"],
            form_key=key,
            activities=entry.done,
            taken=entry.taken,
            **entry.details,
        )
    except ValidationError as error:
        entry.refuse(error)
        return _form(request, found, entry, key)
    messages.success(request, SAVED if logged.is_new else SAVED_BEFORE)
    if _from_caseload(request):
        return redirect("caseload")
    return redirect(f"{reverse('person', args=[found.person.reference])}#{logged.contact.local_id}")


def _form(
    request: StaffRequest,
    found: Found,
    entry: Entry,
    key: UUID,
    *,
    draft: ContactDraft | None = None,
    waiting: ContactDraft | None = None,
) -> HttpResponse:
    """``draft`` is what the form shows, ``waiting`` one that it could show."""
    actor = request.actor
    owner = ownership.Owner(actor.tenant_id, actor.staff_id or 0, found.person.reference, key)
    context = {
        "found": found,
        "banner": panels.banner(found.person),
        "entry": entry,
        "form": entry.form,
        "key": key,
        "owner": ownership.seal(owner),
        "draft": draft,
        "waiting": waiting,
        "from_caseload": _from_caseload(request),
    }
    return render(request, "referrals/contact.jinja", context)


def _from_caseload(request: StaffRequest) -> bool:
    """Whether the form was opened from the caseload, where its worker goes on."""
    return "caseload" in (request.GET.get("from"), request.POST.get("from"))


def _key(sent: QueryDict) -> UUID:
    # A form without a key makes a contact each time it is sent, as it cannot be known again.
    return _uuid(sent.get("form_key", "")) or uuid4()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
