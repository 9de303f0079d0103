"""What the pages of handovers and advice share: several forms on one page, of which one was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.views.access import StaffRequest
from referrals.forms.handovers import WordsForm

# What each form with one box asks, and what it says when it is empty.
WORDS: Mapping[str, tuple[str, str]] = {
    "question": ("Your question", "Write your question"),
    "answer": ("Your answer", "Write your answer"),
    "give": ("Your answer", "Write your answer"),
    "withdraw": ("Why do you take it back?", "Say why you take it back"),
}


@dataclass(frozen=True)
class Sent:
    """Which of a page's forms was sent, and with what."""

    name: str
    data: Any


def words_form(name: str, sent: Sent | None = None) -> WordsForm:
    label, missing = WORDS[name]
    data = sent.data if sent and sent.name == name else None
    return WordsForm(data, label=label, missing=missing, auto_id=f"{name}_%s")


def saved(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Whether what was sent is in order and ``act`` took it; else the form holds what is wrong, beside the field
    that its code names.
    """
    if not form.is_valid():
        return False
    try:
        act()
    except ValidationError as error:
        for each in error.error_list:
            form.add_error(each.code if each.code in form.fields else None, each)
    return form.is_valid()


def refuse_strangers(*, is_receiver: bool, is_sender: bool, between: str) -> None:
    """Raises PermissionDenied for a reader on neither side."""
    if not (is_receiver or is_sender):
        raise PermissionDenied(f"This is between {between}. Ask one of them if you need to know about it.")


def looked(request: StaffRequest, what: str, person_reference: str = "") -> None:
    """Write down that it was opened; what was sent is written down by its action."""
    if request.method in {"GET", "HEAD"}:
        access.log(by=request.actor, kind=AccessKind.OPENED, what=what, person_reference=person_reference)


def page(request: StaffRequest, template: str, acting: forms.Form | None, **context: Any) -> HttpResponse:
    """The page with its forms; ``acting`` is the one that was sent and holds errors."""
    shown = {"acting": [acting] if acting else [], "today": timezone.localdate(), **context}
    return render(request, template, shown)
