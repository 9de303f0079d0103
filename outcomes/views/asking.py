"""Pages with one form about a person, which lead back to a page about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from hubs.views.access import StaffRequest
from hubs.views.saving import saved
from referrals.selectors.people import Found
from referrals.views import panels
from referrals.views.episodes import Asking


def ask(
    request: StaffRequest,
    found: Found,
    form: forms.Form,
    asking: Asking,
    *,
    back: str,
    back_words: str,
    **more: Any,
) -> HttpResponse:
    """The page with the form, as it was sent or new."""
    context = {
        "found": found,
        "banner": panels.banner(found.person),
        "form": form,
        "asking": asking,
        "back": back,
        "back_words": back_words,
        **more,
    }
    return render(request, asking.template, context)


def fill_in(
    request: StaffRequest,
    found: Found,
    form: forms.Form,
    asking: Asking,
    act: Callable[..., object],
    *,
    back: str,
    back_words: str,
    anchor: str = "",
) -> HttpResponse:
    """The page with the form; once it was sent and ``act`` took it, the page it leads back to, at ``anchor``.

    ``act`` is an action with all it needs but ``by`` and what was typed (the form's ``act``, where it has one).
    """
    if saved(form, lambda: act(by=request.actor, **getattr(form, "act", form.cleaned_data))):
        return done(request, asking.done, f"{back}{anchor}")
    return ask(request, found, form, asking, back=back, back_words=back_words)


def done(request: StaffRequest, words: str, address: str) -> HttpResponse:
    """Back to a page, with what was done in words."""
    messages.success(request, words)
    return redirect(address)
