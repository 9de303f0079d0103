"""The end of the form: the answers checked, sent, and what happens next."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from hubs.models import Tenant
from hubs.views.access import public
from referrals.actions import request_drafts
from referrals.actions.request_drafts import DraftGone
from referrals.forms.professional import FilesForm
from referrals.forms.refer_answers import Answers
from referrals.models import Request, RequestDraft
from referrals.rules import refer_steps, ways
from referrals.selectors import near, requests
from referrals.selectors.request_drafts import is_paused
from referrals.views import strangers
from referrals.views.limits import limited
from referrals.views.refer import ANYBODY, address, gone, shown
from referrals.views.strangers import at_tenant


@public(ANYBODY)
@at_tenant
@limited("send")
def check(request: HttpRequest, tenant: Tenant, flow: str) -> HttpResponse:
    """All answers, each with the way to change it, and the button that sends them."""
    draft = strangers.draft_of(request, tenant, flow)
    if draft is None:
        return _sent_before(request, tenant, flow)
    if is_paused(draft):
        return redirect(address(flow, tenant, "resume"))
    answers = Answers(flow, draft.content)
    if wrong := answers.first_wrong:
        judged = "?change=1&judged=1" if wrong in answers.typed else "?change=1"
        return redirect(address(flow, tenant, wrong) + judged)
    sent = request.method == "POST"
    form = FilesForm(request.POST, request.FILES) if sent else FilesForm()
    if sent and form.is_valid():
        return _send(request, tenant, draft, answers, form)
    return _checks(request, tenant, answers, form)


def _checks(request: HttpRequest, tenant: Tenant, answers: Answers, form: FilesForm) -> HttpResponse:
    context = {
        "form": form,
        "rows": answers.rows(),
        "own": answers.own,
        "back": address(answers.flow, tenant, answers.pages[-1]),
        "young": answers.is_young,
        "urgent": answers.is_urgent,
        "promise": _promise(tenant, urgent=answers.is_urgent),
    }
    return shown(request, "check", tenant, answers.flow, **context)


def _send(
    request: HttpRequest, tenant: Tenant, draft: RequestDraft, answers: Answers, form: FilesForm
) -> HttpResponse:
    practice, postcode = answers.practice_code, answers.given["postcode"]
    nearby = near.hub_of(postcode, timezone.localdate()) if postcode and not near.practice(practice) else None
    try:
        made = request_drafts.send(
            by=strangers.actor(tenant),
            draft=draft,
            asked=answers.asked(draft.key),
            known=answers.known,
            practice_code=practice,
            hub=nearby,
            files=form.cleaned_data["attached"] if answers.flow == refer_steps.PROFESSIONAL else (),
        )
    except DraftGone:
        return gone(tenant, answers.flow)
    except ValidationError:
        return strangers.closed(request, tenant)
    return _thanks(tenant, answers.flow, made)


def _sent_before(request: HttpRequest, tenant: Tenant, flow: str) -> HttpResponse:
    """The second click on the button finds that the first has sent the form."""
    key = strangers.sent_key(request, tenant, flow)
    made = requests.of_form(key) if key and request.method == "POST" else None
    return _thanks(tenant, flow, made) if made else gone(tenant, flow)


def _thanks(tenant: Tenant, flow: str, made: Request) -> HttpResponse:
    response = redirect(address(flow, tenant, "sent"))
    strangers.remember_sent(response, tenant, made)
    return response


@public(ANYBODY)
@at_tenant
def sent(request: HttpRequest, tenant: Tenant, flow: str) -> HttpResponse:
    """The reference, and in plain words what happens next and by when."""
    held = strangers.just_sent(request, tenant)
    if held is None:
        return redirect(address(flow, tenant))
    return shown(request, "sent", tenant, flow, sent=held, promise=_promise(tenant, urgent=held.urgent))


def _promise(tenant: Tenant, *, urgent: bool) -> refer_steps.Promise:
    return refer_steps.promise(
        timezone.localdate(), urgent=urgent, within=tenant.in_touch_within, seen_within=ways.URGENT_DAYS
    )
