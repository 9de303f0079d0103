"""What the pages about a person's measures share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from hubs.views.access import StaffRequest
from referrals.selectors.people import Found
from referrals.views import panels
from referrals.views.episodes import Asking


def ask(request: StaffRequest, found: Found, form: forms.Form, asking: Asking, **more: Any) -> HttpResponse:
    """The page with the form, as it was sent or new; the way back is to the person's measures."""
    context = {
        "found": found,
        "banner": panels.banner(found.person),
        "form": form,
        "asking": asking,
        "back": address(found),
        "back_words": "Back to measures",
        **more,
    }
    return render(request, asking.template, context)


def done(request: StaffRequest, found: Found, words: str) -> HttpResponse:
    """Back to the person's measures, with what was done in words."""
    messages.success(request, words)
    return redirect(address(found))


def address(found: Found) -> str:
    return reverse("measures", args=[found.person.reference])
