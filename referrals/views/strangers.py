"""Pages for people without a login: of which tenant they are, and the draft that only their browser can open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from hubs.models import Tenant
from hubs.rules.roles import Actor
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from hubs.views.access import View
from hubs.views.after import AfterTransaction
from referrals.models import Request, RequestDraft
from referrals.rules import refer_steps
from referrals.rules.ways import Way
from referrals.selectors import request_drafts, requests

PATH = "/refer/"
SALT = "referrals.request-draft"
KEPT_SECONDS = int(refer_steps.KEPT.total_seconds())
SENT, SENT_SALT, SENT_SECONDS = "request-sent", "referrals.request-sent", 600


def at_tenant(view: View) -> View:
    """The view is called with the request, the tenant of the address, and the rest. Where the tenant takes no
    requests, or has no team that could, the page says whom to ring instead.
    """

    @wraps(view)
    def opened(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        tenant = get_object_or_404(Tenant, slug=slug)

        def finish() -> HttpResponse:
            with in_tenant(tenant.pk):
                if not tenant.takes_requests or not requests.open_teams().exists():
                    return closed(request, tenant)
                return view(request, tenant, *args, **kwargs)

        return outside(request, finish)

    return opened


def outside(request: HttpRequest, finish: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer once the transaction of whoever is signed in is over: it may be another tenant's. Nothing of the answer
    stays in the browser.
    """

    @never_cache
    def answered(request: HttpRequest) -> HttpResponse:
        return finish()

    if getattr(request, "actor", None) is None:
        return answered(request)
    return AfterTransaction(lambda: answered(request))


def closed(request: HttpRequest, tenant: Tenant | None) -> HttpResponse:
    return render(request, "referrals/refer/closed.jinja", {"service": tenant})


def actor(tenant: Tenant) -> Actor:
    return system_actor(tenant.pk, "Public form")


def give(response: HttpResponse, tenant: Tenant, flow: str, draft: RequestDraft, secret: str) -> None:
    """Hand the draft's secret to the browser."""
    _set(response, _name(flow), [tenant.slug, draft.key.hex, secret], SALT, KEPT_SECONDS)


def draft_of(request: HttpRequest, tenant: Tenant, flow: str) -> RequestDraft | None:
    """The draft of this browser at this tenant."""
    key, secret = _held(request, tenant, flow)
    return request_drafts.find(key, secret) if key else None


def sent_key(request: HttpRequest, tenant: Tenant, flow: str) -> UUID | None:
    """The key of this browser's form, which may have become a request already."""
    return _held(request, tenant, flow)[0]


def forget(response: HttpResponse, flow: str) -> None:
    response.delete_cookie(_name(flow), path=PATH, samesite="Lax")


@dataclass(frozen=True)
class Sent:
    """What the page that confirms it tells: the reference, how soon, and whether somebody asked for themselves."""

    reference: str
    urgent: bool
    own: bool


def remember_sent(response: HttpResponse, tenant: Tenant, made: Request) -> None:
    """For the page that confirms it: nothing about anybody."""
    kept = [tenant.slug, made.reference, made.is_urgent, made.way == Way.SELF]
    _set(response, SENT, kept, SENT_SALT, SENT_SECONDS)


def just_sent(request: HttpRequest, tenant: Tenant) -> Sent | None:
    """What this browser sent in the last ten minutes."""
    held = _get(request, SENT, SENT_SALT, SENT_SECONDS)
    return Sent(str(held[1]), bool(held[2]), held[3:] == [True]) if held and held[0] == tenant.slug else None


def _name(flow: str) -> str:
    return f"request-{flow}"


def _held(request: HttpRequest, tenant: Tenant, flow: str) -> tuple[UUID | None, str]:
    held = _get(request, _name(flow), SALT, KEPT_SECONDS)
    return (UUID(held[1]), str(held[2])) if held and held[0] == tenant.slug else (None, "")


def _set(response: HttpResponse, name: str, value: list[Any], salt: str, seconds: int) -> None:
    response.set_cookie(
        name,
        signing.dumps(value, salt=salt),
        max_age=seconds,
        path=PATH,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def _get(request: HttpRequest, name: str, salt: str, seconds: int) -> list[Any] | None:
    try:
        value: list[Any] = signing.loads(request.COOKIES.get(name, ""), salt=salt, max_age=seconds)
    except signing.BadSignature:
        return None
    return value
