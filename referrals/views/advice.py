"""Advice and guidance, and sessions given to others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from hubs.views.saving import saved
from referrals.actions import advice as actions
from referrals.forms.advice import AskForm, ConfirmSessionForm, SessionForm
from referrals.models import Advice
from referrals.selectors import advice as selectors
from referrals.selectors.advice import Opened
from referrals.views import exchanges
from referrals.views.exchanges import OwnPage, Sent, words_form

PER_PAGE = 25
FORMS = ("give", "confirm", "question", "answer", "withdraw")


@requires(Permission.REFERRAL_MANAGE)
@never_cache
def index(request: StaffRequest) -> HttpResponse:
    """What waits for an answer, the longest wait first, and what was answered, the newest first."""
    ended = Paginator(selectors.ended_for(request.actor), PER_PAGE)
    access.log(by=request.actor, kind=AccessKind.LISTED, what="Advice")
    context = {
        "waiting": selectors.waiting_for(request.actor),
        "page": ended.get_page(request.GET.get("page")),
        "today": timezone.localdate(),
    }
    return render(request, "referrals/advice/index.jinja", context)


@requires(Permission.REFERRAL_MANAGE)
@never_cache
def ask(request: StaffRequest) -> HttpResponse:
    """Ask a consultant or a specialist team."""
    start = {"person": request.GET.get("person", "")}
    form = AskForm(request.POST or None, by=request.actor, initial=start)
    template, words = "referrals/advice/ask.jinja", "Your question is sent."
    return _new(request, template, form, lambda: actions.ask_for(by=request.actor, **form.asked), words)


@requires(Permission.REFERRAL_MANAGE)
@never_cache
def session(request: StaffRequest) -> HttpResponse:
    """Write down a session that was given to another team."""
    form = SessionForm(request.POST or None, by=request.actor)
    template = "referrals/advice/session.jinja"
    words = "The session is saved. It waits for those who received it to confirm."
    return _new(request, template, form, lambda: actions.session(by=request.actor, **form.given), words)


def _new(
    request: StaffRequest, template: str, form: forms.Form, write: Callable[[], Advice], words: str
) -> HttpResponse:
    """The page with the form; once ``write`` took it, the page of what was written."""
    made: list[Advice] = []
    if request.method == "POST" and saved(form, lambda: made.append(write())):
        messages.success(request, words)
        return redirect("advice", made[0].public_id)
    return render(request, template, {"form": form})


@requires(Permission.REFERRAL_MANAGE)
@never_cache
def detail(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The question or the session, what was said, and its answer."""
    return _page(request, _opened(request, public_id))


def _give(request: StaffRequest, opened: Opened, given: Any) -> object:
    return actions.give(by=request.actor, advice=opened.advice, answer=given["text"])


def _question(request: StaffRequest, opened: Opened, given: Any) -> object:
    return actions.question(by=request.actor, advice=opened.advice, text=given["text"])


def _answer(request: StaffRequest, opened: Opened, given: Any) -> object:
    return actions.reply(by=request.actor, advice=opened.advice, text=given["text"])


def _withdraw(request: StaffRequest, opened: Opened, given: Any) -> object:
    return actions.withdraw(by=request.actor, advice=opened.advice, why=given["text"])


def _confirm(request: StaffRequest, opened: Opened, given: Any) -> object:
    return actions.confirm_session(by=request.actor, advice=opened.advice, name=given.get("name", ""))


def _opened(request: StaffRequest, public_id: UUID) -> Opened:
    opened = selectors.find(public_id, by=request.actor)
    return exchanges.of_either_side(opened, lambda found: found.advice)


def _form(name: str, opened: Opened, sent: Sent | None = None) -> forms.Form:
    if name != "confirm":
        return words_form(name, sent)
    data = sent.data if sent and sent.name == name else None
    return ConfirmSessionForm(data, outside=opened.advice.to_team is None, auto_id="confirm_%s")


def _page(
    request: StaffRequest, opened: Opened, acting: forms.Form | None = None, name: str = ""
) -> HttpResponse:
    person = opened.advice.person
    exchanges.looked(request, "Advice", person.reference if person else "")
    return exchanges.page(
        request,
        "referrals/advice/advice.jinja",
        acting,
        opened=opened,
        advice=opened.advice,
        said=list(opened.advice.messages.all()),
        forms={each: acting if each == name else _form(each, opened) for each in FORMS},
    )


_OWN = OwnPage("advice", _opened, _form, _page)
give = _OWN.acting("give", _give, "Your answer is sent.")
question = _OWN.acting("question", _question, "Your question is sent.")
answer = _OWN.acting("answer", _answer, "Your answer is sent.")
withdraw = _OWN.acting("withdraw", _withdraw, "It is taken back.")
confirm = _OWN.acting("confirm", _confirm, "The session is confirmed.")
