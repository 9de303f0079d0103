"""A person's plan: as it stands, as it was agreed, and what stands beside it since records were joined."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from careplans.actions import plans as actions
from careplans.forms.plan_sharing import PlanReasonForm, PutAwayForm
from careplans.rules import progress_kept
from careplans.selectors import documents, plans
from careplans.views import progress
from careplans.views.plan_page import Page
from careplans.views.plan_records import Opened, about_plan, ask, done
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest
from hubs.views.saving import saved
from referrals.views import panels
from referrals.views.episodes import Asking

VIEW = Permission.PERSON_VIEW


@about_plan("Plan", permission=VIEW)
def plan(request: StaffRequest, it: Opened) -> HttpResponse:
    """Everything that the worker may see of it, with the way to change each part."""
    context = {
        "found": it.found,
        "banner": panels.banner(it.found.person),
        "it": Page(it),
        "may_write": it.found.may(request.actor, Permission.PLAN_WRITE),
        "may_override": it.found.may(request.actor, Permission.PERSON_OVERRIDE),
        "form": PlanReasonForm(),
        "today": timezone.localdate(),
    }
    return render(request, "careplans/plan/plan.jinja", context)


@about_plan("Version of a plan", permission=VIEW)
def version(request: StaffRequest, it: Opened, number: int) -> HttpResponse:
    """As it was agreed, with how things had changed by then, and without what the person keeps from the worker's
    organisation.
    """
    frozen = plans.version(it.held, number)
    if frozen is None:
        raise Http404
    document = it.sight.of(documents.of_version(frozen))
    context = {
        "found": it.found,
        "banner": panels.banner(it.found.person),
        "version": frozen,
        "document": document,
        "told": documents.changes_seen(frozen, it.sight),
        "kept": it.sight.hidden_labels,
        "called": progress.called(it.found.person),
        **progress.pictures(progress_kept.of_document(document)),
    }
    return render(request, "careplans/plan/version.jinja", context)


@about_plan("Plan of a record that was joined", permission=VIEW)
def beside(request: StaffRequest, it: Opened, public_id: UUID) -> HttpResponse:
    """Read-only, with the way to carry over what still holds."""
    other = plans.find_beside(it.found.person, public_id)
    if other is None:
        raise Http404
    context = {
        "found": it.found,
        "banner": panels.banner(it.found.person),
        "other": other,
        "document": it.sight.of(documents.of_plan(other)),
        "may_write": it.found.may(request.actor, Permission.PLAN_WRITE),
        "kept": it.sight.hidden_labels,
    }
    return render(request, "careplans/plan/beside.jinja", context)


@about_plan("Putting away the plan of a joined record")
def put_away(request: StaffRequest, it: Opened, public_id: UUID) -> HttpResponse:
    other = plans.find_beside(it.found.person, public_id)
    if other is None:
        raise Http404
    form = PutAwayForm(request.POST or None)
    if saved(form, lambda: actions.put_away(by=request.actor, plan=other, **form.cleaned_data)):
        return done(request, it, "The other plan is put away. It stays in the record, with your reason.")
    lede = "Carry over first what still holds: it is then read here no longer."
    return ask(request, it, form, Asking("Put the other plan away", "Put it away", lede, warning=True))
