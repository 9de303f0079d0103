"""What people said of their care, for those who run the service. Without names: they see nobody's record."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from careplans.actions import experiences as actions
from careplans.forms.mine import AnswerForm
from careplans.selectors import experiences
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, requires
from hubs.views.saving import saved

PER_PAGE = 25


@requires(Permission.EXPERIENCE_READ)
@never_cache
def index(request: StaffRequest) -> HttpResponse:
    """What waits for an answer first, then the newest."""
    context = {
        "page": Paginator(experiences.said(by=request.actor), PER_PAGE).get_page(request.GET.get("page")),
        "figure": experiences.recommending(by=request.actor),
        "today": timezone.localdate(),
    }
    return render(request, "careplans/experiences.jinja", context)


@requires(Permission.EXPERIENCE_READ)
@never_cache
def answer(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """What was done about it."""
    said = experiences.find(public_id, by=request.actor)
    if said is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and saved(
        form, lambda: actions.answer(by=request.actor, experience=said, **form.cleaned_data)
    ):
        messages.success(request, "The answer is saved. The person reads it on their own page.")
        return redirect("experiences")
    return render(request, "careplans/experience.jinja", {"said": said, "form": form})
