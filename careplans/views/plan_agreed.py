"""A plan is agreed, looked at again and commented on; and who helped to write it is named."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from careplans.actions import agreements, comments, participants, reviews
from careplans.forms.plan_agreed import AgreeForm, CommentForm, ParticipantForm, ReviewDayForm, ReviewForm
from careplans.models import Plan
from careplans.rules.parts import SHARED_PARTS, WHOLE
from careplans.selectors import documents, plans
from careplans.views.plan_records import Opened, about_plan, ask, done
from careplans.views.plan_writing import FORM
from hubs.rules.roles import Permission
from hubs.selectors import codes
from hubs.views.access import StaffRequest
from hubs.views.saving import saved
from referrals.forms.contact import ReasonForm
from referrals.views.episodes import Asking

AGREE_LEDE = (
    "The plan is kept as it stands now, as a version that nobody can change; you can go on writing. Agree only what"
    " you have read together."
)


# Whoever does not see all of it cannot say that all of it was agreed.
@about_plan("Agreement to a plan", *SHARED_PARTS)
def agree(request: StaffRequest, it: Opened) -> HttpResponse:
    """Who agreed to what the plan says now; the national data set hears of it."""
    if it.plan is None or agreements.first_written(it.plan) is None:
        messages.error(request, agreements.EMPTY)
        return redirect(it.address)
    form = AgreeForm(request.POST or None, who=codes.choices(documents.AGREED_BY))

    def act() -> None:
        given = {name: form.cleaned_data[name] for name in ("agreed_with", "agreed_on", "family_involved")}
        agreements.agree(by=request.actor, plan=it.held, **given, **form.day)

    if saved(form, act):
        return done(request, it, "The plan is agreed, and this version is kept.", "agreed")
    return ask(request, it, form, Asking("Agree the plan", "Agree", AGREE_LEDE, template=FORM))


@about_plan("Day of the review of a plan")
def review_day(request: StaffRequest, it: Opened) -> HttpResponse:
    plan = it.held
    form = ReviewDayForm(request.POST or None)

    def act() -> None:
        day = form.day
        reviews.set_day(
            by=request.actor,
            plan=plan,
            due_on=day["review_on"],
            chosen_by_person=day["chosen_by_person"],
        )

    if saved(form, act):
        return done(request, it, "The day is saved.", "review")
    return ask(request, it, form, Asking("When do you look at it again?", "Save", template=FORM))


@about_plan("Review of a plan")
def review(request: StaffRequest, it: Opened) -> HttpResponse:
    plan = it.held
    form = ReviewForm(request.POST or None)

    def act() -> None:
        said = {"on": form.cleaned_data["on"], "words": form.cleaned_data["words"]}
        next_on = form.cleaned_data["review_on"]
        by_person = form.day["chosen_by_person"]
        reviews.review(by=request.actor, plan=plan, **said, next_on=next_on, chosen_by_person=by_person)

    if saved(form, act):
        return done(request, it, "The review is saved. If the plan changed, agree it again.", "review")
    asking = Asking("Look at the plan again", "Save the review", template=FORM)
    return ask(request, it, form, asking)


@about_plan("Comment on a plan", permission=Permission.PLAN_WRITE)
def comment(request: StaffRequest, it: Opened) -> HttpResponse:
    form = CommentForm(
        request.POST or None,
        hidden=it.sight.hidden,
        initial={"part": request.GET.get("part", "")},
    )

    def act(plan: Plan) -> None:
        comments.add(by=request.actor, plan=plan, **form.cleaned_data)

    if saved(form, lambda: it.write(request, act)):
        return done(request, it, "The comment is saved.", form.cleaned_data["part"] or "comments")
    asking = Asking("Comment on the plan", "Save the comment", template=FORM)
    return ask(request, it, form, asking)


@about_plan("Answering a comment")
@require_POST
def comment_answer(request: StaffRequest, it: Opened, public_id: UUID) -> HttpResponse:
    held = plans.comment(it.held, public_id)
    if held is None or not it.sight.sees(held.part):
        raise Http404
    comments.answer(by=request.actor, comment=held)
    return done(request, it, "The comment is marked as talked about.", held.part or "comments")


@about_plan("Form of who helped to write a plan")
def participant_new(request: StaffRequest, it: Opened) -> HttpResponse:
    form = ParticipantForm(request.POST or None)

    def act(plan: Plan) -> None:
        participants.name(by=request.actor, plan=plan, **form.cleaned_data)

    if saved(form, lambda: it.write(request, act)):
        return done(request, it, "They are named as somebody who helped.", "involved")
    return ask(request, it, form, Asking("Who helped to write the plan?", "Save", template=FORM))


# Whoever sees only some parts does not see who helped.
@about_plan("Taking out who helped to write a plan", WHOLE)
def participant_take_out(request: StaffRequest, it: Opened, public_id: UUID) -> HttpResponse:
    held = plans.participant(it.held, public_id)
    if held is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if saved(form, lambda: participants.take_out(by=request.actor, participant=held, **form.cleaned_data)):
        return done(request, it, "They are taken out. The record keeps it, with your reason.", "involved")
    named = ", ".join(part for part in (held.name, held.part, held.organisation_name) if part)
    lede = f"{named}\nVersions that were agreed keep the name; the next one says that it was taken out."
    asking = Asking(
        "Take out somebody who was named by mistake", "Take out", lede, warning=True, template=FORM
    )
    return ask(request, it, form, asking)
