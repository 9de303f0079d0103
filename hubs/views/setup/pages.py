"""What the screens of Set up share: pages that ask, lists that page, and saving by an action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from hubs.rules.roles import Permission
from hubs.views import saving
from hubs.views.access import View, requires

PER_PAGE = 50
SETUP = ("Set up", "/setup/")


@dataclass(frozen=True)
class Asking:
    """A page with one form: its heading, the words of its button, and where it stands (words and
    addresses).
    """

    title: str
    button: str
    trail: tuple[tuple[str, str], ...]
    lede: str = ""
    warning: bool = False


def setup_page(view: View) -> View:
    """A page for those who set up; no browser keeps it."""
    return requires(Permission.SETUP_MANAGE)(never_cache(view))


def saved(form: forms.Form, act: Callable[..., Any]) -> bool:
    """Whether what was sent is in order and ``act``, called with it, took it; else the form holds the
    errors.
    """
    return saving.saved(form, lambda: act(**form.cleaned_data))


def ask(request: HttpRequest, form: forms.Form, asking: Asking, **more: Any) -> HttpResponse:
    """The page with the form, as it was sent or new."""
    return render(request, "hubs/setup/form.jinja", {"form": form, "asking": asking, **more})


def done(request: HttpRequest, words: str, name: str, *args: Any) -> HttpResponse:
    """Back to a named page, with what was done in words."""
    messages.success(request, words)
    return redirect(name, *args)


def refused(request: HttpRequest, error: ValidationError, name: str, *args: Any) -> HttpResponse:
    """Back to a named page, with why it was not done."""
    messages.error(request, " ".join(error.messages))
    return redirect(name, *args)


def listed(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    """The page of a list that the address asks for."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
