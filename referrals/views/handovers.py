"""What waits for an answer, handing somebody over, and a handover's own page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.roles import Permission, has_permission
from hubs.views.access import StaffRequest, requires
from hubs.views.saving import saved
from referrals.actions import handovers, onward
from referrals.forms.handovers import ConfirmForm, HandOverForm
from referrals.models import Referral
from referrals.models.referral import Level
from referrals.rules import onward as onward_rules
from referrals.selectors import advice as advice_selectors
from referrals.selectors import colleagues
from referrals.selectors import handovers as selectors
from referrals.selectors import onward as onward_selectors
from referrals.selectors.handovers import Opened
from referrals.selectors.people import Found
from referrals.views import exchanges, panels
from referrals.views.episodes import about_referral
from referrals.views.exchanges import OwnPage, Sent, words_form

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

    if request.method == "POST" and saved(form, send):
        messages.success(request, "The handover is sent. Until it is confirmed your team holds the person.")
        return redirect("handover", sent[0].public_id)
    context = {"found": found, "referral": referral, "banner": panels.banner(found.person), "form": form}
    return render(request, "referrals/handovers/new.jinja", context)


@requires(Permission.REFERRAL_MANAGE)
@never_cache
def detail(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """What was shared, what was asked and answered, who holds now."""
    return _page(request, _opened(request, public_id))


def _confirm(request: StaffRequest, opened: Opened, given: Any) -> object:
    worker = given["worker"]
    return handovers.confirm(by=request.actor, handover=opened.handover, worker=worker)


def _question(request: StaffRequest, opened: Opened, given: Any) -> object:
    text = given["text"]
    return handovers.question(by=request.actor, handover=opened.handover, text=text)


def _answer(request: StaffRequest, opened: Opened, given: Any) -> object:
    return handovers.answer(by=request.actor, handover=opened.handover, text=given["text"])


def _withdraw(request: StaffRequest, opened: Opened, given: Any) -> object:
    return handovers.withdraw(by=request.actor, handover=opened.handover, why=given["text"])


def _take_back(request: StaffRequest, opened: Opened, given: Any) -> object:
    return onward.take_back(by=request.actor, handover=opened.handover, why=given["text"])


def _opened(request: StaffRequest, public_id: UUID) -> Opened:
    opened = selectors.find(public_id, by=request.actor)
    return exchanges.of_either_side(opened, lambda found: found.handover)


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
    names = ("confirm", "question", "answer", "withdraw", "taken_back")
    return exchanges.page(
        request,
        TEMPLATE,
        acting,
        opened=opened,
        handover=opened.handover,
        said=list(opened.handover.messages.all()),
        onward=onward_selectors.of(opened.handover),
        as_onward=onward_rules.IN_WORDS,
        level=Level(opened.handover.level).label if opened.handover.level else "",
        forms={each: acting if each == name else _form(each, opened) for each in names},
    )


_OWN = OwnPage("handover", _opened, _form, _page)
confirm = _OWN.acting("confirm", _confirm, "You have confirmed. Your team holds the person from now on.")
question = _OWN.acting("question", _question, "Your question is sent. The sender goes on holding the person.")
answer = _OWN.acting("answer", _answer, "Your answer is sent. It is the receiver’s turn again.")
withdraw = _OWN.acting(
    "withdraw", _withdraw, "The handover is taken back. Your team goes on holding the person."
)
taken_back = _OWN.acting(
    "taken_back",
    _take_back,
    "It is written down that they did not take over. Your team holds the person as before.",
)
