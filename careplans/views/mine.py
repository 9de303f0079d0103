"""Signing in to one's own plan, and out of it. The sign-in is the browser's alone, beside any of staff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from careplans.actions import sign_ins
from careplans.actions.sign_ins import SignedIn
from careplans.forms.mine import CodeForm, WhoForm
from careplans.models import PersonSignIn
from careplans.rules import sign_in as rules
from careplans.selectors import person_access
from hubs.actions import access
from hubs.models import Tenant
from hubs.models.access import AccessKind
from hubs.rules.roles import Actor
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from hubs.views.access import View, public
from hubs.views.after import AfterTransaction
from referrals.models import Person
from referrals.views.limits import limited
from referrals.views.strangers import outside

OWN = "A person signs in to their own plan with a code that is sent to them."
PATH = "/my/"
ASKED, SIGNED_IN = "my-code", "my-plan"
SALT = "careplans.mine"
WRONG = (
    "This code is not right, or it is too old. Check the newest message, or go back and ask for another code"
)
SEEN_AGAIN_AFTER = 60


@dataclass(frozen=True)
class Mine:
    """Who reads their own plan, and where."""

    tenant: Tenant
    sign_in: PersonSignIn
    person: Person

    @property
    def by(self) -> Actor:
        """In the trace: the person themselves, who is no member of staff."""
        return system_actor(self.tenant.pk, "The person themselves")


def at_service(view: View) -> View:
    """The view is called with the request and the tenant of the address, in whose transaction it runs."""

    @wraps(view)
    def opened(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        tenant = get_object_or_404(Tenant, slug=slug)

        def finish() -> HttpResponse:
            with in_tenant(tenant.pk):
                response = view(request, tenant, *args, **kwargs)
            if isinstance(response, AfterTransaction):
                response = response.finish()
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return outside(request, finish)

    return opened


def mine(what: str) -> Callable[[View], View]:
    """The view is called with the request and a ``Mine``; whoever is not signed in is led to the sign-in. ``what``
    names the page in the access log, where the person finds their own visits too.
    """

    def decorate(view: View) -> View:
        @public(OWN)
        @at_service
        @limited("mine", reads=True)
        @wraps(view)
        def opened(request: HttpRequest, tenant: Tenant, *args: Any, **kwargs: Any) -> HttpResponse:
            held = _signed_in(request, tenant)
            if held is None:
                return redirect("mine-start", tenant.slug)
            own = Mine(tenant, held, person_access.person_of(held))
            if request.method == "GET":
                access.log(
                    by=own.by, kind=AccessKind.OPENED, what=what, person_reference=own.person.reference
                )
            return view(request, own, *args, **kwargs)

        return opened

    return decorate


@public(OWN)
@at_service
@limited("mine-code")
def start(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Who one is. The answer is the same for everybody: nobody learns here who is known."""
    if _signed_in(request, tenant):
        return redirect("mine-plan", tenant.slug)
    form = WhoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = person_access.by_details(**form.cleaned_data)
        by = system_actor(tenant.pk, "The person themselves")
        sent = sign_ins.ask(by=by, access=found, service=tenant.name) if found else None
        response = redirect("mine-code", tenant.slug)
        _give(
            response,
            ASKED,
            [tenant.slug, (sent.public_id if sent else uuid4()).hex],
            rules.CODE_LASTS.seconds,
        )
        return response
    return render(request, "careplans/mine/start.jinja", {"service": tenant, "form": form})


@public(OWN)
@at_service
@limited("mine-code")
def code(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """The code that was sent."""
    asked = _taken(request, ASKED, tenant, rules.CODE_LASTS.seconds)
    if asked is None:
        return redirect("mine-start", tenant.slug)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opened = _enter(tenant, UUID(hex=asked), form.cleaned_data["code"])
        if opened:
            return _let_in(tenant, opened)
        form.add_error("code", WRONG)
    minutes = rules.CODE_LASTS.seconds // 60
    return render(request, "careplans/mine/code.jinja", {"service": tenant, "form": form, "minutes": minutes})


@public(OWN)
@require_POST
@at_service
def leave(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """Sign out; the page says so, and nothing of the plan stays in the browser."""
    held = _signed_in(request, tenant)
    if held:
        sign_ins.end(by=system_actor(tenant.pk, "The person themselves"), sign_in=held)
    response = render(request, "careplans/mine/left.jinja", {"service": tenant})
    response.delete_cookie(SIGNED_IN, path=PATH, samesite="Lax")
    response["Clear-Site-Data"] = '"cache"'
    return response


def _enter(tenant: Tenant, public_id: UUID, typed: str) -> SignedIn | None:
    asked = person_access.asked(public_id)
    by = system_actor(tenant.pk, "The person themselves")
    return sign_ins.enter(by=by, sign_in=asked, code=typed) if asked else None


def _let_in(tenant: Tenant, opened: SignedIn) -> HttpResponse:
    response = redirect("mine-plan", tenant.slug)
    _give(response, SIGNED_IN, [tenant.slug, opened.secret], None)
    response.delete_cookie(ASKED, path=PATH, samesite="Lax")
    return response


def _signed_in(request: HttpRequest, tenant: Tenant) -> PersonSignIn | None:
    secret = _taken(request, SIGNED_IN, tenant, int(rules.LONGEST.total_seconds()))
    held = person_access.signed_in(secret) if secret else None
    if held and held.seen_at and (timezone.now() - held.seen_at).total_seconds() > SEEN_AGAIN_AFTER:
        sign_ins.seen(by=system_actor(tenant.pk, "The person themselves"), sign_in=held)
    return held


def _give(response: HttpResponse, name: str, value: list[str], seconds: int | None) -> None:
    """A cookie of these pages alone; without ``seconds`` it goes with the browser."""
    response.set_cookie(
        name,
        signing.dumps(value, salt=SALT),
        max_age=seconds,
        path=PATH,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def _taken(request: HttpRequest, name: str, tenant: Tenant, seconds: int) -> str | None:
    try:
        slug, value = signing.loads(request.COOKIES.get(name, ""), salt=SALT, max_age=seconds)
    except (signing.BadSignature, ValueError):
        return None
    return str(value) if slug == tenant.slug else None
