"""What a view answers when a form arrives without the worker who opened it (``hubs.forms.kept_words``)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from hubs.forms import kept_words
from hubs.forms.kept_words import Owner
from hubs.rules.roles import Actor
from hubs.views.after import AfterTransaction

KEPT = "You were signed out. What you typed is kept: sign in to go on with it."
NOT_KEPT = "You were signed out, and what you typed could not be kept."
SEND_AGAIN = (
    "You signed in again while this page was open. Nothing is saved yet: look through it, and send it."
)


def instead(request: HttpRequest) -> HttpResponse | None:
    """The answer to a form that is not to reach its view; None for all others."""
    owner = kept_words.opened(request)
    if owner is None:
        return None
    if kept_words.KEEP in request.POST:
        go_to = redirect_to_login(owner.page).url
        return JsonResponse({"kept": kept_words.keep(owner, request), "go_to": go_to})
    return None if owner.is_(_actor(request)) else _for_owner(owner, request)


def refused(request: HttpRequest) -> HttpResponse | None:
    """The same for a form whose token belongs to another sign-in: also of the worker who opened it."""
    owner = kept_words.opened(request)
    if owner is None:
        return None
    if owner.is_(_actor(request)) and kept_words.keep(owner, request):
        messages.warning(request, SEND_AGAIN)
        return redirect(owner.page)
    return _for_owner(owner, request)


def taken(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """After the view: a form that led on was saved, and what was kept of it is not needed any more."""
    if isinstance(response, AfterTransaction):
        finish = response.finish
        response.finish = lambda: taken(request, finish())
        return response
    owner = kept_words.opened(request)
    if owner is not None and response.status_code in {302, 303}:
        kept_words.forget(owner, request.path)
    return response


def _for_owner(owner: Owner, request: HttpRequest) -> HttpResponse:
    kept = kept_words.keep(owner, request)
    if _actor(request) is not None:
        return render(request, "hubs/not_your_form.jinja", status=409)
    messages.info(request, KEPT if kept else NOT_KEPT)
    return redirect_to_login(owner.page)


def _actor(request: HttpRequest) -> Actor | None:
    return getattr(request, "actor", None)
