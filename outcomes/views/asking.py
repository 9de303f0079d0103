"""Pages with one form about a person, which lead back to a page about them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from hubs.views.access import StaffRequest
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


def done(request: StaffRequest, words: str, address: str) -> HttpResponse:
    """Back to a page, with what was done in words."""
    messages.success(request, words)
    return redirect(address)
