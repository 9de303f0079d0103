"""Keeping what is typed: by the page as one types, by a button, and when a form arrives after its session
has ended.
"""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from config import formats
from hubs.forms import typed
from hubs.rules.roles import Actor, Permission
from hubs.views.access import StaffRequest, asks_for, requires
from referrals.actions import drafts
from referrals.actions.drafts import DraftRefused
from referrals.forms import ownership
from referrals.forms.ownership import Owner
from referrals.models import ContactDraft
from referrals.selectors import people
from referrals.selectors.people import Found
from referrals.views import keeping
from referrals.views.keeping import KeptForm


def remember(by: Actor, found: Found, key: UUID, sent: QueryDict) -> ContactDraft:
    """Keep what was typed as a draft of ``by``, for the referral that was chosen or else the newest."""
    chosen = sent.get("referral", "")
    referral = next((each for each in found.referrals if each.reference == chosen), found.referrals[0])
    return drafts.save(by=by, key=key, referral=referral, content=typed.content(dict(sent.lists())))


def _keep(by: Actor, found: Found, owner: Owner, sent: QueryDict) -> bool:
    try:
        remember(by, found, owner.key, sent)
    except DraftRefused:
        return False
    return True


def _draft_page(owner: Owner, sent: QueryDict) -> str:
    return f"{reverse('contact-log', args=[owner.person])}?draft={owner.key}"


CONTACT = KeptForm(ownership.SALT, Permission.CONTACT_LOG, _keep, _draft_page)


@asks_for(Permission.CONTACT_LOG)
@never_cache
def save(request: HttpRequest, reference: str, key: UUID) -> HttpResponse:
    """What the page sends while one types: JSON with ``owner`` and ``fields``, a list of names with values.

    Answers with ``state``: saved, signed-out (saved, and where to sign in), not-yours, logged or refused. The
    seal is what lets it in; without one it is a page like any other.
    """
    sent = keeping.fields(request)
    owner = CONTACT.opened(sent.get("owner", "")) if sent else None
    if sent is None or owner is None or (owner.key, owner.person) != (key, reference):
        return _unsealed(request, reference)
    if keeping.is_theirs(request, owner):
        return _saved(cast(StaffRequest, request), owner, sent)
    return keeping.outside(request, lambda: keeping.saved_for_owner(request, CONTACT, owner, sent))


@requires(Permission.CONTACT_LOG)
@require_POST
def _unsealed(request: StaffRequest, reference: str) -> HttpResponse:
    if people.find(reference, by=request.actor) is None:
        raise Http404
    return JsonResponse({"state": "refused"}, status=400)


def _saved(request: StaffRequest, owner: Owner, sent: QueryDict) -> HttpResponse:
    found = people.find(owner.person, by=request.actor)
    if found is None or not found.referrals or not found.may(request.actor, Permission.CONTACT_LOG):
        return JsonResponse({"state": "refused"}, status=403)
    try:
        remember(request.actor, found, owner.key, sent)
    except DraftRefused:
        return JsonResponse({"state": "logged"}, status=409)
    return JsonResponse({"state": "saved", "at": formats.time(timezone.now())})


@requires(Permission.CONTACT_LOG)
@never_cache
@require_POST
def discard(request: StaffRequest, key: UUID) -> HttpResponse:
    """Throw one of one's own drafts away."""
    if not drafts.discard(by=request.actor, key=key):
        raise Http404
    messages.success(request, "The draft is thrown away.")
    return redirect("caseload")
