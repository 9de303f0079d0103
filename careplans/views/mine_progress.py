"""The person sees how things have changed, takes plan and progress with them on paper, and rates before a session."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from careplans.actions import own_ratings
from careplans.selectors import plans
from careplans.selectors import progress as sessions
from careplans.selectors.sharing import Sight
from careplans.views import paper, progress
from careplans.views.mine import Mine, mine
from careplans.views.mine_pages import shown
from careplans.views.mine_plan import document_of
from hubs.views.saving import saved


@mine("Own pages: progress")
def of_sessions(request: HttpRequest, own: Mine) -> HttpResponse:
    return shown(request, own, "progress", called="you", **progress.pictures(sessions.of_person(own.person)))


@mine("Own pages: progress on paper")
def progress_paper(request: HttpRequest, own: Mine) -> HttpResponse:
    return paper.progress_paper(request, own.person)


@mine("Own pages: plan on paper")
def plan_paper(request: HttpRequest, own: Mine) -> HttpResponse:
    """What the page shows: the person sees all of it."""
    held = plans.of_person(own.person)
    if held is None:
        raise Http404
    document, _ = document_of(held, as_written="now" in request.GET)
    return paper.plan_paper(request, document, Sight())


@mine("Own pages: before we meet")
def rate(request: HttpRequest, own: Mine) -> HttpResponse:
    """Leads on to a page for rating alone, as a worker's link does."""
    form = forms.Form(request.POST if request.method == "POST" else None)
    led_to: list[str] = []

    def act() -> None:
        led_to.append(own_ratings.open_page(by=own.by, access=own.sign_in.access, person=own.person))

    if request.method == "POST" and saved(form, act):
        return redirect(led_to[0])
    return shown(request, own, "rate", form=form)
