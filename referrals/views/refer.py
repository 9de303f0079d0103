"""The form that anybody may fill in, for themselves or for somebody who knows of it; and that of professionals,
which goes the same way through other pages.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from hubs.models import Tenant
from hubs.views.access import public
from referrals.actions import request_drafts
from referrals.actions.request_drafts import DraftGone
from referrals.forms.refer_answers import Answers
from referrals.models import RequestDraft
from referrals.rules import refer_steps
from referrals.selectors.request_drafts import is_paused
from referrals.views import strangers
from referrals.views.limits import limited
from referrals.views.strangers import at_tenant

ANYBODY = "Whoever needs help, or asks for somebody, has no login."


def address(flow: str, tenant: Tenant, *parts: str) -> str:
    """The address of a page of this form."""
    start = reverse("refer-start" if flow == refer_steps.SELF else "professional-start", args=[tenant.slug])
    return start + "".join(f"{part}/" for part in parts)


def shown(request: HttpRequest, template: str, tenant: Tenant, flow: str, **context: Any) -> HttpResponse:
    """A page of the form, with what each of them needs."""
    known = {"service": tenant, "flow": flow, "start": address(flow, tenant), **context}
    return render(request, f"referrals/refer/{template}.jinja", known)


@public(ANYBODY)
@at_tenant
@limited("start")
def start(request: HttpRequest, tenant: Tenant, flow: str) -> HttpResponse:
    """What will be asked and what happens then; the button that begins, and the way back to a draft."""
    held = strangers.draft_of(request, tenant, flow)
    if request.method == "POST":
        if held:
            request_drafts.discard(by=strangers.actor(tenant), draft=held)
        return begin(tenant, flow)
    until = held.updated_at + refer_steps.KEPT if held else None
    return shown(request, "start", tenant, flow, draft=held, until=until, gone="gone" in request.GET)


def begin(tenant: Tenant, flow: str, postcode: str = "") -> HttpResponse:
    """A new draft, and its first page."""
    pages = {"reach": {"postcode": [postcode]}} if postcode else {}
    draft, secret = request_drafts.start(by=strangers.actor(tenant), content={"pages": pages})
    response = redirect(address(flow, tenant, refer_steps.pages(flow)[0]))
    strangers.give(response, tenant, flow, draft, secret)
    return response


@public(ANYBODY)
@at_tenant
@limited("save")
def page(request: HttpRequest, tenant: Tenant, flow: str, page: str) -> HttpResponse:
    """One page of questions; sent, it is kept whether right or wrong, and leads on when it is right."""
    draft = strangers.draft_of(request, tenant, flow)
    if draft is None:
        return gone(tenant, flow)
    answers = Answers(flow, draft.content)
    if page not in answers.pages:
        raise Http404
    if request.method == "POST":
        return _saved(request, tenant, draft, answers, page)
    if is_paused(draft):
        return redirect(address(flow, tenant, "resume"))
    judged = "judged" in request.GET
    form = answers.form(page, judged=judged)
    if judged:
        form.is_valid()
    return _asks(request, tenant, answers, page, form)


def _asks(request: HttpRequest, tenant: Tenant, answers: Answers, page: str, form: Any) -> HttpResponse:
    back = refer_steps.before(answers.flow, answers.who, page)
    changing = "change" in request.GET
    context = {
        "form": form,
        "page": page,
        "own": answers.own,
        "back": address(answers.flow, tenant, *([refer_steps.CHECK] if changing else [back] if back else [])),
        "number": answers.pages.index(page) + 1,
        "count": len(answers.pages),
        "young": page == "reach" and answers.is_young,
    }
    return shown(request, "page", tenant, answers.flow, **context)


def _saved(
    request: HttpRequest, tenant: Tenant, draft: RequestDraft, answers: Answers, page: str
) -> HttpResponse:
    sent, flow = request.POST, answers.flow
    form = answers.form(page, sent, judged="later" not in sent and "search_now" not in sent)
    try:
        draft = request_drafts.save(by=strangers.actor(tenant), draft=draft, page=page, typed=form.kept(sent))
    except DraftGone:
        return gone(tenant, flow)
    if is_paused(draft):
        return redirect(address(flow, tenant, "resume"))
    if "later" in sent:
        return redirect(address(flow, tenant, "later"))
    if "search_now" in sent:
        return redirect(f"{request.get_full_path()}#found")
    if not form.is_valid():
        return _asks(request, tenant, answers, page, form)
    answers = Answers(flow, draft.content)
    follows = refer_steps.CHECK if "change" in request.GET else refer_steps.after(flow, answers.who, page)
    return redirect(address(flow, tenant, form.goes_to or follows))


def gone(tenant: Tenant, flow: str) -> HttpResponse:
    return redirect(f"{address(flow, tenant)}?gone=1")


@public(ANYBODY)
@at_tenant
def without_them(request: HttpRequest, tenant: Tenant, flow: str) -> HttpResponse:
    """What somebody can do for a person who does not know that they ask."""
    return shown(request, "without_them", tenant, flow)
