"""Pages for what goes wrong."""

from __future__ import annotations

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from hubs.rules.roles import Permission
from hubs.views import kept_words

logger = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: what is not there, and what belongs to another tenant, look the same."""
    return render(request, "errors/404.jinja", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403: shows the sentence given to PermissionDenied; the name of a permission is no sentence."""
    named = any(isinstance(part, Permission) for part in exception.args)
    return render(request, "errors/403.jinja", {"reason": "" if named else str(exception)}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: gives the reader a reference and writes the same one to the log.

    Rendered without the request: who is signed in comes from the database, which may be what failed.
    """
    reference = secrets.token_hex(4)
    logger.error("Error page %s shown for %s %s", reference, request.method, request.path)
    return HttpResponse(render_to_string("errors/500.jinja", {"reference": reference}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: a form whose token belongs to another sign-in. Nothing is done with it; what was typed is
    kept for whoever opened it.
    """
    logger.warning("CSRF check failed for %s: %s", request.path, reason)
    if (kept := kept_words.refused(request)) is not None:
        return kept
    return render(request, "errors/csrf.jinja", status=403)
