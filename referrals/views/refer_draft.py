"""A form that is left for later, gone on with, or thrown away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from hubs.models import Tenant
from hubs.views.access import public
from referrals.actions import request_drafts
from referrals.forms.refer_answers import Answers
from referrals.forms.refer_resume import MOST_TRIES, ResumeForm
from referrals.models import RequestDraft
from referrals.rules import refer_steps
from referrals.selectors.request_drafts import is_paused
from referrals.views import strangers
from referrals.views.limits import limited
from referrals.views.refer import ANYBODY, address, gone, shown
from referrals.views.strangers import at_tenant


@public(ANYBODY)
@at_tenant
def later(request: HttpRequest, tenant: Tenant, flow: str) -> HttpResponse:
    """How to come back to the draft, until when, and how to leave nothing behind."""
    draft = strangers.draft_of(request, tenant, flow)
    if draft is None:
        return gone(tenant, flow)
    return shown(request, "later", tenant, flow, until=draft.updated_at + refer_steps.KEPT)


@public(ANYBODY)
@at_tenant
@limited("resume")
def resume(request: HttpRequest, tenant: Tenant, flow: str) -> HttpResponse:
    """Go on with a draft. After a pause the date of birth is asked, if it was given: somebody else may sit there."""
    draft = strangers.draft_of(request, tenant, flow)
    if draft is None:
        return gone(tenant, flow)
    answers = Answers(flow, draft.content)
    form = ResumeForm(request.POST if request.method == "POST" else None, answers=answers)
    paused = is_paused(draft)
    if not paused or form.born is None or form.is_valid():
        return _resumed(tenant, draft, answers, paused=paused)
    if form.is_wrong and request_drafts.refuse(by=strangers.actor(tenant), draft=draft, most=MOST_TRIES):
        return gone(tenant, flow)
    return shown(request, "resume", tenant, flow, form=form)


def _resumed(tenant: Tenant, draft: RequestDraft, answers: Answers, *, paused: bool) -> HttpResponse:
    if paused:
        request_drafts.go_on(by=strangers.actor(tenant), draft=draft)
    unanswered = (page for page in answers.pages if not answers.is_answered(page))
    return redirect(address(answers.flow, tenant, next(unanswered, refer_steps.CHECK)))


@public(ANYBODY)
@require_POST
@at_tenant
def delete(request: HttpRequest, tenant: Tenant, flow: str) -> HttpResponse:
    """Throw the answers away, from the server as from this browser."""
    if draft := strangers.draft_of(request, tenant, flow):
        request_drafts.discard(by=strangers.actor(tenant), draft=draft)
    response = redirect(f"{address(flow, tenant)}?gone=deleted")
    strangers.forget(response, flow)
    return response
