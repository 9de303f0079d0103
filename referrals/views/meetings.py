"""The hub's meetings: the list, who is there, how far it has come, and its end."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from hubs.actions import access
from hubs.models.access import AccessKind
from hubs.rules.roles import Permission
from hubs.views.access import StaffRequest, about_one, requires
from hubs.views.saving import saved, tell
from referrals.actions import meetings
from referrals.forms.meetings import PresentForm, StartForm
from referrals.models import Meeting
from referrals.selectors import discussions, queue
from referrals.selectors import meetings as found

PER_PAGE = 20


of_meeting = about_one("meeting", Permission.MEETING_RUN, find=found.find, may=found.may)


@requires(Permission.MEETING_RUN)
@never_cache
def index(request: StaffRequest) -> HttpResponse:
    """The meetings of the worker's hubs, and the start of today's."""
    form = StartForm(request.POST or None, by=request.actor)
    if request.method == "POST" and form.is_valid():
        meeting = meetings.start(by=request.actor, hub=form.cleaned_data["hub"])
        return redirect("meeting-present", meeting.public_id)
    page = Paginator(found.of_hubs(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "referrals/meetings/index.jinja", {"page": page, "form": form})


@of_meeting
def meeting(request: StaffRequest, held: Meeting) -> HttpResponse:
    """How far it has come, and who is left; once it has ended, its minutes and what comes of it."""
    access.log(by=request.actor, kind=AccessKind.LISTED, what=f"Meeting of {held.hub.name}")
    talked = discussions.of_meeting(held)
    context = {
        "meeting": held,
        "here": found.attendees(held),
        "discussions": talked,
        "decided": [one for one in talked if one.outcome],
        "open": [one for one in talked if not one.outcome],
        "left": found.agenda(held),
        "counted": queue.COUNTED,
        "today": timezone.localdate(),
    }
    template = "ended" if held.ended_at else "meeting"
    return render(request, f"referrals/meetings/{template}.jinja", context)


@of_meeting
def present(request: StaffRequest, held: Meeting) -> HttpResponse:
    """Who is there, and from which organisation."""
    if held.ended_at:
        return redirect("meeting", held.public_id)
    form = PresentForm(request.POST if request.method == "POST" else None, meeting=held)

    def act() -> Meeting:
        return meetings.attend(by=request.actor, meeting=held, staff=form.present, guests=form.guests)

    if saved(form, act):
        first = found.first_left(held)
        if "start" in request.POST and first:
            return redirect("meeting-discussion", held.public_id, first)
        return redirect("meeting", held.public_id)
    return render(request, "referrals/meetings/present.jinja", {"meeting": held, "form": form})


@of_meeting
def end(request: StaffRequest, held: Meeting) -> HttpResponse:
    """Asks first, with those who were not reached: they stay in the queue."""
    if request.method == "POST":
        words = "The meeting has ended. Its minutes are below."
        tell(request, lambda: meetings.end(by=request.actor, meeting=held), words)
        return redirect("meeting", held.public_id)
    if held.ended_at:
        return redirect("meeting", held.public_id)
    talked = discussions.of_meeting(held)
    context = {
        "meeting": held,
        "open": [one for one in talked if not one.outcome],
        "left": found.agenda(held),
        "counted": queue.COUNTED,
        "today": timezone.localdate(),
    }
    return render(request, "referrals/meetings/end.jinja", context)
