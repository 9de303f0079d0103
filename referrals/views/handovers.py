"""What waits for an answer, handing somebody over, and a handover's own page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.roles import Permission, has_permission
from hubs.views.access import StaffRequest, View, requires
from referrals.actions import handovers
from referrals.forms.handovers import ConfirmForm, HandOverForm
from referrals.models import Referral
from referrals.models.referral import Level
from referrals.selectors import advice as advice_selectors
from referrals.selectors import colleagues
from referrals.selectors import handovers as selectors
from referrals.selectors.handovers import Opened
from referrals.selectors.people import Found
from referrals.views import exchanges, panels
from referrals.views.episodes import about_referral
from referrals.views.exchanges import Sent, words_form

TEMPLATE = "referrals/handovers/handover.jinja"


@requires(Permission.HANDOVER_VIEW)
@never_cache
def index(request: StaffRequest) -> HttpResponse:
    """To one's teams, from them, from other systems, advice beside; for managers what is over 5 working days."""
    by = request.actor
    works = has_permission(by, Permission.REFERRAL_MANAGE)
    access.log(by=by, kind=AccessKind.LISTED, what="Waiting for an answer")
    context = {
        "waiting": selectors.waiting_for(by) if works else None,
        "advice": advice_selectors.waiting_for(by) if works else None,
        "escalated": [] if works else selectors.escalated(by),
        "today": timezone.localdate(),
    }
    return render(request, "referrals/handovers/index.jinja", context)


@about_referral("Form of a handover")
def new(request: StaffRequest, found: Found, referral: Referral) -> HttpResponse:
    """Hand somebody over. Until the receiver confirms, nothing changes."""
    start = {"version": referral.version, "level": request.GET.get("level", "")}
    form = HandOverForm(request.POST or None, referral=referral, initial=start)
    sent: list[Any] = []

    def send() -> None:
        sent.append(handovers.send(by=request.actor, referral=referral, **form.asked))

    if request.method == "POST" and exchanges.saved(form, send):
        messages.success(request, "The handover is sent. Until it is confirmed your team holds the person.")
        return redirect("handover", sent[0].public_id)
    context = {"found": found, "referral": referral, "banner": panels.banner(found.person), "form": form}
    return render(request, "referrals/handovers/new.jinja", context)


@requires(Permission.REFERRAL_MANAGE)
@never_cache
def detail(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """What was shared, what was asked and answered, who holds now."""
    return _page(request, _opened(request, public_id))


def _acting(name: str, act: Callable[[StaffRequest, Opened, forms.Form], object], words: str) -> View:
    """A view that takes one of the forms of a handover's page."""

    @requires(Permission.REFERRAL_MANAGE)
    @never_cache
    @require_POST
    def acted(request: StaffRequest, public_id: UUID) -> HttpResponse:
        opened = _opened(request, public_id)
        form = _form(name, opened, Sent(name, request.POST))
        if exchanges.saved(form, lambda: act(request, opened, form)):
            messages.success(request, words)
            return redirect("handover", public_id)
        # As it stands now: somebody else may have ended it meanwhile.
        return _page(request, _opened(request, public_id), form, name)

    return acted


def _confirm(request: StaffRequest, opened: Opened, form: forms.Form) -> object:
    worker = form.cleaned_data["worker"]
    return handovers.confirm(by=request.actor, handover=opened.handover, worker=worker)


def _question(request: StaffRequest, opened: Opened, form: forms.Form) -> object:
    text = form.cleaned_data["text"]
    return handovers.question(by=request.actor, handover=opened.handover, text=text)


def _answer(request: StaffRequest, opened: Opened, form: forms.Form) -> object:
    return handovers.answer(by=request.actor, handover=opened.handover, text=form.cleaned_data["text"])


def _withdraw(request: StaffRequest, opened: Opened, form: forms.Form) -> object:
    return handovers.withdraw(by=request.actor, handover=opened.handover, why=form.cleaned_data["text"])


confirm = _acting("confirm", _confirm, "You have confirmed. Your team holds the person from now on.")
question = _acting("question", _question, "Your question is sent. The sender goes on holding the person.")
answer = _acting("answer", _answer, "Your answer is sent. It is the receiver’s turn again.")
withdraw = _acting("withdraw", _withdraw, "The handover is taken back. Your team goes on holding the person.")


def _opened(request: StaffRequest, public_id: UUID) -> Opened:
    opened = selectors.find(public_id, by=request.actor)
    if opened is None:
        raise Http404
    held = opened.handover
    to = held.to_team.name if held.to_team else held.to_name
    exchanges.refuse_strangers(
        is_receiver=opened.is_receiver, is_sender=opened.is_sender, between=f"{held.from_team.name} and {to}"
    )
    return opened


def _form(name: str, opened: Opened, sent: Sent | None = None) -> forms.Form:
    if name != "confirm":
        return words_form(name, sent)
    team = opened.handover.to_team
    data = sent.data if sent and sent.name == name else None
    return ConfirmForm(data, workers=colleagues.staff_of([team.pk] if team else []), auto_id="confirm_%s")


def _page(
    request: StaffRequest, opened: Opened, acting: forms.Form | None = None, name: str = ""
) -> HttpResponse:
    exchanges.looked(request, "Handover", opened.handover.referral.person.reference)
    names = ("confirm", "question", "answer", "withdraw")
    return exchanges.page(
        request,
        TEMPLATE,
        acting,
        opened=opened,
        handover=opened.handover,
        said=list(opened.handover.messages.all()),
        level=Level(opened.handover.level).label if opened.handover.level else "",
        forms={each: acting if each == name else _form(each, opened) for each in names},
    )
