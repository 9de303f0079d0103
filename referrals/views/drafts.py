"""Keeping what is typed: by the page as one types, by a button, and when a form arrives after its session
has ended.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from config import formats
from hubs.forms import typed
from hubs.models import StaffMember
from hubs.rules.roles import Actor, Permission
from hubs.selectors.staff import actor_of
from hubs.tenancy import in_tenant
from hubs.views.access import StaffRequest, View, requires
from hubs.views.after import AfterTransaction
from referrals.actions import drafts
from referrals.actions.drafts import DraftRefused
from referrals.forms import ownership
from referrals.forms.ownership import Owner
from referrals.models import ContactDraft
from referrals.selectors import people
from referrals.selectors.people import Found

KEPT = "You were signed out. What you typed is kept: sign in to go on with it."


def remember(by: Actor, found: Found, key: UUID, sent: QueryDict) -> ContactDraft:
    """Keep what was typed as a draft of ``by``, for the referral that was chosen or else the newest."""
    chosen = sent.get("referral", "")
    referral = next((each for each in found.referrals if each.reference == chosen), found.referrals[0])
    return drafts.save(by=by, key=key, referral=referral, content=typed.content(dict(sent.lists())))


def keeps_typed(view: View) -> View:
    """Whoever sends the form, what was typed in it goes to the worker who opened it: into a contact while
    they are signed in, into their draft when they no longer are, or when somebody else is by now.
    """

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        owner = ownership.opened(request.POST.get("owner", "")) if request.method == "POST" else None
        if owner is None or _is_theirs(request, owner):
            return view(request, *args, **kwargs)
        return _outside(request, lambda: _kept_for_owner(request, owner))

    return cast(View, kept)


def _is_theirs(request: HttpRequest, owner: Owner) -> bool:
    actor: Actor | None = getattr(request, "actor", None)
    return actor is not None and (actor.tenant_id, actor.staff_id) == (owner.tenant_id, owner.staff_id)


def _outside(request: HttpRequest, finish: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer once the transaction of whoever is signed in is over: it may be another tenant's."""
    return finish() if getattr(request, "actor", None) is None else AfterTransaction(finish)


def _kept_for_owner(request: HttpRequest, owner: Owner) -> HttpResponse:
    _keep(owner, request.POST)
    if getattr(request, "actor", None) is not None:
        return render(request, "hubs/not_your_form.jinja", status=409)
    messages.info(request, KEPT)
    return redirect_to_login(_draft_page(owner))


def _keep(owner: Owner, sent: QueryDict) -> bool:
    """Keep it for the worker who opened the form; False when they have left or may no longer log for this
    person.
    """
    with in_tenant(owner.tenant_id, staff_id=owner.staff_id):
        staff = StaffMember.objects.select_related("user").filter(pk=owner.staff_id).first()
        by = actor_of(staff.user) if staff and staff.user else None
        found = people.find(owner.person, by=by) if by else None
        if by is None or found is None or not found.referrals or not found.may(by, Permission.CONTACT_LOG):
            return False
        try:
            remember(by, found, owner.key, sent)
        except DraftRefused:
            return False
    return True


def _draft_page(owner: Owner) -> str:
    return f"{reverse('contact-log', args=[owner.person])}?draft={owner.key}"


@never_cache
def save(request: HttpRequest, reference: str, key: UUID) -> HttpResponse:
    """What the page sends while one types: JSON with ``owner`` and ``fields``, a list of names with values.

    Answers with ``state``: saved, signed-out (saved, and where to sign in), not-yours, logged or refused. The
    seal is what lets it in; without one it is a page like any other.
    """
    sent = _fields(request)
    owner = ownership.opened(sent.get("owner", "")) if sent else None
    if sent is None or owner is None or (owner.key, owner.person) != (key, reference):
        return _unsealed(request, reference)
    if _is_theirs(request, owner):
        return _saved(cast(StaffRequest, request), owner, sent)
    return _outside(request, lambda: _saved_for_owner(request, owner, sent))


save.permission = Permission.CONTACT_LOG  # type: ignore[attr-defined]


@requires(Permission.CONTACT_LOG)
@require_POST
def _unsealed(request: StaffRequest, reference: str) -> HttpResponse:
    if people.find(reference, by=request.actor) is None:
        raise Http404
    return JsonResponse({"state": "refused"}, status=400)


def _fields(request: HttpRequest) -> QueryDict | None:
    """What was sent, as a form's data with ``owner``; None for anything that our page does not send."""
    try:
        held = json.loads(request.body)
        sent = QueryDict(mutable=True)
        for name, value in held["fields"]:
            sent.appendlist(str(name), str(value))
        sent["owner"] = str(held["owner"])
        typed.content(dict(sent.lists()))
    except (ValueError, TypeError, KeyError, typed.TooMuch):
        return None
    return sent


def _saved(request: StaffRequest, owner: Owner, sent: QueryDict) -> HttpResponse:
    found = people.find(owner.person, by=request.actor)
    if found is None or not found.referrals or not found.may(request.actor, Permission.CONTACT_LOG):
        return JsonResponse({"state": "refused"}, status=403)
    try:
        remember(request.actor, found, owner.key, sent)
    except DraftRefused:
        return JsonResponse({"state": "logged"}, status=409)
    return JsonResponse({"state": "saved", "at": formats.time(timezone.now())})


def _saved_for_owner(request: HttpRequest, owner: Owner, sent: QueryDict) -> HttpResponse:
    kept = _keep(owner, sent)
    signed_out = getattr(request, "actor", None) is None
    where = redirect_to_login(_draft_page(owner)).url if signed_out else reverse("home")
    state = "signed-out" if signed_out else "not-yours"
    return JsonResponse({"state": state, "kept": kept, "go_to": where}, status=401 if signed_out else 403)


@requires(Permission.CONTACT_LOG)
@never_cache
@require_POST
def discard(request: StaffRequest, key: UUID) -> HttpResponse:
    """Throw one of one's own drafts away."""
    if not drafts.discard(by=request.actor, key=key):
        raise Http404
    messages.success(request, "The draft is thrown away.")
    return redirect("caseload")
