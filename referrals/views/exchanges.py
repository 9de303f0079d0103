"""What the pages of handovers and advice share: several forms on one page, of which one was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, View, requires
from hubs.views.saving import saved
from referrals.forms.handovers import WordsForm
from referrals.models import Advice, Handover

# What each form with one box asks, and what it says when it is empty.
WORDS: Mapping[str, tuple[str, str]] = {
    "question": ("Your question", "Write your question"),
    "answer": ("Your answer", "Write your answer"),
    "give": ("Your answer", "Write your answer"),
    "taken_back": (
        "How do you know that they did not take over?",
        "Say how you know that they did not take over",
    ),
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


class Opened(Protocol):
    """An exchange with the sides that the reader speaks for."""

    @property
    def is_receiver(self) -> bool: ...

    @property
    def is_sender(self) -> bool: ...


Kind = TypeVar("Kind", bound=Opened)


@dataclass(frozen=True)
class OwnPage(Generic[Kind]):
    """The page of one exchange: its route, how it is opened, its forms by name, and how it is drawn."""

    route: str
    opened: Callable[[StaffRequest, UUID], Kind]
    form: Callable[[str, Kind, Sent | None], forms.Form]
    draw: Callable[[StaffRequest, Kind, forms.Form | None, str], HttpResponse]

    def acting(self, name: str, act: Callable[[StaffRequest, Kind, Any], object], words: str) -> View:
        """A view that takes the form ``name`` of the page; ``act`` is given what was typed in it."""

        @requires(Permission.REFERRAL_MANAGE)
        @never_cache
        @require_POST
        def acted(request: StaffRequest, public_id: UUID) -> HttpResponse:
            opened = self.opened(request, public_id)
            form = self.form(name, opened, Sent(name, request.POST))
            if saved(form, lambda: act(request, opened, form.cleaned_data)):
                messages.success(request, words)
                return redirect(self.route, public_id)
            # As it stands now: somebody else may have ended it meanwhile.
            return self.draw(request, self.opened(request, public_id), form, name)

        return acted


def of_either_side(opened: Kind | None, held: Callable[[Kind], Handover | Advice]) -> Kind:
    """What was opened, for a reader who speaks for a side. Raises Http404 and PermissionDenied."""
    if opened is None:
        raise Http404
    exchange = held(opened)
    to = exchange.to_team.name if exchange.to_team else exchange.to_name
    refuse_strangers(
        is_receiver=opened.is_receiver,
        is_sender=opened.is_sender,
        between=f"{exchange.from_team.name} and {to}",
    )
    return opened


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
