"""A next step: planned for a worker, and finished with what came of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from hubs.views.saving import saved
from referrals.actions import next_steps
from referrals.forms.next_steps import DoneForm, StepForm
from referrals.models import NextStep, Referral
from referrals.selectors import next_steps as steps
from referrals.selectors.people import Found
from referrals.views import panels
from referrals.views.episodes import Asking, about_referral, address, ask, done
from referrals.views.records import about_person


@about_referral("Form of a next step")
def plan(request: StaffRequest, found: Found, held: Referral) -> HttpResponse:
    form = StepForm(request.POST or None, referral=held, by=request.actor)

    def act() -> NextStep:
        given: dict[str, Any] = {
            name: form.cleaned_data[name] for name in ("kind", "what", "staff", "due_on")
        }
        return next_steps.plan(by=request.actor, referral=held, **given)

    if saved(form, act):
        return done(request, found, held, "The next step is planned.", "next")
    return ask(request, found, held, form, Asking("Plan a next step", "Save"))


@requires(Permission.REFERRAL_MANAGE)
def finish(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Say what came of a step; whoever may manage the referral may say it, as colleagues stand in for each other."""
    step = steps.find(public_id)
    if step is None:
        raise Http404
    return _finish(request, step.referral.person.reference, step=step)


@about_person("Next step", Permission.REFERRAL_MANAGE)
def _finish(request: StaffRequest, found: Found, *, step: NextStep) -> HttpResponse:
    form = DoneForm(request.POST or None)
    if saved(form, lambda: next_steps.done(by=request.actor, step=step, **form.cleaned_data)):
        return done(request, found, step.referral, "The step is done, and what came of it is kept.", "next")
    context = {
        "found": found,
        "banner": panels.banner(found.person),
        "step": step,
        "form": form,
        "back": address(found, step.referral),
    }
    return render(request, "referrals/next_steps/done.jinja", context)
