"""The page of one handover for a receiver without a login. The link is the only key, and opens nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hubs.models import Tenant
from hubs.tenancy import in_tenant
from hubs.views.access import public
from hubs.views.saving import saved
from referrals.actions import handovers
from referrals.forms.handovers import OutsideForm, OutsideQuestionForm
from referrals.models import Handover
from referrals.rules import answer_links
from referrals.selectors import handovers as selectors
from referrals.selectors.incoming import system
from referrals.views.limits import limited
from referrals.views.strangers import outside


@public("A receiver without a login answers a handover by the secret in its link.")
@limited("answer", reads=True)
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """What was shared, by whom, and two forms: confirm, or ask."""
    read = answer_links.read(token)
    tenant = system(read[0]) if read else None

    def finish() -> HttpResponse:
        if read is None or tenant is None:
            return _gone(request)
        with in_tenant(tenant.pk):
            return _answered(request, tenant, token, read[1])

    return outside(request, finish)


def _answered(request: HttpRequest, tenant: Tenant, token: str, secret: str) -> HttpResponse:
    held = selectors.by_secret(secret)
    if held is None:
        return _gone(request)
    asks = request.POST.get("do") == "question"
    form = (OutsideQuestionForm if asks else OutsideForm)(request.POST or None, auto_id=_ids(asks))
    if request.method == "POST" and saved(form, _act(form, secret, asks=asks)):
        return redirect("handover-outside", token)
    if form.errors:
        held = selectors.by_secret(secret) or held
    return _page(request, tenant, held, form if form.is_bound else None)


def _act(form: forms.Form, secret: str, *, asks: bool) -> Callable[[], Any]:
    def act() -> Any:
        given = form.cleaned_data
        if asks:
            return handovers.question_outside(secret=secret, name=given["name"], text=given["text"])
        return handovers.confirm_outside(secret=secret, name=given["name"])

    return act


def _page(request: HttpRequest, tenant: Tenant, held: Handover, sent: forms.Form | None) -> HttpResponse:
    asked = sent if isinstance(sent, OutsideQuestionForm) else None
    context = {
        "service": tenant,
        "handover": held,
        "said": list(held.messages.all()),
        "confirm": sent if sent and not asked else OutsideForm(auto_id=_ids(asks=False)),
        "question": asked or OutsideQuestionForm(auto_id=_ids(asks=True)),
        "acting": [sent] if sent else [],
        "days": answer_links.LASTS_DAYS,
    }
    return _unfound(render(request, "referrals/answer/answer.jinja", context))


def _gone(request: HttpRequest) -> HttpResponse:
    """The same page whether a link never was, was used up or was guessed."""
    return _unfound(
        render(request, "referrals/answer/gone.jinja", {"days": answer_links.LASTS_DAYS}, status=404)
    )


def _unfound(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _ids(asks: bool) -> str:
    return "question_%s" if asks else "confirm_%s"
