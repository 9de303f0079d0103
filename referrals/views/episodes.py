"""Views about one referral of a person: found, asked for, and saved by an action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, View
from referrals.models import Referral
from referrals.selectors import way
from referrals.selectors.people import Found
from referrals.views import panels
from referrals.views.records import about_person


@dataclass(frozen=True)
class Asking:
    """A page with one form: its heading, what stands under it, the words of its button, and what is said when it is
    done.
    """

    title: str
    button: str
    lede: str = ""
    warning: bool = False
    template: str = "referrals/way/form.jinja"
    done: str = ""


def about_referral(what: str, permission: Permission = Permission.REFERRAL_MANAGE) -> Callable[[View], View]:
    """``about_person`` for a view that is called with the request, a ``Found`` and a ``Referral``; 404 when the
    person has no such referral.
    """

    def decorate(view: View) -> View:
        @about_person(what, permission)
        @wraps(view)
        def opened(request: StaffRequest, found: Found, referral: str, **kwargs: Any) -> HttpResponse:
            held = way.find(found, referral)
            if held is None:
                raise Http404
            return view(request, found, held, **kwargs)

        return opened

    return decorate


def ask(
    request: StaffRequest, found: Found, referral: Referral, form: forms.Form, asking: Asking, **more: Any
) -> HttpResponse:
    """The page with the form, as it was sent or new."""
    context = {
        "found": found,
        "referral": referral,
        "banner": panels.banner(found.person),
        "form": form,
        "asking": asking,
        "back": address(found, referral),
        "back_words": "Back to the way through",
        **more,
    }
    return render(request, asking.template, context)


def done(
    request: StaffRequest, found: Found, referral: Referral, words: str, anchor: str = ""
) -> HttpResponse:
    """Back to the referral's page, with what was done in words."""
    messages.success(request, words)
    return redirect(address(found, referral) + (f"#{anchor}" if anchor else ""))


def address(found: Found, referral: Referral) -> str:
    return reverse("referral", args=[found.person.reference, referral.reference])
