"""Handovers that come from other systems."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from hubs.views.saving import saved
from referrals.actions import incoming
from referrals.forms.handovers import ConfirmForm
from referrals.models import IncomingHandover
from referrals.selectors import colleagues
from referrals.selectors import exchanges as selectors
from referrals.selectors import handovers as found
from referrals.selectors import incoming as arrivals
from referrals.views import exchanges
from referrals.views.exchanges import Sent, words_form


@requires(Permission.REFERRAL_MANAGE)
@never_cache
def detail(request: StaffRequest, key: UUID) -> HttpResponse:
    """What another system wrote, and what was said to it."""
    return _page(request, _found(request, key))


@requires(Permission.REFERRAL_MANAGE)
@never_cache
@require_POST
def confirm(request: StaffRequest, key: UUID) -> HttpResponse:
    """Take the person over: they get a record here, and their first page opens."""
    held = _found(request, key)
    form = _confirm_form(held, request.POST)
    made: list[Any] = []

    def act() -> None:
        worker = form.cleaned_data["worker"]
        made.append(incoming.confirm(by=request.actor, incoming=held, worker=worker))

    if saved(form, act):
        messages.success(request, "You have confirmed. Your team holds the person from now on.")
        return redirect("person", made[0].person.reference)
    return _page(request, _found(request, key), form, "confirm")


@requires(Permission.REFERRAL_MANAGE)
@never_cache
@require_POST
def question(request: StaffRequest, key: UUID) -> HttpResponse:
    """Ask the sender before confirming."""
    held = _found(request, key)
    form = words_form("question", Sent("question", request.POST))

    def act() -> None:
        incoming.question(by=request.actor, incoming=held, text=form.cleaned_data["text"])

    if saved(form, act):
        messages.success(request, "Your question is sent. The sender goes on holding the person.")
        return redirect("handover-incoming", key)
    return _page(request, _found(request, key), form, "question")


def _found(request: StaffRequest, key: UUID) -> IncomingHandover:
    held = found.find_incoming(key)
    if held is None:
        raise Http404
    exchanges.refuse_strangers(
        is_receiver=selectors.speaks_for(request.actor, held.to_team),
        is_sender=False,
        between=f"{held.from_name} and {held.to_team.name}",
    )
    return held


def _confirm_form(held: IncomingHandover, data: Any = None) -> ConfirmForm:
    return ConfirmForm(data, workers=colleagues.staff_of([held.to_team_id]), auto_id="confirm_%s")


def _page(
    request: StaffRequest, held: IncomingHandover, acting: forms.Form | None = None, name: str = ""
) -> HttpResponse:
    exchanges.looked(request, "Handover from another system")
    shown: dict[str, forms.Form] = {"confirm": _confirm_form(held), "question": words_form("question")}
    if acting:
        shown[name] = acting
    template = "referrals/handovers/incoming.jinja"
    said = list(held.messages.all())
    days = {"born": "birth_date", "first_requested": "first_requested_on"}
    known = {name: arrivals.day(held.person.get(key)) for name, key in days.items()}
    return exchanges.page(request, template, acting, incoming=held, said=said, forms=shown, **known)
