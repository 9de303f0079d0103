"""What was measured with a person: everything there is, and scores recorded and taken out."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from config import formats
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest
from hubs.views.saving import saved
from outcomes.actions import scores
from outcomes.forms.measures import ScaleForm, ToolSearchForm, TotalForm, VoidForm
from outcomes.models import CodedScore
from outcomes.selectors import measures as measured
from outcomes.selectors import tools, wording
from outcomes.views.pages import address, ask, done
from referrals.selectors.people import Found
from referrals.views import panels
from referrals.views.episodes import Asking
from referrals.views.records import about_person


@about_person("Measures")
def measures(request: StaffRequest, found: Found) -> HttpResponse:
    """Every score by tool, newest first, with what has changed by the national rule in words."""
    context = {
        "found": found,
        "banner": panels.banner(found.person),
        "measures": measured.of_person(found.person),
        "may_record": found.may(request.actor, Permission.CONTACT_LOG),
        "today": timezone.localdate(),
    }
    return render(request, "outcomes/measures/index.jinja", context)


@about_person("Choice of a measure", Permission.CONTACT_LOG)
def choose(request: StaffRequest, found: Found) -> HttpResponse:
    """Find a tool of the national list whose total is to be recorded."""
    form = ToolSearchForm(request.GET or None)
    text = form.cleaned_data["text"].strip() if form.is_bound and form.is_valid() else ""
    context = {
        "found": found,
        "banner": panels.banner(found.person),
        "form": form,
        "text": text,
        "tools": tools.search(text) if text else tools.totals(),
        "most": tools.MOST_FOUND,
        "back": address(found),
    }
    return render(request, "outcomes/measures/choose.jinja", context)


@about_person("Form of a score", Permission.CONTACT_LOG)
def total(request: StaffRequest, found: Found, tool: str) -> HttpResponse:
    known = tools.find(tool)
    if known is None:
        raise Http404
    form = TotalForm(request.POST or None, found=found, by=request.actor, tool=known)
    if saved(form, lambda: scores.record_all(by=request.actor, scores=form.scores, **form.taken)):
        return done(request, found, f"The score of {known.name} is recorded.")
    return ask(request, found, form, Asking(known.name, "Record the score"))


@about_person("Form of a DIALOG scale", Permission.CONTACT_LOG)
def scale(request: StaffRequest, found: Found) -> HttpResponse:
    """A scale that was filled in on paper, without a session: all its areas at once."""
    items = wording.items(on=timezone.localdate())
    form = ScaleForm(request.POST or None, found=found, by=request.actor, items=items)
    if saved(form, lambda: scores.record_all(by=request.actor, scores=form.scores, **form.taken)):
        words = f"{formats.plural(len(form.scores), 'area')} of the DIALOG scale recorded."
        return done(request, found, words)
    asking = Asking("Record a DIALOG scale", "Record the scale", template="outcomes/measures/several.jinja")
    return ask(request, found, form, asking, about="1 is the lowest, 4 the middle and 7 the highest.")


@about_person("Removal of a score", Permission.CONTACT_LOG)
def void(request: StaffRequest, found: Found, score: int) -> HttpResponse:
    """Take a score out with a reason, with the others of its scale if all of them are wrong."""
    held = measured.find(found.person, score)
    if held is None or held.activity_id or held.source_month:
        raise Http404
    together = measured.taken_with(held)
    name = tools.names([held.tool_code])[held.tool_code]
    form = VoidForm(request.POST or None, score=held, name=name, others=len(together) - 1)

    def act() -> None:
        meant = together if form.takes_all else [held]
        scores.void(by=request.actor, scores=meant, reason=form.cleaned_data["reason"])

    if saved(form, act):
        return done(request, found, "Taken out. It counts nowhere any longer, and your reason is kept.")
    return ask(
        request, found, form, Asking("Take a score out", "Take it out", _told(held, name), warning=True)
    )


def _told(score: CodedScore, name: str) -> str:
    day = formats.date(score.taken_on)
    return f"{name}: {score.score}, taken on {day}. Nothing is deleted, and it cannot be taken back."
