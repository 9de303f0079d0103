"""What somebody typed for an assessment when their session ended: kept for them, and theirs alone, until they have
signed in again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from redis.exceptions import RedisError

from hubs.rules.roles import Actor
from hubs.views.access import View
from hubs.views.after import AfterTransaction
from referrals.forms import ownership
from referrals.forms.ownership import Owner
from referrals.models import Assessment

logger = logging.getLogger(__name__)
# A working day: whoever was called away finds their words when they are back.
SECONDS = 8 * 3600
LONGEST = 100_000
TYPED = ("section", "text")
KEPT = "You were signed out. What you typed is kept: sign in to go on with it."
NOT_KEPT = "You were signed out, and what you typed could not be kept."


def seal(by: Actor, person: str) -> str:
    """The hidden field that says who opened the form."""
    return ownership.seal(Owner(by.tenant_id, by.staff_id or 0, person, uuid4()))


def keeps_entry(view: View) -> View:
    """A form that arrives without its worker is kept for them: their session has ended, somebody else has signed in,
    or the page says so itself (``keep``) before it covers itself.
    """

    @wraps(view)
    def kept(request: HttpRequest, reference: str, public_id: UUID) -> HttpResponse:
        owner = ownership.opened(request.POST.get("owner", "")) if request.method == "POST" else None
        if owner is None or owner.person != reference:
            return view(request, reference=reference, public_id=public_id)
        if "keep" in request.POST:
            address = redirect_to_login(_page(reference, public_id)).url
            return JsonResponse({"go_to": address, "kept": _keep(owner, public_id, request)})
        if _is_theirs(request, owner):
            return view(request, reference=reference, public_id=public_id)
        return _outside(request, lambda: _for_owner(request, owner, public_id))

    return cast(View, kept)


def typed_before(by: Actor, assessment: Assessment) -> dict[str, str]:
    """What the worker typed when their session ended, by field; empty when there is nothing."""
    try:
        held = cache.get(_name(by.tenant_id, by.staff_id, assessment.public_id))
    except RedisError:
        return {}
    return dict(held) if held else {}


def forget(by: Actor, assessment: Assessment) -> None:
    """It is in the record now."""
    try:
        cache.delete(_name(by.tenant_id, by.staff_id, assessment.public_id))
    except RedisError:
        logger.warning("The cache does not answer: a kept entry goes by itself, in hours.")


def _for_owner(request: HttpRequest, owner: Owner, public_id: UUID) -> HttpResponse:
    kept = _keep(owner, public_id, request)
    if getattr(request, "actor", None) is not None:
        return render(request, "referrals/not_your_form.jinja", status=409)
    messages.info(request, KEPT if kept else NOT_KEPT)
    return redirect_to_login(_page(owner.person, public_id))


def _keep(owner: Owner, public_id: UUID, request: HttpRequest) -> bool:
    held = {name: request.POST.get(name, "") for name in TYPED}
    if not held["text"].strip() or len(held["text"]) > LONGEST:
        return False
    try:
        cache.set(_name(owner.tenant_id, owner.staff_id, public_id), held, SECONDS)
    except RedisError:
        logger.warning("The cache does not answer: an entry could not be kept.")
        return False
    return True


def _page(reference: str, public_id: UUID) -> str:
    return reverse("assessment-add", args=[reference, public_id])


def _is_theirs(request: HttpRequest, owner: Owner) -> bool:
    actor: Actor | None = getattr(request, "actor", None)
    return actor is not None and (actor.tenant_id, actor.staff_id) == (owner.tenant_id, owner.staff_id)


def _outside(request: HttpRequest, finish: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer once the transaction of whoever is signed in is over."""
    return finish() if getattr(request, "actor", None) is None else AfterTransaction(finish)


def _name(tenant_id: int, staff_id: int | None, public_id: UUID) -> str:
    return f"assessment-entry:{tenant_id}:{staff_id}:{public_id}"
