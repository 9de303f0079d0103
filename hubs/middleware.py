"""Every signed-in request runs in one transaction that sees one tenant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hubs.models import User
from hubs.serving import served
from hubs.views.after import AfterTransaction

RENEWED = "renewed_at"


class TenantMiddleware:
    """Sets ``request.actor``: who the request acts for, or None when nobody of a tenant is signed in.

    The transaction is opened here because ATOMIC_REQUESTS would open it later than the session and permission
    questions that need it, and is rolled back when the answer is a fault of ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        user = request.user
        if not isinstance(user, User) or user.tenant_id is None:
            return self.get_response(request)
        with served(user) as actor:
            request.actor = actor  # type: ignore[attr-defined]
            _renew_session(request)
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response.finish() if isinstance(response, AfterTransaction) else response


def _renew_session(request: HttpRequest) -> None:
    # Writing the session at every request would cost two queries; a third of its life is often enough.
    now = timezone.now()
    renewed = request.session.get(RENEWED)
    if (
        renewed is None
        or now.timestamp() - renewed > timedelta(seconds=settings.SESSION_COOKIE_AGE / 3).total_seconds()
    ):
        request.session[RENEWED] = now.timestamp()
