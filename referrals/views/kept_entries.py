"""What somebody typed in a form when their session ended: kept for them, and theirs alone, until they have signed in
again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from redis.exceptions import RedisError

from hubs.forms.fields import PARTS
from hubs.rules.roles import Actor
from hubs.views.access import View
from hubs.views.after import AfterTransaction
from referrals.forms import ownership
from referrals.forms.ownership import Owner

logger = logging.getLogger(__name__)
# A working day: whoever was called away finds their words when they are back.
SECONDS = 8 * 3600
LONGEST = 100_000
KEPT = "You were signed out. What you typed is kept: sign in to go on with it."
NOT_KEPT = "You were signed out, and what you typed could not be kept."


def seal(by: Actor, person: str) -> str:
    """The hidden field that says who opened the form."""
    return ownership.seal(Owner(by.tenant_id, by.staff_id or 0, person, uuid4()))


@dataclass(frozen=True)
class KeptEntry:
    """A form about a person whose words are kept. ``route`` is that of its page; ``words`` the field without which
    nothing of it is worth keeping; ``more`` and the three boxes of each of ``dates`` are kept with it.
    """

    route: str
    words: str
    more: Sequence[str] = ()
    dates: Sequence[str] = ()

    def keeps(self, view: View) -> View:
        """A form that arrives without its worker is kept for them: their session has ended, somebody else has signed
        in, or the page says so itself (``keep``) before it covers itself.
        """

        @wraps(view)
        def kept(request: HttpRequest, reference: str, **where: Any) -> HttpResponse:
            owner = ownership.opened(request.POST.get("owner", "")) if request.method == "POST" else None
            if owner is None or owner.person != reference:
                return view(request, reference=reference, **where)
            if "keep" in request.POST:
                address = redirect_to_login(self._page(owner, where)).url
                return JsonResponse({"go_to": address, "kept": self._keep(owner, where, request)})
            if _is_theirs(request, owner):
                return view(request, reference=reference, **where)
            return _outside(request, lambda: self._for_owner(request, owner, where))

        return cast(View, kept)

    def typed_before(self, by: Actor, person: str, **where: Any) -> dict[str, Any]:
        """What the worker typed when their session ended, by field; empty when there is nothing."""
        try:
            held: dict[str, Any] | None = cache.get(self._name(by.tenant_id, by.staff_id, person, where))
        except RedisError:
            return {}
        return dict(held) if held else {}

    def forget(self, by: Actor, person: str, **where: Any) -> None:
        """It is in the record now."""
        try:
            cache.delete(self._name(by.tenant_id, by.staff_id, person, where))
        except RedisError:
            logger.warning("The cache does not answer: a kept entry goes by itself, in hours.")

    def _for_owner(self, request: HttpRequest, owner: Owner, where: Mapping[str, Any]) -> HttpResponse:
        kept = self._keep(owner, where, request)
        if getattr(request, "actor", None) is not None:
            return render(request, "hubs/not_your_form.jinja", status=409)
        messages.info(request, KEPT if kept else NOT_KEPT)
        return redirect_to_login(self._page(owner, where))

    def _keep(self, owner: Owner, where: Mapping[str, Any], request: HttpRequest) -> bool:
        sent = request.POST
        held: dict[str, Any] = {name: sent.get(name, "") for name in (self.words, *self.more)}
        held |= {name: [sent.get(f"{name}_{part}", "") for part in PARTS] for name in self.dates}
        if not held[self.words].strip() or sum(len(str(value)) for value in held.values()) > LONGEST:
            return False
        try:
            cache.set(self._name(owner.tenant_id, owner.staff_id, owner.person, where), held, SECONDS)
        except RedisError:
            logger.warning("The cache does not answer: an entry could not be kept.")
            return False
        return True

    def _page(self, owner: Owner, where: Mapping[str, Any]) -> str:
        return reverse(self.route, kwargs={"reference": owner.person, **where})

    def _name(self, tenant_id: int, staff_id: int | None, person: str, where: Mapping[str, Any]) -> str:
        parts = (self.route, tenant_id, staff_id, person, *(where[key] for key in sorted(where)))
        return f"kept-entry:{':'.join(str(part) for part in parts)}"


def _is_theirs(request: HttpRequest, owner: Owner) -> bool:
    actor: Actor | None = getattr(request, "actor", None)
    return actor is not None and (actor.tenant_id, actor.staff_id) == (owner.tenant_id, owner.staff_id)


def _outside(request: HttpRequest, finish: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer once the transaction of whoever is signed in is over."""
    return finish() if getattr(request, "actor", None) is None else AfterTransaction(finish)
