"""Forms whose words are never lost and never shown to anybody else: whoever sends what was typed, it goes to the worker
who opened the form. A seal in the form says who that is (referrals.forms.ownership).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from hubs.forms import typed
from hubs.models import StaffMember
from hubs.rules.roles import Actor, Permission
from hubs.serving import served
from hubs.tenancy import in_tenant
from hubs.views.access import View
from hubs.views.after import AfterTransaction
from referrals.forms import ownership
from referrals.forms.ownership import Owner
from referrals.selectors import people
from referrals.selectors.people import Found

KEPT = "You were signed out. What you typed is kept: sign in to go on with it."


@dataclass(frozen=True)
class KeptForm:
    """A kind of form. ``salt`` tells its seals from those of others; ``keep`` puts what was sent among the drafts of
    the actor and says whether it could; ``page`` is where its worker finds it again.
    """

    salt: str
    permission: Permission
    keep: Callable[[Actor, Found, Owner, QueryDict], bool]
    page: Callable[[Owner, QueryDict], str]

    def opened(self, sealed: str) -> Owner | None:
        return ownership.opened(sealed, salt=self.salt)

    def seal(self, owner: Owner) -> str:
        return ownership.seal(owner, salt=self.salt)


def keeps_typed(form: KeptForm) -> Callable[[View], View]:
    """Whoever sends the form, what was typed in it goes to the worker who opened it: into what the view makes of it
    while they are signed in, into their draft when they no longer are, or when somebody else is by now.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            owner = form.opened(request.POST.get("owner", "")) if request.method == "POST" else None
            if owner is None or is_theirs(request, owner):
                return view(request, *args, **kwargs)
            return outside(request, lambda: _kept_for_owner(request, form, owner))

        return cast(View, kept)

    return decorate


def is_theirs(request: HttpRequest, owner: Owner) -> bool:
    actor: Actor | None = getattr(request, "actor", None)
    return actor is not None and (actor.tenant_id, actor.staff_id) == (owner.tenant_id, owner.staff_id)


def outside(request: HttpRequest, finish: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer once the transaction of whoever is signed in is over: it may be another tenant's."""
    return finish() if getattr(request, "actor", None) is None else AfterTransaction(finish)


def _kept_for_owner(request: HttpRequest, form: KeptForm, owner: Owner) -> HttpResponse:
    _keep(form, owner, request.POST)
    if getattr(request, "actor", None) is not None:
        return render(request, "hubs/not_your_form.jinja", status=409)
    messages.info(request, KEPT)
    return redirect_to_login(form.page(owner, request.POST))


def _keep(form: KeptForm, owner: Owner, sent: QueryDict) -> bool:
    """Keep it for the worker who opened the form; False when they have left or may no longer do this for the person."""
    with in_tenant(owner.tenant_id):
        staff = StaffMember.objects.select_related("user").filter(pk=owner.staff_id).first()
        if staff is None or staff.user is None:
            return False
        with served(staff.user) as by:
            found = people.find(owner.person, by=by) if by else None
            if by is None or found is None or not found.referrals or not found.may(by, form.permission):
                return False
            return form.keep(by, found, owner, sent)


def saved_for_owner(request: HttpRequest, form: KeptForm, owner: Owner, sent: QueryDict) -> HttpResponse:
    """What a page is told whose worker is no longer signed in: whether it was kept, and where to go."""
    kept = _keep(form, owner, sent)
    signed_out = getattr(request, "actor", None) is None
    where = redirect_to_login(form.page(owner, sent)).url if signed_out else reverse("home")
    state = "signed-out" if signed_out else "not-yours"
    return JsonResponse({"state": state, "kept": kept, "go_to": where}, status=401 if signed_out else 403)


def fields(request: HttpRequest) -> QueryDict | None:
    """What a page sent as JSON, ``owner`` and ``fields``, as a form's data with ``owner``; None for anything that our
    pages do not send.
    """
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
