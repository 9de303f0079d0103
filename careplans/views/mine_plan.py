"""The person reads their own plan, and says what they think of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from careplans.actions import comments
from careplans.forms.mine import CommentForm
from careplans.models import Plan
from careplans.rules import changes, own_plan
from careplans.rules.document import PlanDocument
from careplans.rules.parts import SESSIONS, SHARED_PARTS, WHOLE
from careplans.selectors import documents, plans
from careplans.views.mine import Mine, mine
from careplans.views.mine_pages import shown
from hubs.views.saving import saved

PARTS = {part: label for part, label in SHARED_PARTS.items() if part != SESSIONS}


@mine("Own pages: plan")
def plan(request: HttpRequest, own: Mine) -> HttpResponse:
    """The version that was agreed, or what is written while there is none; what the person says to it."""
    held = plans.of_person(own.person)
    if held is None:
        return shown(request, own, "plan", document=None)
    form = CommentForm(request.POST or None, parts=list(PARTS.items()))
    if request.method == "POST" and saved(form, lambda: _comment(own, held, form)):
        messages.success(request, "Thank you. Your worker reads it the next time they open your plan.")
        return redirect("mine-plan", own.tenant.slug)
    document, is_newer = document_of(held, as_written="now" in request.GET)
    return shown(
        request,
        own,
        "plan",
        document=document,
        newer=is_newer,
        parts=own_plan.under_headings(document),
        comments=list(reversed(plans.comments(held))),
        part_words=PARTS.get,
        today=timezone.localdate(),
        form=form,
    )


def document_of(held: Plan, *, as_written: bool) -> tuple[PlanDocument, bool]:
    """What to read, and whether something else has been written since it was agreed."""
    around = documents.around(held)
    now = documents.of_plan(held, around)
    if around.latest is None or as_written:
        return now, False
    document = documents.of_version(around.latest)
    return document, not changes.says_the_same(document, now)


def _comment(own: Mine, held: Plan, form: CommentForm) -> None:
    comments.add(
        by=own.by,
        plan=held,
        part=form.cleaned_data["part"] or WHOLE,
        text=form.cleaned_data["text"],
        by_person=True,
        writer_name=held.person.preferred_name or held.person.given_name or "The person",
    )
