"""Letters about a person: the list, choosing one, writing it with a preview, and its PDF."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from config.pdf import PdfLibraryMissingError
from hubs.rules.roles import Permission
from hubs.tenancy import in_tenant
from hubs.views.access import StaffRequest
from hubs.views.after import AfterTransaction
from referrals.actions import letters as actions
from referrals.actions.letters import Given, Prepared
from referrals.forms.letters import ChooseLetterForm, LetterForm
from referrals.models import Referral
from referrals.models.message import LetterKind
from referrals.rules import letters as rules
from referrals.selectors import letters, way
from referrals.selectors.people import Found
from referrals.views import panels
from referrals.views.records import about_person


@about_person("Letters", Permission.REFERRAL_MANAGE)
def new(request: StaffRequest, found: Found) -> HttpResponse:
    """First which letter about which referral, with those that were written before; then the paper itself."""
    ours = [row for row in found.referrals if row.source_month is None]
    if request.method == "POST":
        return _write(request, found)
    sent = request.GET if "kind" in request.GET else None
    chosen = ChooseLetterForm(sent, initial=request.GET.dict(), referrals=ours)
    if chosen.is_valid():
        return _editor(request, found, LetterForm(initial=_filled(request, found, chosen.cleaned_data)))
    context = {
        "found": found,
        "banner": panels.banner(found.person),
        "form": chosen,
        "may_write": bool(ours),
        "letters": letters.of_person(found.person),
    }
    return render(request, "referrals/letters/new.jinja", context)


@about_person("Letter")
def document(request: StaffRequest, found: Found, public_id: UUID) -> HttpResponse:
    """The letter as it was made, the same bytes at every download."""
    letter = letters.find(public_id, person_id=found.person.pk)
    if letter is None:
        raise Http404
    digest = base64.b64encode(bytes.fromhex(letter.sha256)).decode()
    headers = {
        "Content-Disposition": f'attachment; filename="letter-{letter.written_at:%Y-%m-%d}-{letter.kind}.pdf"',
        "Repr-Digest": f"sha-256=:{digest}:",
    }
    return HttpResponse(bytes(letter.pdf), content_type="application/pdf", headers=headers)


def _write(request: StaffRequest, found: Found) -> HttpResponse:
    """A preview, or the letter itself; with an error the paper as it was sent."""
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _editor(request, found, form)
    referral = _referral(found, form.cleaned_data["referral"])
    given = Given(**{name: value for name, value in form.cleaned_data.items() if name != "referral"})
    if "preview" in request.POST:
        paper = actions.document(referral, given)
        return _editor(request, found, form, preview=paper, preview_body=rules.as_html(paper.body))
    try:
        prepared = actions.prepare(by=request.actor, referral=referral, given=given)
    except ValidationError as error:
        form.add_error(None, error)
        return _editor(request, found, form)
    return AfterTransaction(lambda: _finished(request, found, form, prepared))


def _finished(request: StaffRequest, found: Found, form: LetterForm, prepared: Prepared) -> HttpResponse:
    try:
        actions.finish(by=request.actor, prepared=prepared)
    except PdfLibraryMissingError as error:
        with in_tenant(request.actor.tenant_id):
            form.add_error(None, f"The letter could not be drawn, and nothing was kept. {error}")
            return _editor(request, found, form)
    messages.success(request, "The letter is made. Download it below, then print it.")
    return redirect("letter-new", found.person.reference)


def _editor(request: StaffRequest, found: Found, form: LetterForm, **more: Any) -> HttpResponse:
    kind = form["kind"].value()
    context = {
        "found": found,
        "banner": panels.banner(found.person),
        "form": form,
        "title": dict(LetterKind.choices).get(kind, "Letter"),
        "gaps": rules.gaps(form["body"].value() or ""),
        "preview": None,
        **more,
    }
    return render(request, "referrals/letters/write.jinja", context)


def _filled(request: StaffRequest, found: Found, chosen: dict[str, Any]) -> dict[str, Any]:
    """The paper with what we know, to be looked at before it is made."""
    kind, referral = chosen["kind"], _referral(found, chosen["referral"])
    words, to = letters.words(kind), letters.receiver(found.person, kind)
    values = letters.values(by=request.actor, referral=referral, kind=kind)
    return {
        "kind": kind,
        "referral": referral.reference,
        "to_name": to.name,
        "to_address": to.address,
        "subject": rules.fill(words.subject, values),
        "body": rules.fill(words.body, values),
        # What the person needs to read is no matter of the practice.
        "large_print": not rules.is_to_gp(kind) and letters.reads_large_print(found.person),
    }


def _referral(found: Found, reference: str) -> Referral:
    """The referral of ours that was chosen; 404 for another, which no form offers."""
    held = way.find(found, reference)
    if held is None or held.source_month is not None:
        raise Http404
    return held
